import type { Family } from './family.ts';

/** Parallel code: how workers and pools are started and used. */
export interface ParallelCodeArgs {
  'missing-main-guard': { what: string };
  'core-count-from-cpus': Record<string, never>;
  'pool-in-loop': { what: string; where: 'loop' | 'handler' };
  'more-workers-than-cores': { size: string };
  'shared-memory-race': { variable: string };
  'used-after-transfer': { variable: string };
  'worker-path-from-cwd': { path: string };
  /** `syntax`: what Node cannot strip; `null` where the Node that the package allows may not strip types at all. */
  'typescript-worker-entry': { path: string; syntax: string | null };
  'worker-path-not-bundled': { bundler: string };
  'worker-v8-flag': { flag: string };
  'debug-flag-in-worker': { flag: string };
  'fork-loses-types': { what: string };
}

export const parallelCode: Family<ParallelCodeArgs> = {
  'missing-main-guard': {
    severity: 'error',
    origins: ['static'],
    covers: ['spawns-itself'],
    isFixable: true,
    words: ({ what }) =>
      `This file starts ${what} of itself while it is loaded, and each of them does the same, without end. Put it behind a main guard: if (isMainThread) { ... }.`,
  },
  'core-count-from-cpus': {
    severity: 'warning',
    origins: ['static'],
    covers: ['container-limits'],
    isFixable: true,
    words: () =>
      'os.cpus().length counts the cores of the machine, not those that this process may use (containers, affinity), and is 0 on some systems. Use os.availableParallelism().',
  },
  'pool-in-loop': {
    severity: 'warning',
    origins: ['static'],
    covers: ['repeated-start'],
    isFixable: true,
    words: ({ what, where }) =>
      where === 'handler'
        ? `This starts ${what} for every event, and pays its start-up each time. Create one pool outside and hand it the tasks.`
        : `This starts ${what} in every pass of the loop, and pays its start-up each time. Create one pool before the loop and hand it the items.`,
  },
  'more-workers-than-cores': {
    severity: 'information',
    origins: ['static'],
    covers: ['too-many-workers'],
    isFixable: true,
    words: ({ size }) =>
      `${size} workers are more than there are cores: for work that computes, the rest only wait and take memory. Use os.availableParallelism().`,
  },
  'shared-memory-race': {
    severity: 'warning',
    origins: ['static'],
    covers: ['memory-race'],
    isFixable: true,
    words: ({ variable }) =>
      `${variable} is shared memory, and reading and writing it in two steps loses what another worker writes in between. Use Atomics.add and the like.`,
  },
  'used-after-transfer': {
    severity: 'warning',
    origins: ['static'],
    covers: ['used-after-transfer'],
    isFixable: true,
    words: ({ variable }) =>
      `${variable} was transferred and is empty here: its length is 0 and writes to it go nowhere. Use it before, or send a copy.`,
  },
  'worker-path-from-cwd': {
    severity: 'warning',
    origins: ['static'],
    covers: ['bundled-worker', 'other-surroundings'],
    isFixable: true,
    words: ({ path }) =>
      `"${path}" is looked up in the current directory of the process, not beside this file, and bundlers do not see it. Use new URL("${path}", import.meta.url) or path.join(__dirname, ...).`,
  },
  'typescript-worker-entry': {
    severity: 'warning',
    origins: ['static'],
    covers: ['typescript-entry'],
    words: ({ path, syntax }) =>
      syntax === null
        ? `"${path}" is TypeScript, which Node runs only from 22.18 on: before, the worker fails with ERR_UNKNOWN_FILE_EXTENSION. Point to the compiled file, or start the worker with a loader.`
        : `"${path}" has ${syntax}, which Node cannot run by stripping types: the worker fails to load. Point to the compiled file, or write it in erasable syntax.`,
  },
  'worker-path-not-bundled': {
    severity: 'information',
    origins: ['static'],
    covers: ['bundled-worker', 'other-surroundings'],
    words: ({ bundler }) =>
      `${bundler} does not see that this file starts a worker, and leaves the worker out of the bundle. Write new Worker(new URL("./file", import.meta.url)) with the path as a literal, or make the worker an entry of its own.`,
  },
  'worker-v8-flag': {
    severity: 'error',
    origins: ['static'],
    covers: ['v8-flags', 'inherited-flags'],
    words: ({ flag }) =>
      `A worker thread does not take ${flag}: it throws ERR_WORKER_INVALID_EXEC_ARGV. Use resourceLimits, or give the flag to the whole process.`,
  },
  'debug-flag-in-worker': {
    severity: 'warning',
    origins: ['static'],
    covers: ['inherited-flags'],
    words: ({ flag }) =>
      `Every worker starts a debugger with ${flag}: they want the same port, and --inspect-brk stops each until somebody connects. Filter such flags out of execArgv.`,
  },
  'fork-loses-types': {
    severity: 'warning',
    origins: ['static'],
    covers: ['json-channel'],
    isFixable: true,
    words: ({ what }) =>
      `fork sends JSON unless told otherwise, and ${what} does not survive that. Fork with { serialization: 'advanced' }.`,
  },
};
