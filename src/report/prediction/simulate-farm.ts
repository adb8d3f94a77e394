import { EarliestFirst } from './earliest-first.ts';
import type { TaskPattern } from './task-pattern.ts';

/** Costs of a queue, each in ms. */
export interface FarmCosts {
  /** Time that the caller is busy per job: to add it and to take its answer. */
  callerPerJobMs: number;
  /** Time that Redis is busy per job. */
  redisPerJobMs: number;
  /** Time that the program of a machine's workers is busy per job. */
  machinePerJobMs: number;
  /** Time that a worker process loses per job, the two above included. */
  workerPerJobMs: number;
  /** Additional time of a worker per item, for its bytes. */
  workerPerItemMs: number;
  /** From the end of a job to its answer at the caller. */
  latencyMs: number;
  /** Whether the caller, Redis and the workers share the cores of a single machine. */
  isShared: boolean;
}

/** The workers of a simulated farm. */
export interface FarmSize {
  machines: number;
  /** Worker processes on each. */
  cores: number;
}

/** With more jobs than this the farm is in a steady state, and the rest is extrapolated in proportion. */
const MOST_JOBS = 4_000;

/**
 * Simulates one pass through a queue, event by event, and returns its time in ms. The caller adds all jobs at once. A worker
 * that is free takes the next one, for which Redis and the program of its machine are needed in turn.
 * @param executionFactor time of a task in a worker over its time in the serial run
 */
export function simulateFarm(
  tasks: TaskPattern,
  { machines, cores }: FarmSize,
  chunkSize: number,
  costs: FarmCosts,
  executionFactor: number,
): number {
  const jobs = Math.ceil(tasks.items / chunkSize);
  const workers = machines * cores;
  const simulated = Math.min(jobs, Math.max(MOST_JOBS, 4 * workers));
  const stretch = jobs / simulated;
  const free = new EarliestFirst();
  for (let worker = 0; worker < workers; worker++) free.push(0, worker);
  const programFreeMs = new Float64Array(machines);
  const lossMs = Math.max(0, costs.workerPerJobMs - costs.redisPerJobMs - costs.machinePerJobMs);
  let [redisFreeMs, lastStartMs, endMs, busyMs] = [0, 0, 0, 0];
  // Adding a job takes half of the caller's time for it, and all are added first.
  const addMs = costs.callerPerJobMs / 2;
  let callerFreeMs = simulated * addMs;
  for (let job = 0; job < simulated; job++) {
    const first = job * stretch * chunkSize;
    const end = Math.min(tasks.items, first + stretch * chunkSize);
    const addedMs = (job + 1) * addMs;
    const { time, value: worker } = free.pop();
    const machine = worker % machines;
    const redisMs = Math.max(time, addedMs, redisFreeMs) + costs.redisPerJobMs;
    redisFreeMs = redisMs;
    const programMs = Math.max(redisMs, programFreeMs[machine] ?? 0) + costs.machinePerJobMs;
    programFreeMs[machine] = programMs;
    const executeMs = (tasks.sumMs(first, end) / stretch) * executionFactor;
    const doneMs = programMs + lossMs + executeMs + (costs.workerPerItemMs * (end - first)) / stretch;
    busyMs += executeMs;
    lastStartMs = time;
    free.push(doneMs, worker);
    callerFreeMs = Math.max(callerFreeMs, doneMs + costs.latencyMs) + addMs;
    endMs = Math.max(endMs, doneMs + costs.latencyMs, callerFreeMs);
  }
  // The time until the last job starts grows with the jobs; the end does not.
  const wallMs = lastStartMs * stretch + (endMs - lastStartMs);
  if (!costs.isShared) return wallMs;
  const overheadMs = costs.callerPerJobMs + costs.redisPerJobMs + costs.machinePerJobMs;
  return Math.max(wallMs, (busyMs * stretch + overheadMs * jobs) / cores);
}
