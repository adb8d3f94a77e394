import type { Neighbour } from '../measurement.ts';
import type { Family, StrategyArgs } from './family.ts';

/** Number of cores used by other processes from which the load is reported. */
export const NOTABLE_LOAD_CORES = 0.1;

/** Number of cores used by other processes from which the load determines the result. */
export const UNRELIABLE_LOAD_CORES = 0.5;

/** Resources: memory, cores and the machine, for which workers compete. */
export interface ResourceArgs {
  'garbage-collection': StrategyArgs & { share: number };
  /** The machine slowed plain loops as well, so the function does not explain all of the missing speedup. */
  'machine-ceiling': { cores: number; ceiling: number };
  /** Every call retains memory that garbage collection cannot free. */
  'memory-growth': { bytesPerCall: number; count: number };
  /** The processes of a strategy together use most of the memory. */
  'memory-nearly-full': StrategyArgs & {
    rssBytes: number;
    perWorkerBytes: number;
    memoryBytes: number;
    mostWorkers: number;
  };
  'execution-slower': StrategyArgs & { computeScaling: number };
  oversubscribed: StrategyArgs & { cores: number; waitShare: number };
  'starved-by-others': StrategyArgs & { waitShare: number; othersCores: number; neighbours: Neighbour[] };
  'no-gain-beyond-cores': { workers: number; cores: number; speedup: number; best: number; bestWorkers: number };
  'io-bound': { cpuShare: number; taskMs: number; async: boolean };
  /**
   * Threads of libuv's pool, workers or child processes that a task starts do its work. `cores`: all that there are, if one
   * task at a time occupies them.
   */
  'computes-elsewhere': { cpuShare: number; helperShare: number; async?: boolean; cores?: number };
  'quota-below-cores': { quota: number; cores: number };
}

export const resources: Family<ResourceArgs> = {
  'garbage-collection': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-resource'],
    words: ({ share }, say) =>
      `Tasks spend ${say.percent(share)} of their time in garbage collection. Allocate less per call, or give workers larger heaps with resourceLimits.`,
  },
  'memory-growth': {
    severity: 'warning',
    origins: ['run'],
    covers: ['out-of-memory'],
    words: ({ bytesPerCall, count }, say) =>
      `Each call retains about ${say.bytes(bytesPerCall)} (${say.bytes(bytesPerCall * count)} for ${say.counted(count, 'item')}), in every worker separately. Limit the growth, or restart workers with maxTasksPerChild.`,
  },
  'memory-nearly-full': {
    severity: 'warning',
    origins: ['run'],
    covers: ['out-of-memory'],
    words: ({ strategy, workers, rssBytes, perWorkerBytes, memoryBytes, mostWorkers }, say) =>
      `${say.capitalised(say.strategy(strategy, workers))} use ${say.bytes(rssBytes)} of ${say.bytes(memoryBytes)} of memory, ${say.bytes(perWorkerBytes)} per worker. Use at most ${say.counted(mostWorkers, 'worker')}, send each less data, or share memory between threads.`,
  },
  'execution-slower': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'shared-resource'],
    words: ({ strategy, workers, computeScaling }, say) =>
      `Tasks take ${say.ratio(1 / computeScaling)} as long with ${say.strategy(strategy, workers)} as in the serial run, although no worker waited for a core. They compete for memory bandwidth, caches or clock speed.`,
  },
  oversubscribed: {
    severity: 'information',
    origins: ['run'],
    covers: ['too-many-workers'],
    words: ({ workers, cores, waitShare }, say) =>
      `Oversubscribed: ${say.counted(workers, 'worker')} on ${say.counted(cores, 'core')} spent ${say.percent(waitShare)} of their time waiting for a core. Use ${say.integer(Math.max(1, Math.floor(cores)))}.`,
  },
  'starved-by-others': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ waitShare, othersCores, neighbours }, say) => {
      const waited = `Workers spent ${say.percent(waitShare)} of their time waiting for a free core`;
      const busiest = neighbours.length > 0 ? ` (busiest: ${say.neighbours(neighbours)})` : '';
      return othersCores > NOTABLE_LOAD_CORES
        ? `${waited} while other processes used ${say.cores(othersCores)}. Close them and profile again${busiest}.`
        : `${waited}, and no other process used many of them. Use more items, or profile again.`;
    },
  },
  'no-gain-beyond-cores': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'too-many-workers'],
    words: ({ workers, cores, speedup, best, bestWorkers }, say) =>
      `${say.counted(workers, 'worker')} are no faster than ${say.integer(bestWorkers)} (${say.ratio(speedup)} against ${say.ratio(best)}): this process can use ${say.counted(cores, 'core')}.`,
  },
  'machine-ceiling': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'shared-resource'],
    words: ({ cores, ceiling }, say) =>
      `Independent loops reached only ${say.ratio(ceiling)} on these ${say.counted(cores, 'core')} (hyper-threading, clock limits or other load). Expect no more than that here.`,
  },
  'computes-elsewhere': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-io-threads', 'too-many-workers'],
    words: ({ cpuShare, helperShare, async = true, cores }, say) => {
      const used = cores === undefined ? '' : `of ${cores} `;
      const advice =
        cores !== undefined
          ? 'The serial run leaves no core free: neither promises nor workers add much.'
          : async
            ? 'Run several tasks at once with promises, up to the number of cores; workers add nothing.'
            : 'It blocks its thread meanwhile. An asynchronous version, run as often as there are cores, needs no workers.';
      return `A task's own thread computes for only ${say.percent(cpuShare)} of its time; other threads or child processes do the work on ${helperShare.toFixed(1)} ${used}cores on average. ${advice}`;
    },
  },
  'io-bound': {
    severity: 'information',
    origins: ['run'],
    covers: ['waits-for-io'],
    words: ({ cpuShare, taskMs, async }, say) => {
      const advice = async
        ? 'Overlap the waits with promises and a concurrency limit, without workers.'
        : 'It blocks its thread while it waits. An asynchronous version needs no workers.';
      return `I/O-bound: a task takes ${say.duration(taskMs)} and computes for only ${say.percent(cpuShare)} of it. ${advice}`;
    },
  },
  'quota-below-cores': {
    severity: 'information',
    origins: ['run'],
    covers: ['container-limits'],
    words: ({ quota, cores }, say) =>
      `The container is limited to ${quota.toFixed(quota % 1 === 0 ? 0 : 1)} ${quota === 1 ? 'CPU' : 'CPUs'}, but the machine shows ${say.counted(cores, 'core')}. Size pools by the limit; os.cpus().length ignores it.`,
  },
};
