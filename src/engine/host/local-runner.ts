import { getHeapStatistics } from 'node:v8';
import type { WorkerActivity } from '../../model/measurement.ts';
import { clockCostMs } from '../machine/clock-cost.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { readRssBytes } from '../machine/read-rss.ts';
import { readHelperCpuMs, readOwnCpu } from '../machine/read-thread-cpu.ts';
import { countInFlight } from './count-in-flight.ts';
import type { TraceWriter } from './item-trace.ts';
import { TaskFailure, type Pass, type Runner } from './runner.ts';
import { aggregateTaskTimes } from './task-times.ts';

type Call = (item: unknown) => unknown;

/** From this mean task time on, the cost of the call itself is negligible. */
const LONG_TASK_MS = 0.02;

/** From this mean task time on, noting each item (2 µs) does not show. */
const NOTED_TASK_MS = 1;
/** Of the first time through the items, which is cold, so many are noted however short they are. */
const COLD_ITEMS = 1_000;
/** After so many items, less one, a pass shows that it goes on. */
const SIGN_MASK = 1_023;

/** The item that is running, updated by each call. Used for progress and to explain why a process ended. */
export interface Whereabouts {
  /** Number of items before the slice that is running. */
  before: number;
  /** Position within the slice. */
  item: number;
  isRunning: boolean;
}

interface Subject {
  call: Call;
  trace: TraceWriter;
  /** Note each item before it begins. */
  notesItems: boolean;
  /** Whether the mean task takes so long that the cost of a call is negligible. */
  isLong: boolean;
}

interface TaskClock {
  startedMs: Float64Array;
  endedMs: Float64Array;
}

/**
 * Creates a runner that calls the function on this thread, with up to `limit` promises in flight. A limit of 1 is the
 * baseline T1: a plain loop that awaits only values that are promises.
 */
export function createLocalRunner(call: Call, limit: number, whereabouts: Whereabouts, trace: TraceWriter): Runner {
  const loop = limit === 1 ? oneByOne : limited(limit);
  let meanMs = 0;
  /** No item has run twice. */
  let isCold = true;
  const pass = async (items: readonly unknown[], clock: TaskClock | null): Promise<Omit<Pass, 'observed'>> => {
    whereabouts.isRunning = true;
    const startedAtMs = nowMs();
    const isLong = meanMs >= LONG_TASK_MS;
    const notesItems = (isCold && whereabouts.before < COLD_ITEMS) || meanMs >= NOTED_TASK_MS;
    trace.note('pass');
    const results = await loop({ call, isLong, trace, notesItems }, items, clock, whereabouts);
    trace.note('answer');
    const endedAtMs = nowMs();
    whereabouts.isRunning = false;
    meanMs = (endedAtMs - startedAtMs) / items.length;
    return { results, startedAtMs, endedAtMs };
  };
  return {
    startupMs: 0,
    chunkSize: null,
    pids: () => [],
    workerRssBytes: () => 0,
    stop: () => Promise.resolve(),
    finish: () => Promise.resolve(),
    async warm(items, atMostMs): Promise<number> {
      const until = nowMs() + atMostMs;
      let done = 0;
      // Slices grow, so that reading the clock costs short calls nothing.
      for (let size = 1; done < items.length && nowMs() < until; size = Math.min(size * 2, 1_000)) {
        const slice = items.slice(done, done + size);
        whereabouts.before = done;
        await pass(slice, null);
        done += slice.length;
      }
      whereabouts.before = 0;
      isCold = false;
      return done;
    },
    async run(items, observe): Promise<Pass> {
      const clock = observe
        ? { startedMs: new Float64Array(items.length), endedMs: new Float64Array(items.length) }
        : null;
      const cpuBefore = observe ? readCpu() : null;
      const timed = await pass(items, clock);
      if (!clock) return { ...timed, observed: null };
      const { startedAtMs, endedAtMs } = timed;
      const taskMs = clock.endedMs.map((ended, item) => ended - (clock.startedMs[item] ?? ended));
      const tasks = { ...aggregateTaskTimes(taskMs, items), clockMs: clockCostMs() };
      const wallMs = limit === 1 ? tasks.sumMs : endedAtMs - startedAtMs;
      return {
        ...timed,
        observed: {
          wallMs,
          workers: [mainThread(wallMs, tasks.sumMs, limit, items.length, cpuBefore)],
          tasks,
          ...(limit > 1 && { inFlight: countInFlight(clock.startedMs, clock.endedMs) }),
        },
      };
    },
  };
}

