import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import type { AnyFunction } from './function-reference.ts';
import type { PoolObserver } from './observer.ts';
import { siblingProgram } from './sibling-program.ts';
import type { LinkOptions } from './worker-link.ts';

/** How a pool is made. */
export interface PoolOptions {
  /** Threads share one process and start faster; processes are independent and can always be killed. Default: threads. */
  kind?: 'threads' | 'processes';
  /** Number of workers. Default: `os.availableParallelism()`. */
  processes?: number;
  /** Items per chunk for every call that does not say. Default: CPython's, ceil(n / (4 x workers)). */
  chunkSize?: number;
  /** An exported function, or the name of one, that each worker runs once before its first task. */
  initializer?: AnyFunction | string;
  /** Arguments of the initializer. */
  initargs?: readonly unknown[];
  /** A worker is replaced after this many tasks; as in CPython, a chunk of a map is one task. */
  maxTasksPerChild?: number;
  /** As for `worker_threads`; for processes turned into the V8 flags of the same meaning. */
  resourceLimits?: ResourceLimits;
  /** Added to the parent's environment; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** Node's own flags for the workers. Default: the parent's, so that loaders are there too. */
  execArgv?: readonly string[];
  /** Hears of every worker and every chunk. */
  observer?: PoolObserver;
  /** Absolute paths of the worker programs, where a bundler moved them away from the library. */
  programs?: { threadWorker: string; processWorker: string };
}

/** Options as the pool uses them. */
export interface PoolSettings {
  kind: 'threads' | 'processes';
  asked: number | null;
  chunkSize: number | null;
  maxTasksPerChild: number | null;
  link: LinkOptions;
}

/**
 * Checks the options.
 * @throws {TypeError} or {RangeError} naming the option, what was expected and what was found
 */
export function readPoolOptions(options: PoolOptions): PoolSettings {
  const kind = options.kind ?? 'threads';
  // The check is for callers without a compiler.
  if (!(['threads', 'processes'] as unknown[]).includes(kind)) {
    throw new TypeError(`Expected kind to be 'threads' or 'processes', found ${show(kind)}.`);
  }
  return {
    kind,
    asked: options.processes === undefined ? null : readCount('processes', options.processes),
    chunkSize: options.chunkSize === undefined ? null : readCount('chunkSize', options.chunkSize),
    maxTasksPerChild:
      options.maxTasksPerChild === undefined ? null : readCount('maxTasksPerChild', options.maxTasksPerChild),
    link: {
      program: findProgram(kind, options.programs),
      env: options.env === undefined ? undefined : { ...env, ...options.env },
      execArgv: options.execArgv,
      resourceLimits: options.resourceLimits,
    },
  };
}

/** @throws {TypeError} or {RangeError} unless it is a whole number of at least 1 */
export function readCount(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`Expected ${name} to be a number, found ${show(value)}.`);
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Expected ${name} to be a whole number of at least 1, found ${value}.`);
  }
  return value;
}

/** @throws {TypeError} or {RangeError} unless it is a time in ms, 0 included */
export function readTimeout(value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value !== 'number') throw new TypeError(`Expected timeout to be a number of ms, found ${show(value)}.`);
  if (Number.isNaN(value) || value < 0) throw new RangeError(`Expected timeout to be at least 0 ms, found ${value}.`);
  return value === Infinity ? null : value;
}

/** The `file:` URL of the module whose exports the workers run. */
export function readModule(module: string | URL): string {
  // A caller without a compiler may pass anything, for instance the `undefined` of import.meta.url in CommonJS.
  const given: unknown = module;
  if (given instanceof URL) return given.href;
  if (typeof given !== 'string') {
    throw new TypeError(
      `Expected the module as a URL or an absolute path, found ${show(given)}. Pass import.meta.url, or __filename in CommonJS.`,
    );
  }
  if (isAbsolute(given)) return pathToFileURL(given).href;
  if (/^(file|data):/.test(given)) return given;
  throw new TypeError(
    `Expected the module as a file: URL or an absolute path, found ${show(given)}. ` +
      `Pass import.meta.url, or new URL(${show(given)}, import.meta.url).`,
  );
}

function findProgram(kind: 'threads' | 'processes', programs: PoolOptions['programs']): string {
  const name = kind === 'threads' ? 'thread-worker' : 'process-worker';
  const given = kind === 'threads' ? programs?.threadWorker : programs?.processWorker;
  if (given === undefined) return fileURLToPath(siblingProgram(name));
  if (!existsSync(given)) {
    throw new Error(`Expected the worker program at ${given}, the place in options.programs, and it is not there.`);
  }
  return given;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
