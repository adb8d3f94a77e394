import { cpus } from 'node:os';
import type { CoreSamples } from '../../model/measurement.ts';
import { KernelFile } from './kernel-file.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { ThreadTimes } from './thread-times.ts';

/** Times of one core since the machine began, in ms. */
interface CoreTimes {
  busy: number;
  stolen: number;
  total: number;
}

/** `/proc/stat` counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

/** Shares of one core between two readings. */
interface Sample {
  atMs: number;
  ours: number[];
  others: number[];
  stolen: number[];
}

/** Between two samples. */
export const INTERVAL_MS = 100;
/** The kernel books no smaller time to a core. */
const UNEXPLAINED_MS = 10;
/** Reading all threads takes most of what a sample costs. */
const MOST_SKIPPED = 4;
/** An hour at ten samples a second. */
const MOST_SAMPLES = 36_000;

/**
 * Watches the cores from outside the measured processes, ten times a second. On Linux the time of each thread of the
 * measured processes and of their child processes (`schedstat`) is booked to the core that it last ran on (field 39 of
 * `stat`), which tells ours from others'; elsewhere only what is busy is known.
 */
export class CoreSampler {
  readonly attributed = process.platform === 'linux';
  onSample: ((sample: { atMs: number; ours: number[]; others: number[] }) => void) | null = null;
  private readonly samples: Sample[] = [];
  private timer: NodeJS.Timeout | null = null;
  private readonly coreTimes = new CoreTimesReader();
  private cores = this.coreTimes.read();
  // Its children are the processes of all strategies.
  private readonly threads = new ThreadTimes(process.pid);
  private atMs = nowMs();
  /** By core, what the watched processes ran since the last sample. */
  private ranMs = this.cores.map(() => 0);
  private disturbed = false;
  /** Samples with unexplained time in which resting threads were not read, in a row. */
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

  /** Something of the engine's own runs on the cores: the sample that is being taken shows neither ours nor others'. */
  disregard(): void {
    this.disturbed = true;
  }

  /** The samples of a stretch of the monotonic clock, on a clock that starts at its beginning. */
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
    const ours = this.attributed ? spreadOverCores(this.readOurs(sum(busy), wallMs), busy) : busy;
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

  /** By core, the shares of it that the watched processes had since the last sample, when `busy` cores were not idle. */
  private readOurs(busy: number, wallMs: number): number[] {
    this.threads.readBusy(this.addOurs);
    // Used by another program, or by one of our threads or child processes that was idle until now.
    const unexplainedMs = busy * wallMs - sum(this.ranMs);
    if (unexplainedMs < UNEXPLAINED_MS) this.skipped = this.mostSkipped = 0;
    else if (++this.skipped > this.mostSkipped) {
      const before = sum(this.ranMs);
      this.threads.read(this.addOurs);
      // Another program: it is looked for less often as long as it goes on.
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
 * A thread's time is booked to the core that it ran on last, also what it ran on another before. What is more than a core
 * was busy belongs to the others that were busier than they have been given.
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Reads the times of the cores: with the stolen time on Linux, without it elsewhere. */
class CoreTimesReader {
  private readonly stat = process.platform === 'linux' ? KernelFile.open('/proc/stat') : null;

  /** One entry per core, at its number; a core that is offline has done nothing. */
  read(): CoreTimes[] {
    return this.stat?.read() ? readStat(this.stat) : cpus().map(toCoreTimes);
  }

  close(): void {
    this.stat?.close();
  }
}

function readStat(stat: KernelFile): CoreTimes[] {
  const cores: CoreTimes[] = [];
  // The line of all cores together comes first; those of single cores follow, and end before the long ones.
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
  // A core that is offline has no line.
  return Array.from(cores, (times: CoreTimes | undefined) => times ?? { busy: 0, stolen: 0, total: 0 });
}

function toCoreTimes({ times }: ReturnType<typeof cpus>[number]): CoreTimes {
  const busy = times.user + times.nice + times.sys + times.irq;
  return { busy, stolen: 0, total: busy + times.idle };
}
