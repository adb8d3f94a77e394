import { cpus } from 'node:os';
import { sum } from '../../math/median.ts';
import type { CoreSamples } from '../../model/measurement.ts';
import { readIfThere } from './read-if-there.ts';
import { KernelFile } from './kernel-file.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { ThreadTimes } from './thread-times.ts';

/** Times of one core since boot, in ms. */
interface CoreTimes {
  busy: number;
  stolen: number;
  total: number;
}

/** `/proc/stat` counts in hundredths of a second, independently of the kernel's tick rate. */
const TICK_MS = 10;

/** Shares of one core between two readings. */
interface Sample {
  atMs: number;
  ours: number[];
  others: number[];
  stolen: number[];
}

/** Time between two samples. */
export const INTERVAL_MS = 100;
/** The kernel accounts core time in steps no smaller than this. */
const UNEXPLAINED_MS = 10;
/** The time of a child process may be known only when it has ended; so many samples before may show it as others'. */
const MOST_LATE = 20;
/** Maximum number of skipped readings. Reading all threads takes most of the time of a sample. */
const MOST_SKIPPED = 4;
/** The threads of one process take some 25 open files; with a lower limit, the processes themselves need them. */
const LEAST_OPEN_FILES = 256;
/** One hour at ten samples per second. */
const MOST_SAMPLES = 36_000;

/**
 * Samples the cores ten times per second from outside the measured processes. On Linux the time of each thread of the
 * measured processes and their child processes (`schedstat`) is attributed to the core it last ran on (field 39 of
 * `stat`), which separates our load from other load. On other platforms only the total load is known.
 */
export class CoreSampler {
  readonly attributed = process.platform === 'linux' && listsThreads() && mayOpenMany();
  onSample: ((sample: { atMs: number; ours: number[]; others: number[] }) => void) | null = null;
  private readonly samples: Sample[] = [];
  private timer: NodeJS.Timeout | null = null;
  private readonly coreTimes = new CoreTimesReader();
  private cores = this.coreTimes.read();
  // Its child processes are the hosts of all strategies.
  private readonly threads = new ThreadTimes(process.pid);
  private atMs = nowMs();
  /** By core, the time that the watched processes ran since the last sample. */
  private ranMs = this.cores.map(() => 0);
  private disturbed = false;
  /** Consecutive samples with unexplained time in which resting threads were not read. */
  private skipped = 0;
  private mostSkipped = 0;

