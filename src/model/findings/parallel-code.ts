import type { Family } from './family.ts';

/** Parallel code: how workers and pools are started and used. */
export interface ParallelCodeArgs {
  'missing-main-guard': { what: string };
  'core-count-from-cpus': Record<string, never>;
  'pool-in-loop': { what: string; where: 'loop' | 'handler' | 'call' };
  'await-in-loop': Record<string, never>;
  'more-workers-than-cores': { size: string };
  /** `hasAtomics`: `false` if `Atomics` does not take arrays of its kind, such as those of floats. */
  'shared-memory-race': { variable: string; hasAtomics?: false };
  'used-after-transfer': { variable: string };
  'worker-path-from-cwd': { path: string };
  /** `syntax`: syntax that Node cannot strip; `null` if a Node version that the package allows may not strip types. */
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
      `This file starts ${what} when it is loaded. Every worker loads the file again and starts more, without end. Add a main guard: if (isMainThread) { ... }.`,
  },
  'core-count-from-cpus': {
    severity: 'warning',
    origins: ['static'],
    covers: ['container-limits'],
    isFixable: true,
    words: () =>
      'os.cpus() lists all cores of the machine, ignores CPU affinity, and is empty on some systems. Use os.availableParallelism().',
  },
  'pool-in-loop': {
    severity: 'warning',
    origins: ['static'],
    covers: ['repeated-start'],
    isFixable: true,
    words: ({ what, where }) =>
      where === 'call'
        ? `This starts ${what} for one task, and repeats the start-up time in every call. Create one pool outside the function and reuse it.`
        : where === 'handler'
          ? `This starts ${what} for every event and repeats the start-up time. Create one pool outside the handler and reuse it.`
          : `This starts ${what} in every iteration and repeats the start-up time. Create one pool before the loop and reuse it.`,
  },
  'await-in-loop': {
    severity: 'warning',
    origins: ['static'],
    covers: ['tasks-one-by-one'],
    isFixable: true,
    words: () =>
      'Each task waits for the previous one, so one worker is busy and the others are idle. Send all tasks first, then await them: await Promise.all(items.map((item) => pool.run(item))).',
  },
  'more-workers-than-cores': {
    severity: 'information',
    origins: ['static'],
    covers: ['too-many-workers'],
    isFixable: true,
    words: ({ size }) =>
      `${size} workers are more than the available cores. For CPU-bound work the extra workers only wait and use memory. Use os.availableParallelism().`,
  },
  'shared-memory-race': {
    severity: 'warning',
    origins: ['static'],
    covers: ['memory-race'],
    isFixable: true,
    words: ({ variable, hasAtomics }) =>
      `Race: ${variable} is shared memory, and a write by another worker between this read and this write is lost. ${hasAtomics === false ? 'Atomics does not support this kind of array: give each worker separate elements, or use a lock.' : 'Use Atomics.add or another atomic operation.'}`,
  },
  'used-after-transfer': {
    severity: 'warning',
    origins: ['static'],
    covers: ['used-after-transfer'],
    isFixable: true,
    words: ({ variable }) =>
      `${variable} was transferred and is detached here: its length is 0 and writes have no effect. Use it before the transfer, or send a copy.`,
  },
  'worker-path-from-cwd': {
    severity: 'warning',
    origins: ['static'],
    covers: ['bundled-worker', 'other-surroundings'],
    isFixable: true,
    words: ({ path }) =>
      `"${path}" is resolved from the working directory of the process, not from this file, and bundlers cannot find it. Use new URL("${path}", import.meta.url) or path.join(__dirname, ...).`,
  },
  'typescript-worker-entry': {
    severity: 'warning',
    origins: ['static'],
    covers: ['typescript-entry'],
    words: ({ path, syntax }) =>
      syntax === null
        ? `"${path}" is TypeScript. Before Node 22.18 the worker fails with ERR_UNKNOWN_FILE_EXTENSION. Use the path of the compiled file, or start the worker with a loader.`
        : `"${path}" uses ${syntax}, which Node's type stripping does not support: the worker fails to load. Use the path of the compiled file, or only erasable syntax.`,
  },
  'worker-path-not-bundled': {
    severity: 'information',
    origins: ['static'],
    covers: ['bundled-worker', 'other-surroundings'],
    words: ({ bundler }) =>
      `${bundler} cannot see the worker that this file starts and leaves it out of the bundle. Write new Worker(new URL("./file", import.meta.url)) with a literal path, or add the worker as a separate entry point.`,
  },
  'worker-v8-flag': {
    severity: 'error',
    origins: ['static'],
    covers: ['v8-flags', 'inherited-flags'],
    words: ({ flag }) =>
      `Worker threads do not accept ${flag} and throw ERR_WORKER_INVALID_EXEC_ARGV. Use resourceLimits, or pass the flag to the whole process.`,
  },
  'debug-flag-in-worker': {
    severity: 'warning',
    origins: ['static'],
    covers: ['inherited-flags'],
    words: ({ flag }) =>
      `Every worker starts a debugger with ${flag}, all on the same port, and --inspect-brk pauses each until a debugger attaches. Remove such flags from execArgv.`,
  },
  'fork-loses-types': {
    severity: 'warning',
    origins: ['static'],
    covers: ['json-channel'],
    isFixable: true,
    words: ({ what }) =>
      `fork sends JSON by default, and ${what} does not survive it. Fork with { serialization: 'advanced' }.`,
  },
};
