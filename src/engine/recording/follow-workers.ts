import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { patchSyncCalls } from '../../recorder/preload/patch-sync-calls.ts';
import type { Preload } from '../../recorder/preload/preload.ts';

type Spawn = (this: childProcess.ChildProcess, options: { envPairs?: string[] }) => unknown;

/** Loads the recorder also in the worker threads and child processes to which the program gives an environment of its own. */
export function followWorkers(preload: Preload): void {
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, [script, options, ...rest]: [string | URL, threads.WorkerOptions?, ...unknown[]], newTarget) {
      return Reflect.construct(target, [script, preload.workerOptions(options), ...rest], newTarget) as threads.Worker;
    },
  });
  const { prototype } = childProcess.ChildProcess as unknown as { prototype: { spawn: Spawn } };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    if (Array.isArray(options.envPairs)) options.envPairs = preload.pairs(options.envPairs);
    return Reflect.apply(spawn, this, [options]);
  };
  patchSyncCalls((name, call, given) => call(preload.syncArguments(name, given)));
  syncBuiltinESMExports();
}
