import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { adviceFor } from '../../multiprocessing/machine-limits.ts';
import { longItemDescriptor } from './protocol.ts';
import type { Whereabouts } from './local-runner.ts';

const LOOK_EVERY_MS = 250;
/** Shorter calls are not reported. */
const REPORTED_FROM_MS = 1_500;

/** `Whereabouts` in memory that a thread can read while a call blocks this one. */
export class SharedWhereabouts implements Whereabouts {
  readonly cells = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));

  get before(): number {
    return this.cells[0] ?? 0;
  }
  set before(items: number) {
    this.cells[0] = items;
  }
  get item(): number {
    return this.cells[1] ?? 0;
  }
  set item(item: number) {
    this.cells[1] = item;
  }
  /** The cell counts beginnings and ends, so that two passes over a single item differ. */
  get isRunning(): boolean {
    return (this.cells[2] ?? 0) % 2 === 1;
  }
  set isRunning(isRunning: boolean) {
    if (isRunning !== this.isRunning) this.cells[2] = (this.cells[2] ?? 0) + 1;
  }
}

/** Compares the cells with those of the last look and writes a line while they stay the same, and one when they change. */
const program = `
const { workerData: { cells, fd, everyMs, fromMs } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let last = '', sinceMs = 0, isReported = false;
const look = () => {
  const [before, item, runs] = cells;
  const now = [before, item, runs].join();
  const forMs = Math.round(performance.now() - sinceMs);
  if (now !== last) {
    last = now;
    sinceMs = performance.now();
    if (isReported) writeSync(fd, 'null\\n');
    isReported = false;
  } else if (runs % 2 === 1 && forMs >= fromMs) {
    writeSync(fd, JSON.stringify({ item: before + item, forMs }) + '\\n');
    isReported = true;
  }
};
setInterval(look, everyMs);`;

/**
 * Starts the thread that reports items with long calls to the engine. Does not keep the process alive. Where the system
 * refuses the thread, long calls are not reported.
 */
export async function watchItems({ cells }: SharedWhereabouts): Promise<void> {
  const workerData = { cells, fd: longItemDescriptor, everyMs: LOOK_EVERY_MS, fromMs: REPORTED_FROM_MS };
  try {
    // Preloads and profilers are meant for the function.
    const thread = new Worker(program, {
      eval: true,
      workerData,
      execArgv: [],
      env: {},
      resourceLimits: { stackSizeMb: 1 },
    });
    thread.unref();
    // Later, it fails when the engine has closed the pipe: it is about to end this process.
    thread.on('error', () => undefined);
    await once(thread, 'online');
  } catch (error) {
    if (!(error instanceof Error) || adviceFor(error) === '') throw error;
  }
}