async function oneByOne(
  { call, isLong, trace, notesItems }: Subject,
  items: readonly unknown[],
  clock: TaskClock | null,
  whereabouts: Whereabouts,
): Promise<unknown[]> {
  const results: unknown[] = [];
  // Each task starts where the previous one ended, as in a worker, so that both include the loop itself.
  if (isLong) keepCallIndirect();
  let atMs = clock ? performance.now() : 0;
  for (let index = 0; index < items.length; index++) {
    whereabouts.item = index;
    if (notesItems) trace.note('item', whereabouts.before + index);
    else if ((index & SIGN_MASK) === SIGN_MASK) trace.note('pass');
    if (clock) clock.startedMs[index] = atMs;
    try {
      const result = isLong ? callIndirectly(call, items[index]) : call(items[index]);
      results.push(isThenable(result) ? await result : result);
    } catch (error) {
      results.push(new TaskFailure(error));
    }
    if (clock) clock.endedMs[index] = atMs = performance.now();
  }
  return results;
}

function limited(limit: number): typeof oneByOne {
  return async ({ call, trace }, items, clock, whereabouts) => {
    const results = items.map((): unknown => undefined);
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < items.length) {
        const index = next++;
        whereabouts.item = index;
        if ((index & SIGN_MASK) === SIGN_MASK) trace.note('pass');
        if (clock) clock.startedMs[index] = performance.now();
        try {
          results[index] = await call(items[index]);
        } catch (error) {
          results[index] = new TaskFailure(error);
        }
        if (clock) clock.endedMs[index] = performance.now();
      }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
    return results;
  };
}

function mainThread(
  wallMs: number,
  busyMs: number,
  limit: number,
  tasks: number,
  cpuBefore: ReturnType<typeof readCpu> | null,
): WorkerActivity {
  const cpuAfter = readCpu();
  const helpersBefore = cpuBefore?.helpersMs ?? null;
  // Task times overlap when several promises are in flight; the thread was busy for the wall time at most.
  const busy = limit === 1 ? Math.min(busyMs, wallMs) : wallMs;
  return {
    worker: 0,
    pid: process.pid,
    busyMs: busy,
    tasks,
    cloneInMs: 0,
    cloneOutMs: 0,
    dispatchMs: wallMs - busy,
    tailMs: 0,
    gcMs: 0,
    bytesIn: 0,
    bytesOut: 0,
    heapUsedBytes: getHeapStatistics().used_heap_size,
    rssBytes: readRssBytes(),
    ...(cpuBefore && { onCpuMs: cpuAfter.runMs - cpuBefore.runMs }),
    ...(cpuBefore?.waitMs !== undefined &&
      cpuAfter.waitMs !== undefined && { runQueueWaitMs: cpuAfter.waitMs - cpuBefore.waitMs }),
    // Negative if the main thread's time, which is read apart, is ahead, or if a thread ended that is no longer counted.
    ...(helpersBefore !== null &&
      cpuAfter.helpersMs !== null && { helperCpuMs: Math.max(0, cpuAfter.helpersMs - helpersBefore) }),
    segments: [{ kind: 'execute', startMs: 0, durationMs: wallMs, item: 0, items: tasks }],
  };
}

function readCpu(): ReturnType<typeof readOwnCpu> & { helpersMs: number | null } {
  return { ...readOwnCpu(), helpersMs: readHelperCpuMs() };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Calls a function from a megamorphic call site, which V8 does not inline. Inlined into the loop, Maglev would compile
 * the function again. That slowed a looping function by 7% in the serial run only, where it is called more often in a
 * row than in a worker.
 */
function callIndirectly(call: (item: unknown) => unknown, item: unknown): unknown {
  return call(item);
}

/** Makes the call site megamorphic. Must run before a series of calls. */
function keepCallIndirect(): void {
  callIndirectly(Number, 0);
}
