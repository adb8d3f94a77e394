import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { describeValue } from '../describe-value.ts';
import { mergeEnvironment } from '../environment.ts';
import type { AnyFunction } from '../functions/function-reference.ts';
import type { PoolObserver } from './observer.ts';
import {
  checkCount,
  checkEnvironment,
  checkFunction,
  checkKind,
  checkList,
  checkMethods,
  checkResourceLimits,
  checkTarget,
  checkText,
  checkTexts,
} from '../options/option-checks.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { siblingProgram, type Program } from '../sibling-program.ts';
import type { LinkOptions } from './worker-link.ts';

/** Options of a pool. */
export interface PoolOptions {
  /**
   * Threads share one process and start faster; processes are independent and can always be killed. Default: threads.
   */
  kind?: 'threads' | 'processes';
  /** Number of workers. Default: `os.availableParallelism()`. */
  processes?: number;
  /** Items per chunk for calls that do not specify it. Default: CPython's, ceil(n / (4 x workers)). */
  chunkSize?: number;
  /** An exported function, or its name, that each worker runs once before its first task. */
  initializer?: AnyFunction | string;
  /** Arguments of the initializer. */
  initargs?: readonly unknown[];
  /** Replace a worker after this many tasks; as in CPython, a chunk of a map is one task. */
  maxTasksPerChild?: number;
  /** As for `worker_threads`; for processes they become the equivalent V8 flags. */
  resourceLimits?: ResourceLimits;
  /** Added to the parent's environment; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** Node's own flags for the workers. Default: the parent's, so that loaders work there too. */
  execArgv?: readonly string[];
  /** Receives events about every worker and every chunk. */
  observer?: PoolObserver;
  /**
   * Receives messages that user code in a worker sends with `parentPort.postMessage` (threads) or `process.send`
   * (processes), and the worker's number. Without it such messages are ignored.
   */
  onMessage?: (message: unknown, worker: number) => void;
  /** Absolute paths of worker programs that were built separately. In a bundle with the library use `setPrograms`. */
  programs?: WorkerPrograms;
}

/** Paths of the worker programs. */
export interface WorkerPrograms {
  threadWorker?: string;
  processWorker?: string;
}

/** Options as the pool uses them. */
export interface PoolSettings {
  kind: 'threads' | 'processes';
  asked: number | null;
  chunkSize: number | null;
  maxTasksPerChild: number | null;
  onMessage: ((message: unknown, worker: number) => void) | undefined;
  link: LinkOptions;
}

const programPaths: OptionTable<WorkerPrograms> = { checks: { threadWorker: checkText, processWorker: checkText } };

/** The options that pools and executors have in common. */
export const workerChecks = {
  initializer: checkTarget,
  initargs: checkList,
  maxTasksPerChild: checkCount,
  resourceLimits: checkResourceLimits,
  env: checkEnvironment,
  execArgv: checkTexts,
  observer: checkMethods(['workerReady', 'workerExited', 'chunk', 'recording']),
  onMessage: checkFunction,
  programs: (name: string, value: unknown) => void readOptions(name, value, programPaths),
};

export const poolOptions: OptionTable<PoolOptions> = {
  checks: { kind: checkKind, processes: checkCount, chunkSize: checkCount, ...workerChecks },
  positional: 'processes',
};

/** Derives the settings from options that were already read. */
export function poolSettings(options: PoolOptions): PoolSettings {
  const { kind = 'threads', processes, chunkSize, maxTasksPerChild, execArgv, resourceLimits } = options;
  return {
    kind,
    asked: processes ?? null,
    chunkSize: chunkSize ?? null,
    maxTasksPerChild: maxTasksPerChild ?? null,
    onMessage: options.onMessage,
    link: {
      program: findProgram(kind, options.programs),
      env: mergeEnvironment(options.env),
      execArgv,
      resourceLimits,
      userMessages: options.onMessage !== undefined,
    },
  };
}

/** Returns the `file:` URL of the module whose exports the workers run. */
export function readModule(module: string | URL): string {
  // A caller without a type checker may pass anything, such as the `undefined` of import.meta.url in CommonJS.
  const given: unknown = module;
  if (given instanceof URL) return given.href;
  if (typeof given !== 'string') {
    throw new TypeError(
      `Expected the module as a URL or an absolute path, found ${describeValue(given)}. Pass import.meta.url, or __filename in CommonJS.`,
    );
  }
  if (isAbsolute(given)) return pathToFileURL(given).href;
  if (/^(file|data):/.test(given)) return given;
  throw new TypeError(
    `Expected the module as a file: URL or an absolute path, found ${describeValue(given)}. ` +
      `Pass import.meta.url, or new URL(${describeValue(given)}, import.meta.url).`,
  );
}

function findProgram(kind: 'threads' | 'processes', programs: PoolOptions['programs']): Program {
  const name = kind === 'threads' ? 'thread-worker' : 'process-worker';
  const given = kind === 'threads' ? programs?.threadWorker : programs?.processWorker;
  if (given === undefined) return siblingProgram(name);
  if (!existsSync(given)) {
    throw new Error(`Expected the worker program at ${given}, the place in options.programs, and it is not there.`);
  }
  return { url: pathToFileURL(given), argv: [] };
}
