import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { mean } from '../../math/median.ts';
import type { CoreSampler } from './core-sampler.ts';
import type { CeilingReading, CeilingReadings } from '../../model/measurement.ts';
import { nowMs } from '../../multiprocessing/clock.ts';

/** Share of the run's time spent on readings. */
const READING_TIME_SHARE = 0.05;

/** After a failed reading, the next one is due after this share of the interval. */
const RETRY_RATIO = 0.2;

/** Maximum number of consecutive readings after long rounds that left several due. */
const MOST_IN_A_ROW = 2;

/** Long enough for every core to reach its clock speed, short enough to repeat from time to time. */
const WINDOW_MS = 8;
/** Time for a message to arrive before its window opens; the loop spins until then. */
const LEAD_MS = 1.5;
/**
 * Threads that wake up together may share a core for some milliseconds before the system separates them. Measured on
 * Linux: 1.5 times one loop after a lead of 1.5 ms, 1.7 after 5, 1.97 after 10, 1.99 after 20. Workers of a running
 * pool are long past that.
 */
const PARTED_MS = 12;
/** Number of loops that also run alone in a reading; more would make readings on many cores long. */
const ALONE = 4;
const WARM = 4;
/** Maximum number of loops. Threads cost start-up time and memory, and this many characterize any machine. */
const MOST_LOOPS = 16;

/**
 * A small version of ordinary code: reads and writes a table in the first-level cache, and sums; no garbage, nothing
 * shared. A chain of multiplications in registers leaves most of a core idle, so that two of them on one core hardly
 * slow each other: when that chain reached 1.99 times one loop, five ordinary functions reached 1.86 to 1.91, and this
 * loop 1.87. The same isolate counts alone and with the others, so it does not matter which machine code it got, or
 * that it comes from a string.
 */
const LOOP = `
const { parentPort } = require('node:worker_threads');
const now = () => Number(process.hrtime.bigint()) / 1e6;
const table = new Int32Array(1024);
parentPort.on('message', ({ from, until }) => {
  while (now() < from);
  let sum = 1;
  let rounds = 0;
  const started = now();
  let at = started;
  while (at < until) {
    for (let i = 0; i < 5000; i++) {
      sum = (sum + table[(i * 7) & 1023]) | 0;
      table[i & 1023] = sum;
    }
    rounds++;
    at = now();
  }
  parentPort.postMessage({ rate: rounds / (at - started), ms: at - started, sum });
});`;

/**
 * Measures how fast plain loops run on several cores at once, relative to one loop alone, under the current load, clock
 * speeds and hyper-threading. No ordinary function can be expected to gain more.
 */
export class CeilingGauge {
  /** Number of loops that run at once: the cores, up to 16. */
  readonly cores: number;
  private workers: Worker[] = [];
  private turn = 0;

  /** @param cores CPUs that can be used at once */
  constructor(cores: number) {
    this.cores = Math.min(MOST_LOOPS, Math.floor(cores));
  }

  /** Duration of one reading, in ms. */
  get readingMs(): number {
    return Math.min(ALONE, this.cores) * (LEAD_MS + WINDOW_MS) + PARTED_MS + WINDOW_MS;
  }

  /** Returns whether its threads could be started. */
  async start(): Promise<boolean> {
    try {
      this.workers = Array.from({ length: this.cores }, () => new Worker(LOOP, { eval: true }));
      await Promise.all(this.workers.map((worker) => once(worker, 'online')));
    } catch {
      await this.end();
      return false;
    }
    // The first passes compile the loop.
    for (let warm = 0; warm < WARM; warm++) await this.count(this.workers, PARTED_MS);
    return true;
  }

  /**
   * Runs the same loops alone and together. A single loop may also be slowed down when it runs alone, as the serial run
   * may. Returns `null` if a loop was kept off its core for most of its window.
   */
  async read(): Promise<CeilingReading | null> {
    const picked = this.workers.map((_, index) => (index + this.turn) % this.cores).slice(0, ALONE);
    this.turn += ALONE;
    const alone: number[] = [];
    for (const index of picked) alone.push(...(await this.count(this.workers.slice(index, index + 1), LEAD_MS)));
    const rates = await this.count(this.workers, PARTED_MS);
    const together = this.cores * mean(picked.map((index) => rates[index] ?? Number.NaN));
    return Number.isFinite(mean(alone) + together) ? { alone: mean(alone), together } : null;
  }

  async end(): Promise<void> {
    const workers = this.workers;
    this.workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  /** Returns the rates of these loops in one common window; NaN for a loop that started too late. */
  private async count(workers: readonly Worker[], leadMs: number): Promise<number[]> {
    const from = nowMs() + leadMs;
    const answers = workers.map((worker) => once(worker, 'message') as Promise<[{ rate: number; ms: number }]>);
    for (const worker of workers) worker.postMessage({ from, until: from + WINDOW_MS });
    return (await Promise.all(answers)).map(([{ rate, ms }]) => (ms > WINDOW_MS / 2 ? rate : Number.NaN));
  }
}

/** Measures the machine's ceiling from time to time between the rounds, while nothing else is measured. */
export class CeilingWatch {
  private readonly gauge: CeilingGauge;
  private readonly sampler: CoreSampler;
  private readonly report: (ceiling: CeilingReadings) => void;
  private readonly readings: CeilingReading[] = [];
  private nextAtMs = 0;

  /**
   * @param cores CPUs that can be used at once
   * @param report receives all readings so far, after each
   */
  constructor(cores: number, sampler: CoreSampler, report: (ceiling: CeilingReadings) => void) {
    this.gauge = new CeilingGauge(cores);
    this.sampler = sampler;
    this.report = report;
  }

  /**
   * Starts the gauge. With one core there is nothing to compare, so nothing is started. Without the threads or files that
   * it needs, the run continues without readings.
   */
  async start(): Promise<void> {
    if (this.gauge.cores > 1 && (await this.gauge.start())) return;
    this.nextAtMs = Number.POSITIVE_INFINITY;
  }

  /** Takes the readings that have become due since the last ones. */
  async readIfDue(): Promise<void> {
    const everyMs = this.gauge.readingMs / READING_TIME_SHARE;
    this.nextAtMs = Math.max(this.nextAtMs, nowMs() - (MOST_IN_A_ROW - 1) * everyMs);
    for (let left = MOST_IN_A_ROW; left > 0 && nowMs() >= this.nextAtMs; left--)
      this.nextAtMs += everyMs * ((await this.read()) ? 1 : RETRY_RATIO);
  }

  /** Returns whether the reading succeeded. */
  private async read(): Promise<boolean> {
    this.sampler.disregard();
    const reading = await this.gauge.read();
    // A sample may have been taken meanwhile, and the next one still includes our loops.
    this.sampler.disregard();
    if (reading === null) return false;
    this.readings.push(reading);
    this.report({ cores: this.gauge.cores, readings: [...this.readings] });
    return true;
  }

  async end(): Promise<void> {
    await this.gauge.end();
  }
}
