import type { Neighbour } from '../measurement.mjs';
import type { Family, StrategyArgs } from './family.mjs';
/** Number of cores used by other processes from which the load is reported. */
export declare const NOTABLE_LOAD_CORES = 0.1;
/** Resources: memory, cores and the machine, for which workers compete. */
export interface ResourceArgs {
  'garbage-collection': StrategyArgs & {
    share: number;
  };
  /** The machine slowed plain loops as well, so the function does not explain all of the missing speedup. */
  'machine-ceiling': {
    cores: number;
    ceiling: number;
  };
  /** Every call retains memory that garbage collection cannot free. */
  'memory-growth': {
    bytesPerCall: number;
    count: number;
  };
  /** The processes of a strategy together use most of the memory. */
  'memory-nearly-full': StrategyArgs & {
    rssBytes: number;
    perWorkerBytes: number;
    memoryBytes: number;
    mostWorkers: number;
  };
  'execution-slower': StrategyArgs & {
    computeScaling: number;
  };
  oversubscribed: StrategyArgs & {
    cores: number;
    waitShare: number;
  };
  'starved-by-others': StrategyArgs & {
    waitShare: number;
    othersCores: number;
    neighbours: Neighbour[];
  };
  'no-gain-beyond-cores': {
    workers: number;
    cores: number;
    speedup: number;
    best: number;
    bestWorkers: number;
  };
  'io-bound': {
    cpuShare: number;
    taskMs: number;
    async: boolean;
  };
  /** Threads of libuv's pool, workers or child processes that a task starts do its work. */
  'computes-elsewhere': {
    cpuShare: number;
    helperShare: number;
  };
  'quota-below-cores': {
    quota: number;
    cores: number;
  };
}
export declare const resources: Family<ResourceArgs>;
//# sourceMappingURL=resources.d.mts.map
