import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { MemoryReading } from '../../model/measurement.ts';
import { nowMs } from '../../multiprocessing/clock.ts';

/** Long compared with the block that a stream counts at once, short compared with the budget. */
const WINDOW_MS = 10;
/** Time until threads that wake up together run on separate cores; see `CeilingGauge`. */
const PARTED_MS = 12;
/** All buffers together exceed the last-level cache of any common machine, and each exceeds its core's share of it. */
const LEAST_TOTAL_BYTES = 192 * 2 ** 20;
const LEAST_BYTES = 32 * 2 ** 20;
/** On a machine with more cores, fewer streams than this already saturate the memory bandwidth. */
const MOST_STREAMS = 16;

/** State of a worker, in memory shared with it. */
const STOP = 0;
const STREAM = 1;
const CACHED = 2;

/**
 * Reads one number per cache line, so that memory is the only limit: the sum takes 4 cycles per line of 64 bytes. In
 * the other mode it repeatedly reads one block that stays in the first-level cache, which keeps the core equally busy
 * without using memory. The count is in memory shared with the engine, which reads it without disturbing the loop.
 */
const LOOP = `
const { parentPort, workerData } = require('node:worker_threads');
const { bytes, index, modes, streamed } = workerData;
const block = 2048;
const buffer = new Float64Array(Math.floor(bytes / 8)).fill(1);
parentPort.on('message', () => {
  let at = 0;
  let sum = 0;
  for (let mode; (mode = Atomics.load(modes, index)) !== ${STOP}; ) {
    for (let i = at; i < at + block; i += 8) sum += buffer[i];
    streamed[index] += block * 8;
    at = mode === ${CACHED} || at + 2 * block > buffer.length ? 0 : at + block;
  }
  parentPort.postMessage(sum);
});
parentPort.postMessage('ready');`;

/** Runs a part of the function's work and returns the time that its calls took. */
export type TimedPart = () => Promise<number>;

/**
 * Streams through memory on the cores of this machine and measures the speed of streams alone, together, and alongside
 * a function. All cores are busy during every reading: those without a stream run loops in the cache. Other programs,
 * hyper-threading and shared clock speeds therefore slow all readings alike, and the difference between them is memory.
 */
export class MemoryGauge {
  /** Maximum number of streams that run at once. */
  readonly cores: number;
  private readonly modes: Int32Array<SharedArrayBuffer>;
  private readonly streamed: Float64Array<SharedArrayBuffer>;
  private workers: Worker[] = [];

  /** @param cores CPUs that can be used at once */
  constructor(cores: number) {
    this.cores = Math.min(MOST_STREAMS, Math.floor(cores));
    this.modes = new Int32Array(new SharedArrayBuffer(4 * this.cores));
    this.streamed = new Float64Array(new SharedArrayBuffer(8 * this.cores));
  }

  /** Memory used by the streams, in bytes. */
  get totalBytes(): number {
    return this.cores * this.streamBytes;
  }

  /** Returns the duration of one reading alongside a part of `partMs`, in ms. */
  readingMs(partMs: number): number {
    return 5 * PARTED_MS + 3 * WINDOW_MS + 3 * partMs;
  }

  async start(): Promise<void> {
    const bytes = this.streamBytes;
    this.workers = Array.from({ length: this.cores }, (_, index) => {
      const workerData = { bytes, index, modes: this.modes, streamed: this.streamed };
      return new Worker(LOOP, { eval: true, workerData });
    });
    await Promise.all(this.workers.map((worker) => once(worker, 'message')));
    // The first passes compile the loop.
    await this.run(this.cores, 0, () => sleep(WINDOW_MS));
    await this.run(0, this.cores, () => sleep(WINDOW_MS));
  }

  /** Measures streams alone and together, with and without the function, and the function with and without them. */
  async read(part: TimedPart): Promise<MemoryReading> {
    const pause = (): Promise<void> => sleep(WINDOW_MS);
    const others = this.cores - 1;
    const streamAlone = await this.run(1, others, pause);
    const streamsOnAllCores = await this.run(this.cores, 0, pause);
    const streamsWithout = await this.run(others, 1, pause);
    let aloneMs = 0;
    await this.run(0, others, async () => {
      aloneMs = await part();
    });
    let besideMs = 0;
    let share = 1;
    const mixed = await this.run(others, 0, async () => {
      const fromMs = nowMs();
      besideMs = await part();
      share = Math.min(1, besideMs / (nowMs() - fromMs));
    });
    // While the request for the part and its answer were in transit, the streams had the memory to themselves.
    const streamsBeside = Math.max(0, (mixed - (1 - share) * streamsWithout) / share);
    return { streamAlone, streamsOnAllCores, streamsWithout, streamsBeside, aloneMs, besideMs };
  }

  async end(): Promise<void> {
    const workers = this.workers;
    this.workers = [];
    this.modes.fill(STOP);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private get streamBytes(): number {
    return Math.max(LEAST_BYTES, LEAST_TOTAL_BYTES / this.cores);
  }

  /**
   * Returns the bytes per millisecond of `streams` streams together, next to `cached` loops in the cache, while
   * `during` runs.
   */
  private async run(streams: number, cached: number, during: () => Promise<void>): Promise<number> {
    const workers = this.workers.slice(0, streams + cached);
    const answers = workers.map((worker) => once(worker, 'message'));
    this.modes.fill(STREAM, 0, streams).fill(CACHED, streams, streams + cached);
    for (const worker of workers) worker.postMessage('go');
    await sleep(PARTED_MS);
    try {
      const from = this.total(streams);
      const fromMs = nowMs();
      await during();
      return (this.total(streams) - from) / (nowMs() - fromMs);
    } finally {
      this.modes.fill(STOP);
      await Promise.all(answers);
    }
  }

  private total(count: number): number {
    return this.streamed.subarray(0, count).reduce((sum, bytes) => sum + bytes, 0);
  }
}
