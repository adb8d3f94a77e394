import type { Neighbour } from '../measurement.ts';
import type { Family, StrategyArgs } from './family.ts';

/** Cores that other processes use, from which on they are mentioned. */
export const NOTABLE_LOAD_CORES = 0.1;

/** Resources: memory, cores and the machine, for which workers compete. */
export interface ResourceArgs {
  'garbage-collection': StrategyArgs & { share: number };
  /** Plain loops were held back by the machine as well: what the speedup misses is not all the function's doing. */
  'machine-ceiling': { cores: number; ceiling: number };
  /** Every call leaves memory behind that garbage collection cannot free. */
  'memory-growth': { bytesPerCall: number; count: number };
  /** The processes of a strategy together take most of the memory there is. */
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
  /** Threads of libuv's pool, workers or child processes that a task starts do its work. */
  'computes-elsewhere': { cpuShare: number; helperShare: number };
  'quota-below-cores': { quota: number; cores: number };
}

export const resources: Family<ResourceArgs> = {
  'garbage-collection': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-resource'],
    words: ({ share }, say) =>
      `Workers spend ${say.percent(share)} of their time collecting garbage. Allocate less per call, or give workers larger heaps with resourceLimits.`,
  },
  'memory-growth': {
    severity: 'warning',
    origins: ['run'],
    covers: ['out-of-memory'],
    words: ({ bytesPerCall, count }, say) =>
      `Every call leaves about ${say.bytes(bytesPerCall)} behind that garbage collection cannot free, ${say.bytes(bytesPerCall * count)} for ${say.counted(count, 'item')}: something outside the function keeps growing. In a pool each worker has such a heap of its own until it ends. Limit what is kept, or renew workers with maxTasksPerChild.`,
  },
  'memory-nearly-full': {
    severity: 'warning',
    origins: ['run'],
    covers: ['out-of-memory'],
    words: ({ strategy, workers, rssBytes, perWorkerBytes, memoryBytes, mostWorkers }, say) =>
      `${say.capitalised(say.strategy(strategy, workers))} take ${say.bytes(rssBytes)} of the ${say.bytes(memoryBytes)} there are, ${say.bytes(perWorkerBytes)} for each worker. Use at most ${say.counted(mostWorkers, 'worker')}, send less to each, or share memory between threads.`,
  },
  'execution-slower': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'shared-resource'],
    words: ({ strategy, workers, computeScaling }, say) =>
      `The same tasks take ${say.ratio(1 / computeScaling)} as long with ${say.strategy(strategy, workers)} as serially, although no worker waited for a core. They compete for memory bandwidth, caches or clock speed.`,
  },
  oversubscribed: {
    severity: 'information',
    origins: ['run'],
    covers: ['too-many-workers'],
    words: ({ workers, cores, waitShare }, say) =>
      `${say.counted(workers, 'worker')} share ${say.counted(cores, 'core')}: they waited for a core during ${say.percent(waitShare)} of their tasks' time. Use at most ${say.counted(Math.max(1, Math.floor(cores)), 'worker')}.`,
  },
  'starved-by-others': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ waitShare, othersCores, neighbours }, say) => {
      const waited = `The workers waited for a core during ${say.percent(waitShare)} of their tasks' time although there was one for each`;
      return othersCores > NOTABLE_LOAD_CORES
        ? `${waited}: other processes used ${othersCores.toFixed(1)} cores${neighbours.length > 0 ? ` (${say.neighbours(neighbours)})` : ''}. Close them, or measure again when they are idle.`
        : `${waited} and no other process was seen to use much of them: the system may have let several share a core, as it does for some milliseconds with threads that have just woken up. Use more items, or measure again.`;
    },
  },
  'no-gain-beyond-cores': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'too-many-workers'],
    words: ({ workers, cores, speedup, best, bestWorkers }, say) =>
      `${say.counted(workers, 'worker')} are no faster than ${say.integer(bestWorkers)} (${say.ratio(speedup)} against ${say.ratio(best)}): the machine gives this process ${say.counted(cores, 'core')}.`,
  },
  'machine-ceiling': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-core-units', 'shared-resource'],
    words: ({ cores, ceiling }, say) =>
      `Plain loops that share nothing came to ${say.ratio(ceiling)} on ${say.counted(cores, 'core')} of this machine while it was measured: hyper-threads, a shared clock speed or neighbours held them back, and ordinary code gains no more here.`,
  },
  'computes-elsewhere': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-io-threads', 'too-many-workers'],
    words: ({ cpuShare, helperShare }, say) =>
      `The thread of a task computes for only ${say.percent(cpuShare)} of its time; other threads of the process or child processes do the work on ${helperShare.toFixed(1)} cores on average. Run several tasks at once with promises, up to the number of cores: a worker for each adds none.`,
  },
  'io-bound': {
    severity: 'information',
    origins: ['run'],
    covers: ['waits-for-io'],
    words: ({ cpuShare, taskMs, async }, say) => {
      const advice = async
        ? 'Promises with a concurrency limit overlap the waiting without any worker.'
        : 'It waits synchronously, which blocks a whole thread; an asynchronous version would need no worker.';
      return `A task takes ${say.duration(taskMs)} but computes for only ${say.percent(cpuShare)} of it and waits for the rest. ${advice}`;
    },
  },
  'quota-below-cores': {
    severity: 'information',
    origins: ['run'],
    covers: ['container-limits'],
    words: ({ quota, cores }, say) =>
      `The control group allows ${quota.toFixed(quota % 1 === 0 ? 0 : 1)} CPUs although the machine shows ${say.counted(cores, 'core')}. Size pools by the quota: os.cpus().length does not know it.`,
  },
};
