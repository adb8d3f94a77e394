import { closeSync } from 'node:fs';
import { cpus } from 'node:os';
import type { CoreSamples } from '../model/measurement.ts';
import { monotonicMs } from './monotonic.ts';
import { openIfThere, readOpen } from './read-if-there.ts';
import { ThreadTimes } from './thread-times.ts';

/** Cumulative times of one core, in ms. */
interface CoreTimes {
  busy: number;
  stolen: number;
  total: number;
}

/** Shares of one core between two readings. */
interface Sample {
  atMs: number;
  ours: number[];
  others: number[];
  stolen: number[];
}

const INTERVAL_MS = 100;
/** An hour at ten samples a second. */
const MOST_SAMPLES = 36_000;

/**
 * Watches the cores from outside the measured processes, ten times a second. On Linux the time of each thread of the
 * measured processes (`schedstat`) is booked to the core that it last ran on (field 39 of `stat`), which tells ours from
 * others'; elsewhere only what is busy is known.
 */
export class CoreSampler {
  readonly attributed = process.platform === 'linux';
  onSample: ((sample: { atMs: number; ours: number[]; others: number[] }) => void) | null = null;
  private readonly samples: Sample[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** Kept open: reading it again costs a quarter of opening it. */
  private readonly stat = process.platform === 'linux' ? openIfThere('/proc/stat') : null;
  private cores = readCores(this.stat);
  private readonly threads = new ThreadTimes();
  private atMs = monotonicMs();
  /** By core, what the watched processes ran since the last sample. */
  private ranMs = this.cores.map(() => 0);
  private disturbed = false;

  start(): void {
    this.timer = setInterval(() => this.sample(), INTERVAL_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.threads.end();
    if (this.stat !== null) closeSync(this.stat);
  }

  /** The processes whose time is ours from now on. What those before them did since the last sample stays ours. */
  watch(pids: readonly number[]): void {
    this.readOurs();
    // What the engine itself takes is not somebody else's.
    if (this.attributed) this.threads.watch([...new Set([...pids, process.pid])]);
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
    const now = monotonicMs();
    const cores = readCores(this.stat);
    this.readOurs();
    const { ranMs } = this;
    this.ranMs = cores.map(() => 0);
    const wallMs = now - this.atMs;
    const busy: number[] = [];
    const stolen: number[] = [];
    cores.forEach((core, index) => {
      const before = this.cores[index] ?? core;
      const total = core.total - before.total;
      busy.push(total > 0 ? clamp((core.busy - before.busy) / total) : 0);
      stolen.push(total > 0 ? clamp((core.stolen - before.stolen) / total) : 0);
    });
    const ran = ranMs.map((ms) => ms / wallMs);
    const ours = this.attributed ? spreadOverCores(ran, busy) : busy;
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

  private readOurs(): void {
    if (!this.attributed) return;
    this.threads.read((core, ms) => {
      this.ranMs[core] = (this.ranMs[core] ?? 0) + ms;
    });
  }
}

/**
 * A thread's time is booked to the core that it ran on last, also what it ran on another before. What is more than a core
 * was busy belongs to the others that were busier than they have been given.
 */
export function spreadOverCores(ran: readonly number[], busy: readonly number[]): number[] {
  const ours = ran.map((share, core) => Math.min(share, busy[core] ?? 0));
  let rest = ran.reduce((sum, share) => sum + share, 0) - ours.reduce((sum, share) => sum + share, 0);
  busy.forEach((share, core) => {
    const more = Math.min(rest, share - (ours[core] ?? 0));
    if (more <= 0) return;
    ours[core] = (ours[core] ?? 0) + more;
    rest -= more;
  });
  return ours;
}

function readCores(file: number | null): CoreTimes[] {
  const stat = file === null ? null : readOpen(file);
  if (stat === null) {
    return cpus().map(({ times }) => {
      const busy = times.user + times.nice + times.sys + times.irq;
      return { busy, stolen: 0, total: busy + times.idle };
    });
  }
  const cores: CoreTimes[] = [];
  // The line of all cores together comes first; those of single cores follow, and end before the long ones.
  for (let from = stat.indexOf('\n') + 1; stat.startsWith('cpu', from); from = stat.indexOf('\n', from) + 1) {
    const [core = '', ...times] = stat.slice(from + 3, stat.indexOf('\n', from)).split(' ');
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = times.map(Number);
    const busy = user + nice + system + irq + softirq;
    cores[Number(core)] = { busy: busy * 10, stolen: steal * 10, total: (busy + idle + iowait + steal) * 10 };
  }
  return cores;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
