import { Pool } from '../../multiprocessing/index.ts';
import type { ChunkRecord } from '../../multiprocessing/pool/observer.ts';
import type { Configuration } from '../../model/plan.ts';
import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { nowMs } from '../../multiprocessing/clock.ts';
import { observePass, type ObservedWorker } from './observe-pass.ts';
import type { TraceWriter } from './item-trace.ts';
import { TaskFailure, type Pass, type Runner } from './runner.ts';
import { readIfThere } from '../machine/read-if-there.ts';
import { readThreadCpu } from '../machine/read-thread-cpu.ts';

const SIGN_EVERY_MS = 1_000;

export interface PoolRunnerOptions {
  configuration: Configuration;
  /** The module whose export `target` the workers call. */
  targetModule: string;
  /** Whether each item is a tuple of arguments. */
  spread: boolean;
  programs: { threadWorker: string; processWorker: string };
  /** Shows that chunks end. */
  trace: TraceWriter;
}

/** Starts the library's own pool of threads or processes, measures its start-up time, and returns a runner for it. */
export async function createPoolRunner(options: PoolRunnerOptions): Promise<Runner> {
  const { strategy, workers, chunkSize } = options.configuration;
  const seen = new Map<number, ObservedWorker>();
  const rssBytes = new Map<number, number>();
  let records: ChunkRecord[] | null = null;
  /** Sent so far: a worker gets one when it has ended another. */
  let chunks = 0;
  const createdAtMs = nowMs();
  const pool = new Pool(options.targetModule, {
    kind: strategy === 'processes' ? 'processes' : 'threads',
    processes: workers,
    programs: options.programs,
    observer: {
      workerReady: (worker) => seen.set(worker.worker, { worker: worker.worker, pid: worker.pid, tid: worker.tid }),
      // Recording every task would distort the measurement, so only observed passes record.
      recording: () => {
        chunks++;
        return records !== null;
      },
      chunk: (record: ChunkRecord) => {
        if (record.rssBytes !== null) rssBytes.set(record.worker, record.rssBytes);
        records?.push(record);
      },
    },
  });
  await pool.ready();
  const startupMs = nowMs() - createdAtMs;
  const settings = chunkSize === null ? {} : { chunkSize };
  let failing = false;

  const runOnce = async (items: readonly unknown[]): Promise<unknown[]> => {
    let seenChunks = chunks;
    const sign = setInterval(() => {
      if (chunks > seenChunks) options.trace.note('pass');
      seenChunks = chunks;
    }, SIGN_EVERY_MS);
    options.trace.note('pass');
    try {
      return await runAll(items);
    } finally {
      clearInterval(sign);
      options.trace.note('answer');
    }
  };
  const runAll = async (items: readonly unknown[]): Promise<unknown[]> => {
    if (!failing) {
      try {
        return options.spread
          ? await pool.starmap('target', items as unknown[][], settings)
          : await pool.map('target', items, settings);
      } catch (error) {
        if (isCloneError(error)) throw error;
        // From here on every item runs, even if others fail; failures are counted.
        failing = true;
      }
    }
    const settled = options.spread
      ? await pool.starmapSettled('target', items as unknown[][], settings)
      : await pool.mapSettled('target', items, settings);
    return settled.map((result) => (result.status === 'fulfilled' ? result.value : new TaskFailure(result.reason)));
  };

  return {
    startupMs,
    chunkSize: chunkSize ?? 0,
    pids: () => (strategy === 'processes' ? [...seen.values()].map((worker) => worker.pid) : []),
    workerRssBytes: () => (strategy === 'processes' ? sumRss([...seen.values()], rssBytes) : 0),
    stop: () => pool.terminate(),
    finish: async () => {
      pool.close();
      await pool.join();
    },
    async warm(items): Promise<number> {
      await runOnce(items);
      return items.length;
    },
    async run(items, observe): Promise<Pass> {
      records = observe ? [] : null;
      const before = observe ? readCpu(seen) : null;
      const mainBefore = readMain();
      const startedAtMs = nowMs();
      const results = await runOnce(items);
      const endedAtMs = nowMs();
      if (!records || !before) return { results, startedAtMs, endedAtMs, observed: null };
      const observed = observePass({
        records,
        workers: [...seen.values()],
        count: workers,
        startedAtMs,
        endedAtMs,
        items,
        cpuBefore: before,
        cpuAfter: readCpu(seen),
        mainBusyMs: mainBusySince(mainBefore),
      });
      records = null;
      return { results, startedAtMs, endedAtMs, observed };
    },
  };
}

function readCpu(workers: Map<number, ObservedWorker>): Map<number, ReturnType<typeof readThreadCpu>> {
  return new Map([...workers.values()].map((worker) => [worker.worker, readThreadCpu(worker.pid, worker.tid)]));
}

/** Sums the resident memory reported by the kernel, or else by the workers' last messages. */
function sumRss(workers: readonly ObservedWorker[], reported: ReadonlyMap<number, number>): number | null {
  return workers.reduce<number | null>((sum, { worker, pid }) => {
    const bytes = readRss(pid) ?? reported.get(worker);
    return sum === null || bytes === undefined ? null : sum + bytes;
  }, 0);
}

function readRss(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function isCloneError(error: unknown): boolean {
  return error instanceof Error && error.name === 'DataCloneError';
}

interface MainReading {
  cpu: ReturnType<typeof readThreadCpu>;
  loop: EventLoopUtilization;
}

function readMain(): MainReading {
  return { cpu: readThreadCpu(process.pid, process.pid), loop: performance.eventLoopUtilization() };
}

/** Returns CPU time where the platform provides it, otherwise the time that the event loop was not idle. */
function mainBusySince(before: MainReading): number {
  const now = readMain();
  return now.cpu && before.cpu
    ? now.cpu.runMs - before.cpu.runMs
    : performance.eventLoopUtilization(now.loop, before.loop).active;
}
