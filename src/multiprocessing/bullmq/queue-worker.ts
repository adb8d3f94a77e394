import { availableParallelism, hostname } from 'node:os';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cwd, pid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkCount, checkFunction, checkText, checkTime } from '../options/option-checks.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { Pool } from '../pool/pool.ts';
import { DataCloneError, FunctionReferenceError, WorkerLostError } from '../wire/errors.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { queueDefaults } from './bullmq-executor.ts';
import { fileOfJob, hashOf } from './module-path.ts';
import {
  connect,
  isRefusal,
  loadPackages,
  showUrl,
  type JobWorker,
  type QueuePackages,
  type RedisClient,
  type StartedJob,
} from './packages.ts';
import { protocolVersion, type JobFunction, type ToQueueWorker } from './protocol.ts';
import type { BullMQWorkerOptions, QueueWorker } from './worker-options.ts';

const workerOptions: OptionTable<BullMQWorkerOptions> = {
  checks: {
    redis: checkText,
    queue: checkText,
    root: checkText,
    concurrency: checkCount,
    lostAfter: checkTime,
    log: checkFunction,
  },
  positional: 'redis',
};

/** Each job has its own limit of starts. */
const noLimit = 1_000_000;

/**
 * Takes jobs from the queue of `BullMQExecutor`s and runs them in processes, as `parallel-profiler worker` does. Jobs name a
 * module and an export: a program that can write to Redis can call every export of the modules below the root folder.
 */
export class BullMQWorker implements QueueWorker {
  readonly #settings: Required<BullMQWorkerOptions>;
  readonly #packages: QueuePackages;
  readonly #redis: RedisClient;
  readonly #worker: JobWorker;
  readonly #pool: Pool;
  /** By module, as of its first job: the processes have loaded that text. */
  readonly #hashes = new Map<string, string>();
  #state: 'connecting' | 'connected' | 'gone' = 'connecting';
  #closed: Promise<void> | null = null;
  #forced = false;
  #lastLogged = '';
  #refuse: (error: Error) => void = () => undefined;

