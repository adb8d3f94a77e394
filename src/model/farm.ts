import type { Estimate } from './estimate.ts';

/** A queue in Redis, and the folder by which its jobs name their modules. */
export interface QueueAddress {
  /** May contain credentials. */
  redis: string;
  queue: string;
  /** Absolute path of the folder of the project; each worker has the same files in its own folder. */
  root: string;
}

/** A worker program of a queue: `parallel-profiler worker`. */
export interface FarmWorker {
  /** Name of its machine. */
  machine: string;
  /** Process id on that machine. */
  pid: number;
  /** Processes that run jobs, each one at a time. */
  processes: number;
}

/** The costs of a queue, measured with jobs of the profiler. */
export interface QueueProbe {
  /** From adding a job that does nothing to its answer, one job at a time, in ms. */
  turnaroundMs: Estimate;
  /**
   * Time that a worker process loses per job while more jobs wait and all cores work: to fetch, pass on, answer and settle it,
   * in ms.
   */
  workerPerJobMs: Estimate;
  /** CPU time of the program that adds the jobs and takes the answers, per job, in ms. */
  callerPerJobMs: number;
  /** CPU time of Redis per job, in ms; `null` if it does not report it. */
  redisPerJobMs: number | null;
  /** CPU time of a worker program per job, without its processes, in ms. */
  workerCpuPerJobMs: number;
  /** Additional turnaround per byte of an argument that is sent and returned, in ms. */
  perByteMs: number;
  /** Jobs that were run. */
  jobs: number;
}

/** A queue, its workers and its costs. */
export interface FoundFarm {
  /** The workers that are connected. */
  workers: FarmWorker[];
  /** The address of Redis without credentials. */
  shownRedis: string;
  /** Whether Redis runs on this machine. */
  isLocal: boolean;
  /** Its process id on this machine; `null` elsewhere, and where it does not report it. */
  redisPid: number | null;
  /** `null` if the queue was not probed. */
  probe: QueueProbe | null;
}

/** The queue of a run. */
export interface Farm extends QueueAddress, FoundFarm {
  /** Number of worker processes that the run starts on this machine, because no worker was connected; otherwise 0. */
  started: number;
}

/** A machine with workers of a queue. */
export interface FarmMachine {
  name: string;
  /** Processes that run jobs. */
  workers: number;
}

/** Returns the machines of a farm with their numbers of worker processes, those with most first. */
export function machinesOf({ workers }: Pick<Farm, 'workers'>): FarmMachine[] {
  const byName = new Map<string, number>();
  for (const { machine, processes } of workers) byName.set(machine, (byName.get(machine) ?? 0) + processes);
  return [...byName].map(([name, count]) => ({ name, workers: count })).sort((a, b) => b.workers - a.workers);
}

/** Returns the number of worker processes of a farm. */
export function workersOf(farm: Pick<Farm, 'workers' | 'started'>): number {
  return farm.started + machinesOf(farm).reduce((sum, { workers }) => sum + workers, 0);
}
