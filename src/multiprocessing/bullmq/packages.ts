import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MissingPackageError } from './errors.ts';

// The parts of BullMQ and ioredis in use. Both are optional: types imported from them would break the declarations of
// this library wherever they are not installed.

interface Emitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** A connection of ioredis. */
export interface RedisClient extends Emitter {
  readonly status: string;
  xrevrange(key: string, end: string, start: string, count: 'COUNT', number: number): Promise<[id: string, unknown][]>;
  info(section: string): Promise<string>;
  disconnect(reconnect?: boolean): void;
}

/** A job as the executor finds it in Redis. */
export interface FoundJob {
  getState(): Promise<string>;
  returnvalue: unknown;
  failedReason?: string;
}

/** Options of a job. */
export interface JobOptions {
  jobId: string;
  attempts: number;
  removeOnComplete: { age: number };
  removeOnFail: { age: number };
}

/** The producer's side of a queue. */
export interface JobQueue extends Emitter {
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: object, options: JobOptions): Promise<unknown>;
  getJob(id: string): Promise<FoundJob | undefined>;
  remove(id: string): Promise<number>;
  getWorkers(): Promise<Record<string, string>[]>;
  toKey(type: string): string;
  obliterate(options: { force: boolean }): Promise<unknown>;
  close(): Promise<void>;
}

/** Reports what happens to all jobs of a queue. */
export interface JobEvents extends Emitter {
  close(): Promise<void>;
}

/** A job as its processor sees it. */
export interface StartedJob {
  readonly id?: string;
  readonly name: string;
  readonly data: unknown;
  /** Starts so far, this one included. */
  readonly attemptsStarted: number;
}

/** The consumer's side of a queue. */
export interface JobWorker extends Emitter {
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

interface SharedOptions {
  connection: RedisClient;
}

/** BullMQ. */
interface BullMQ {
  Queue: new (name: string, options: SharedOptions & { streams: { events: { maxLen: number } } }) => JobQueue;
  QueueEvents: new (name: string, options: SharedOptions & { lastEventId: string }) => JobEvents;
  Worker: new (
    name: string,
    processor: (job: StartedJob) => Promise<unknown>,
    options: SharedOptions & {
      name: string;
      concurrency: number;
      lockDuration: number;
      stalledInterval: number;
      maxStalledCount: number;
    },
  ) => JobWorker;
  UnrecoverableError: new (message: string) => Error;
}

type RedisConstructor = new (url: string, options: object) => RedisClient;

/** Both packages. */
export interface QueuePackages {
  bullmq: BullMQ;
  Redis: RedisConstructor;
}

/** Oldest supported major versions. */
const oldest = { bullmq: 5, ioredis: 5 };

/**
 * Loads BullMQ and ioredis as installed for a project, or for this library.
 * @param folder absolute path of a folder of the project
 * @throws {MissingPackageError} if one is missing or too old
 */
export function loadPackages(folder: string): QueuePackages {
  const bullmq = loadPackage('bullmq', folder) as BullMQ;
  const ioredis = loadPackage('ioredis', folder) as { Redis?: RedisConstructor; default?: RedisConstructor };
  const Redis = ioredis.Redis ?? ioredis.default;
  if (Redis === undefined) throw new MissingPackageError('Expected ioredis to export Redis, found no such export.');
  return { bullmq, Redis };
}

function loadPackage(name: keyof typeof oldest, folder: string): unknown {
  const expected = `Expected the package ${name}, version ${oldest[name]} or later`;
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    const entry = resolveEntry(require, name);
    if (entry === null) continue;
    const version = versionOf(entry, name);
    if (version !== null && Number.parseInt(version, 10) < oldest[name])
      throw new MissingPackageError(`${expected}, found ${version}. Run npm install ${name}@latest.`);
    return require(entry);
  }
  throw new MissingPackageError(`${expected}, found none from ${folder}. Run npm install bullmq ioredis.`);
}

function resolveEntry(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch {
    // It is not installed there.
    return null;
  }
}

/** Returns the version of a package, whose exports may hide its package.json from `require`. */
function versionOf(entry: string, name: string): string | null {
  for (let at = dirname(entry); at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (manifest.name === name) return manifest.version ?? null;
  }
  return null;
}

/**
 * Connects to Redis, and again whenever the connection is lost; commands wait meanwhile.
 * @param url such as `redis://localhost:6379` or `rediss://user:password@host:6380/0`
 */
export function connect({ Redis }: QueuePackages, url: string): RedisClient {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 100, 2000),
  });
}

/** Returns whether Redis refuses the credentials, so that trying again is of no use. */
export function isRefusal({ message }: Error): boolean {
  return /^(NOAUTH|WRONGPASS|NOPERM)/.test(message);
}

/** Returns the URL without its credentials, to be shown. */
export function showUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'the given address';
  }
}