  /** @throws {MissingPackageError} if bullmq or ioredis is missing or too old; {TypeError}, {RangeError} for options */
  constructor(options?: BullMQWorkerOptions) {
    const read = readOptions('BullMQWorker', options, workerOptions);
    const { concurrency = availableParallelism(), lostAfter = 30_000, log = () => undefined } = read;
    const root = resolve(read.root ?? cwd());
    this.#settings = { ...queueDefaults, ...read, root, concurrency, lostAfter, log };
    this.#packages = loadPackages(root);
    const { redis, queue } = this.#settings;
    this.#redis = connect(this.#packages, redis);
    this.#watchConnection();
    this.#pool = new Pool(taskModule(), { kind: 'processes', processes: concurrency });
    this.#worker = new this.#packages.bullmq.Worker(queue, (job) => this.#process(job), {
      connection: this.#redis,
      name: `${hostname()}/${pid}/${concurrency}`,
      concurrency,
      lockDuration: lostAfter,
      stalledInterval: lostAfter,
      maxStalledCount: noLimit,
    });
    this.#worker.on('stalled', (id: string) => log(`job ${id}: its worker was lost; it runs again`));
    this.#worker.on('failed', (job: StartedJob | undefined, error: Error) =>
      log(`job ${job?.id ?? ''} ${job?.name ?? ''}: ${error.message}`),
    );
    this.#worker.on('error', (error: Error) => this.#logError(error));
  }

  #watchConnection(): void {
    const { log, redis } = this.#settings;
    const where = showUrl(redis);
    this.#redis.on('error', (error: Error) => this.#logError(error));
    this.#redis.on('close', () => {
      if (this.#state === 'connected' && this.#closed === null) log(`lost Redis at ${where}; waiting until it is back`);
      if (this.#state === 'connected') this.#state = 'gone';
    });
    this.#redis.on('ready', () => {
      if (this.#state === 'gone') log(`Redis at ${where} is back`);
      this.#state = 'connected';
    });
  }

  #logError(error: Error): void {
    // While Redis is gone, each attempt to connect ends with the same error.
    if (error.message === this.#lastLogged || this.#closed !== null) return;
    this.#lastLogged = error.message;
    if (this.#state === 'connecting' && isRefusal(error)) {
      const { redis } = this.#settings;
      this.#refuse(new Error(`Redis at ${showUrl(redis)} refused the connection: ${error.message}`, { cause: error }));
      return;
    }
    this.#settings.log(`error: ${error.message || String(Reflect.get(error, 'code'))}`);
  }

  /**
   * Resolves when it can take jobs, also if Redis is started later.
   * @throws {Error} if Redis refuses the connection, for instance without a password
   */
  async ready(): Promise<void> {
    const refused = new Promise<never>((_, reject) => (this.#refuse = reject));
    await Promise.race([Promise.all([this.#worker.waitUntilReady(), this.#pool.ready()]), refused]);
    const { queue, redis, concurrency, root, log } = this.#settings;
    const processes = `${concurrency} process${concurrency === 1 ? '' : 'es'}`;
    log(`ready: queue ${queue} of ${showUrl(redis)}, ${processes}, modules below ${root}`);
  }

  /**
   * Takes no more jobs, and ends.
   * @param force end without waiting for running jobs, which then run again in another worker
   */
  close({ force = false }: { force?: boolean } = {}): Promise<void> {
    this.#forced ||= force;
    if (force) void this.#pool.terminate();
    return (this.#closed ??= this.#close(force));
  }

  async #close(force: boolean): Promise<void> {
    // Without Redis it would wait until Redis is back; jobs that run cannot end before.
    const canWait = this.#state === 'connected' && !force;
    const closed = this.#worker.close(!canWait);
    if (canWait) await closed;
    else closed.catch(() => undefined);
    await this.#pool.terminate();
    this.#redis.disconnect();
  }

  async #process(job: StartedJob): Promise<string> {
    const { UnrecoverableError } = this.#packages.bullmq;
    try {
      const data = readJob(job.data);
      if (job.attemptsStarted > data.runs) throw poisoned(job, data.runs);
      const file = fileOfJob(this.#settings.root, data.module);
      this.#checkHash(file, data);
      const module = pathToFileURL(file).href;
      const definition = definitionOf(data.export, module);
      return await this.#pool.apply('runJob', [module, definition, data.items, data.timed === true]);
    } catch (error) {
      // Settled here, the job would not run again.
      if (this.#forced) return await new Promise<never>(() => undefined);
      if (error instanceof WorkerLostError) {
        const { runs } = job.data as ToQueueWorker;
        // BullMQ runs it again.
        if (job.attemptsStarted < runs)
          throw new Error(`lost its process (${describeEnd(error)}); it runs again`, { cause: error });
        throw new UnrecoverableError(`PoisonedJobError: ${poisoned(job, runs).message} Last: ${describeEnd(error)}.`);
      }
      if (error instanceof Error) throw new UnrecoverableError(`${error.name}: ${error.message}`);
      throw error;
    }
  }

  #checkHash(file: string, { module, hash }: ToQueueWorker): void {
    const own = this.#hashes.get(file) ?? hashOf(file);
    this.#hashes.set(file, own);
    if (own === hash) return;
    throw new FunctionReferenceError(
      `Expected the same ${module} on ${hostname()} as at the caller, found another version. Check out the same commit in both places, and start the worker again.`,
    );
  }
}

/** Returns the module that the processes load: next to this file in the sources, and next to the library in a build. */
function taskModule(): URL {
  const name = import.meta.url.endsWith('.ts') ? './queue-task.ts' : './queue-task.mjs';
  const url = new URL(name, import.meta.url);
  if (existsSync(fileURLToPath(url))) return url;
  throw new Error(
    `Expected ${fileURLToPath(url)}, found no such file. Leave the library out of the bundle (external).`,
  );
}

function describeEnd({ exitCode, signal }: WorkerLostError): string {
  return signal === null ? `it exited with code ${exitCode}` : `it was killed by ${signal}`;
}

function poisoned({ attemptsStarted, name }: StartedJob, runs: number): Error {
  const times = Math.min(attemptsStarted, runs);
  const error = new Error(
    `The job ${name} ended its worker ${times === 1 ? 'once' : `${times} times`}, so it does not run again.`,
  );
  error.name = 'PoisonedJobError';
  return error;
}

/**
 * Checks the data of a job, which anything with access to Redis may have written.
 * @throws {DataCloneError} unless it has the form of this version
 */
function readJob(data: unknown): ToQueueWorker {
  const job = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<keyof ToQueueWorker, unknown>>;
  const { version, module, hash, items, runs } = job;
  if (version !== protocolVersion)
    throw new DataCloneError(
      `Expected a job of version ${protocolVersion}, found ${String(version)}. Use the same version of the library for the caller and the workers.`,
    );
  const called = job.export as { name?: unknown; path?: unknown; proof?: unknown } | null | undefined;
  const isNamed = typeof called?.name === 'string';
  const isPath =
    called?.path === undefined ||
    (Array.isArray(called.path) &&
      called.path.every((key) => typeof key === 'string') &&
      ['identity', 'identity in CommonJS', 'name in a copy'].includes(String(called.proof)));
  const texts = [module, hash, items].every((text) => typeof text === 'string');
  if (texts && isNamed && isPath && typeof runs === 'number') return job as ToQueueWorker;
  throw new DataCloneError('Expected a job of a BullMQExecutor, found other data.');
}

function definitionOf(called: JobFunction, module: string): FunctionDefinition {
  if (!('path' in called)) return { kind: 'named', name: called.name };
  return { kind: 'exported', module, name: called.name, path: called.path, proof: called.proof };
}