  start(): void {
    this.timer = setInterval(() => this.sample(), INTERVAL_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.threads.end();
    this.coreTimes.close();
  }

  /** Sets the processes whose CPU time counts as ours. Time of the previous ones since the last sample still counts. */
  watch(pids: readonly number[]): void {
    if (this.attributed) this.threads.read(this.addOurs);
    // The engine's own CPU time is not load from other processes.
    if (this.attributed) this.threads.watch([...new Set([...pids, process.pid])]);
    this.skipped = this.mostSkipped = 0;
  }

  /**
   * Discards the current sample, because code of the engine itself runs on the cores: it shows neither our load nor
   * that of others.
   */
  disregard(): void {
    this.disturbed = true;
  }

  /** Returns the samples of an interval of the monotonic clock, with times relative to its start. */
  between(fromMs: number, toMs: number): CoreSamples | null {
    const inside = this.samples.filter((sample) => sample.atMs >= fromMs && sample.atMs <= toMs);
    const first = inside[0];
    if (!first) return null;
    return {
      attributed: this.attributed,
      timesMs: inside.map((sample) => sample.atMs - fromMs),
      cores: first.ours.map((_, core) => ({
        core,
        ours: inside.map((sample) => sample.ours[core] ?? 0),
        others: inside.map((sample) => sample.others[core] ?? 0),
        stolen: inside.map((sample) => sample.stolen[core] ?? 0),
      })),
    };
  }

  private sample(): void {
    const now = nowMs();
    const wallMs = now - this.atMs;
    const cores = this.coreTimes.read();
    const busy: number[] = [];
    const stolen: number[] = [];
    cores.forEach((core, index) => {
      const before = this.cores[index] ?? core;
      const total = core.total - before.total;
      busy.push(total > 0 ? clamp((core.busy - before.busy) / total) : 0);
      stolen.push(total > 0 ? clamp((core.stolen - before.stolen) / total) : 0);
    });
    const ran = this.attributed ? this.readOurs(sum(busy), wallMs) : busy;
    const ours = spreadOverCores(ran, busy);
    const late = sum(ran) - sum(ours);
    // Smaller differences may be due to the steps in which the kernel counts the time of each core.
    if (late * wallMs >= TICK_MS * Math.sqrt(2 * busy.length)) creditEarlier(this.samples.slice(-MOST_LATE), late);
    const others = busy.map((share, core) => Math.max(0, share - (ours[core] ?? 0)));
    const sample: Sample = { atMs: (now + this.atMs) / 2, ours, others, stolen };
    this.cores = cores;
    this.atMs = now;
    const isDisturbed = this.disturbed;
    this.disturbed = false;
    if (isDisturbed) return;
    if (this.samples.length < MOST_SAMPLES) this.samples.push(sample);
    this.onSample?.(sample);
  }

  /**
   * Returns the share of each core that the watched processes used since the last sample, given the total load in
   * `busy`.
   */
  private readOurs(busy: number, wallMs: number): number[] {
    this.threads.readBusy(this.addOurs);
    // Used by another program, or by one of our threads or child processes that was idle until now.
    const unexplainedMs = busy * wallMs - sum(this.ranMs);
    if (unexplainedMs < UNEXPLAINED_MS) this.skipped = this.mostSkipped = 0;
    else if (++this.skipped > this.mostSkipped) {
      const before = sum(this.ranMs);
      this.threads.read(this.addOurs);
      // Another program: skip readings of resting threads while it keeps running.
      const isOurs = sum(this.ranMs) - before > unexplainedMs / 10;
      this.skipped = 0;
      this.mostSkipped = isOurs ? 0 : Math.min(MOST_SKIPPED, this.mostSkipped + 1);
    }
    const ran = this.ranMs.map((ms) => ms / wallMs);
    this.ranMs = ran.map(() => 0);
    return ran;
  }

  private readonly addOurs = (core: number, ms: number): void => {
    this.ranMs[core] = (this.ranMs[core] ?? 0) + ms;
  };
}

/**
 * Distributes thread times over cores. A thread's whole time is attributed to the core it last ran on, even if it ran
 * on another before. Time that exceeds a core's load is moved to cores whose load is not yet explained.
 */
export function spreadOverCores(ran: readonly number[], busy: readonly number[]): number[] {
  const ours = ran.map((share, core) => Math.min(share, busy[core] ?? 0));
  let rest = sum(ran) - sum(ours);
  busy.forEach((share, core) => {
    const more = Math.min(rest, share - (ours[core] ?? 0));
    if (more <= 0) return;
    ours[core] = (ours[core] ?? 0) + more;
    rest -= more;
  });
  return ours;
}

/**
 * Moves load of earlier samples from others to the run, the latest first. Changes the samples.
 * @param late time that the run had used before the present sample, in intervals of a core
 */
export function creditEarlier(samples: readonly Pick<Sample, 'ours' | 'others'>[], late: number): void {
  let rest = late;
  for (const { ours, others } of samples.toReversed())
    others.forEach((share, core) => {
      const moved = Math.min(rest, share);
      others[core] = share - moved;
      ours[core] = (ours[core] ?? 0) + moved;
      rest -= moved;
    });
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Reads the times of the cores, including stolen time on Linux. */
class CoreTimesReader {
  private readonly stat = process.platform === 'linux' ? KernelFile.open('/proc/stat') : null;

  /** Returns one entry per core number; an offline core has zero times. */
  read(): CoreTimes[] {
    return this.stat?.read() ? readStat(this.stat) : cpus().map(toCoreTimes);
  }

  close(): void {
    this.stat?.close();
  }
}

function readStat(stat: KernelFile): CoreTimes[] {
  const cores: CoreTimes[] = [];
  // The line for all cores comes first; the lines of single cores follow, before the long ones.
  stat.skipLine();
  while (stat.takes('cpu')) {
    const core = stat.number();
    // user, nice, system
    const computing = stat.number() + stat.number() + stat.number();
    // idle, iowait
    const waiting = stat.number() + stat.number();
    // irq, softirq
    const busy = computing + stat.number() + stat.number();
    const stolen = stat.number();
    cores[core] = { busy: busy * TICK_MS, stolen: stolen * TICK_MS, total: (busy + waiting + stolen) * TICK_MS };
    stat.skipLine();
  }
  // An offline core has no line.
  return Array.from(cores, (times: CoreTimes | undefined) => times ?? { busy: 0, stolen: 0, total: 0 });
}

function toCoreTimes({ times }: ReturnType<typeof cpus>[number]): CoreTimes {
  const busy = times.user + times.nice + times.sys + times.irq;
  return { busy, stolen: 0, total: busy + times.idle };
}

/** Returns whether the kernel accounts for single threads. Some sandboxes and containers have no /proc. */
function listsThreads(): boolean {
  return readIfThere('/proc/self/schedstat') !== null;
}

/** Returns whether this process may open as many files as the threads of the run need. */
function mayOpenMany(): boolean {
  const limit = /^Max open files\s+(\d+)/m.exec(readIfThere('/proc/self/limits') ?? '')?.[1];
  return limit === undefined || Number(limit) >= LEAST_OPEN_FILES;
}
