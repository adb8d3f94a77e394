import { emitWarning } from 'node:process';
import type { FunctionReference } from '../functions/function-reference.ts';
import { BrokenExecutorError, DataCloneError, FunctionReferenceError, RemoteError } from '../wire/errors.ts';
import { PoisonedJobError } from './errors.ts';
import { describeFunction, JobCall, packItems, readAnswer, type ArrivedAnswer, type JobOutcome } from './job-call.ts';
import {
  connect,
  isRefusal,
  showUrl,
  type JobEvents,
  type JobQueue,
  type QueuePackages,
  type RedisClient,
} from './packages.ts';
import type { ToQueueWorker } from './protocol.ts';
import { runUserCode } from '../user-code.ts';

/** Answers stay in Redis for so long, in s, if their caller is gone or not connected. */
const keptAnswersS = 3600;
/** Finished jobs that the event stream of the queue keeps, for callers that were not connected; the rest is looked up. */
const keptEvents = 1000;
/** Jobs without an answer are looked up after so long. */
const lookUpMs = 5000;
/** At most so many each time; after the connection was lost, all. */
const mostLookUps = 100;

/** How an executor uses its queue. */
export interface QueueSettings {
  redis: string;
  queue: string;
  /** Absolute path. */
  root: string;
  /** Longest time for the first connection, in ms. */
  connectTimeoutMs: number;
  /** How often a job may start. */
  runs: number;
  onJob: ((record: JobRecord) => void) | undefined;
}

/** The costs of one job. */
export interface JobRecord {
  /** Calls in the job. */
  items: number;
  /** Size of the arguments in Redis, in bytes. */
  sentBytes: number;
  /** Size of the answer in Redis, in bytes. */
  receivedBytes: number;
  /** From the call until its answer, in ms. */
  turnaroundMs: number;
  /** Time that the calls took in the worker, in ms. */
  ranMs: number;
  /** Name of the machine and id of the process that ran it: `build-3/4711`. */
  worker: string;
}

/** The function that a job calls. */
export interface QueueTarget {
  reference: FunctionReference;
  /** `file:` URL of the executor's module. */
  module: string;
  /** Whether answers have times. */
  isTimed?: boolean;
}

/** The reasons with which jobs fail in BullMQ, by the error at their beginning. */
const reasons: Readonly<Record<string, new (message: string) => Error>> = {
  PoisonedJobError,
  FunctionReferenceError,
  DataCloneError,
};

/**
 * The jobs of an executor: adds them to the queue, and settles each once. Every job that Redis accepted is settled, also if
 * Redis was gone meanwhile: what the events do not report is looked up, and what Redis has lost is added again.
 */
export class QueueClient {
  readonly #settings: QueueSettings;
  readonly #redis: RedisClient;
  readonly #queue: JobQueue;
  readonly #eventsRedis: RedisClient;
  #events: JobEvents | null = null;
  readonly #pending = new Map<string, JobCall>();
  readonly #ready: Promise<void>;
  #giveUp: (error: Error) => void = () => undefined;
  /** Removals of jobs whose answers have arrived. */
  readonly #removals = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | null = null;
  #warned = false;
  #lastError: unknown = undefined;
  #closed: Promise<void> | null = null;
  /** Why there is no connection; it is not tried again. */
  broken: { cause: unknown } | null = null;
  #drained: { promise: Promise<void>; resolve: () => void } | null = null;

  constructor(packages: QueuePackages, settings: QueueSettings) {
    this.#settings = settings;
    this.#redis = this.#connect(packages);
    this.#eventsRedis = this.#connect(packages);
    const { Queue } = packages.bullmq;
    this.#queue = new Queue(settings.queue, {
      connection: this.#redis,
      streams: { events: { maxLen: keptEvents } },
    });
    this.#queue.on('error', (error: Error) => (this.#lastError = error));
    const broken = new Promise<never>((_, reject) => (this.#giveUp = reject));
    // Without Redis, starting never ends.
    this.#ready = Promise.race([this.#start(packages), broken]);
    this.#ready.catch((error: unknown) => this.#break(error));
  }

  /** Resolves when no call is pending. */
  drained(): Promise<void> {
    if (this.#drained === null) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((done) => (resolve = done));
      this.#drained = { promise, resolve };
      this.#checkDrained();
    }
    return this.#drained.promise;
  }

  #checkDrained(): void {
    if (this.#pending.size === 0) this.#drained?.resolve();
  }

  #connect(packages: QueuePackages): RedisClient {
    const redis = connect(packages, this.#settings.redis);
    redis.on('error', (error: Error) => {
      this.#lastError = error;
      if (this.#events === null && isRefusal(error)) this.#break(error);
    });
    return redis;
  }

  async #start(packages: QueuePackages): Promise<void> {
    const { connectTimeoutMs, queue } = this.#settings;
    const limit = setTimeout(
      () => this.#break(this.#lastError ?? new Error(`There was no answer within ${connectTimeoutMs} ms.`)),
      connectTimeoutMs,
    );
    try {
      await this.#queue.waitUntilReady();
      // Without the last event's id, those between here and the first reading would be missed.
      const [last] = await this.#redis.xrevrange(this.#queue.toKey('events'), '+', '-', 'COUNT', 1);
      if (this.#closed !== null) return;
      const connection = this.#eventsRedis;
      this.#events = new packages.bullmq.QueueEvents(queue, { connection, lastEventId: last?.[0] ?? '0-0' });
    } finally {
      clearTimeout(limit);
    }
    this.#listen(this.#events);
    this.#redis.on('ready', () => void this.#lookUp(Infinity));
    this.#timer = setInterval(() => void this.#lookUp(mostLookUps), lookUpMs).unref();
  }

  #listen(events: JobEvents): void {
    events.on('error', (error: Error) => (this.#lastError = error));
    events.on('active', ({ jobId }: { jobId: string }) => this.#mark(jobId, 'taken'));
    events.on('waiting', ({ jobId }: { jobId: string }) => this.#mark(jobId, 'waiting'));
    events.on('stalled', ({ jobId }: { jobId: string }) => this.#mark(jobId, 'waiting'));
    events.on('completed', ({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }) =>
      this.#complete(jobId, returnvalue),
    );
    events.on('failed', ({ jobId, failedReason }: { jobId: string; failedReason: string }) =>
      this.#fail(jobId, failedReason),
    );
  }

  #mark(id: string, state: JobCall['state']): void {
    const call = this.#pending.get(id);
    if (call !== undefined) call.state = state;
  }

  /** Adds a job, as soon as there is a connection and its function is found. */
  send(items: readonly (readonly unknown[])[], target: QueueTarget, outcome: JobOutcome): JobCall {
    const call = new JobCall(items.length, this, outcome);
    this.#pending.set(call.id, call);
    this.#prepare(call, items, target).catch((error: unknown) => this.#settle(call, () => outcome.failed(error)));
    return call;
  }

  async #prepare(
    call: JobCall,
    items: readonly (readonly unknown[])[],
    { reference, module, isTimed = false }: QueueTarget,
  ): Promise<void> {
    const { root, runs } = this.#settings;
    // At the call, because the caller may change the arguments afterwards.
    const packed = packItems(items);
    const described = await describeFunction(reference, module, root);
    call.job = { ...described, items: packed, runs, ...(isTimed && { timed: true }) };
    await this.#ready;
    if (this.#pending.has(call.id)) await this.#add(call, call.job);
  }

  async #add(call: JobCall, job: ToQueueWorker): Promise<void> {
    const kept = { age: keptAnswersS };
    // Redis ignores a job whose id it has, so a job may be added again whenever in doubt.
    const options = { jobId: call.id, attempts: job.runs, removeOnComplete: kept, removeOnFail: kept };
    await this.#queue.add(`${job.module}#${job.export.name}`, job, options);
    call.accepted = true;
  }

  /** Drops a call unless a worker has started it. Its result, if it starts at this moment, is ignored. */
  drop(call: JobCall): boolean {
    if (call.state !== 'waiting' || !this.#pending.delete(call.id)) return false;
    call.state = 'dropped';
    this.#remove(call.id);
    this.#checkDrained();
    return true;
  }

  /** Drops all calls that no worker has started. */
  dropWaiting(error: () => unknown): void {
    for (const call of [...this.#pending.values()]) if (this.drop(call)) call.outcome.failed(error());
  }

  /** Drops a call also if it is running: its result is ignored. */
  forget(call: JobCall): void {
    if (!this.#pending.delete(call.id)) return;
    call.state = 'dropped';
    this.#remove(call.id);
    this.#checkDrained();
  }

  #complete(id: string, returned: unknown): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    let settle: () => void;
    try {
      const text = String(returned);
      const sentBytes = call.job?.items.length ?? 0;
      const answer = { ...readAnswer(text), sentBytes, receivedBytes: text.length };
      settle = () => {
        this.#observe(call, answer);
        call.outcome.done(answer);
      };
    } catch (error) {
      settle = () => call.outcome.failed(new DataCloneError('The result of the job cannot be read.', { cause: error }));
    }
    this.#settle(call, settle);
    this.#remove(id);
  }

  #observe(call: JobCall, { sentBytes, receivedBytes, ranMs, worker }: ArrivedAnswer): void {
    const { onJob } = this.#settings;
    if (onJob === undefined) return;
    const turnaroundMs = performance.now() - call.sentMs;
    const record: JobRecord = { items: call.count, sentBytes, receivedBytes, turnaroundMs, ranMs, worker };
    runUserCode('The callback onJob', 'BullMQExecutorWarning', () => onJob(record));
  }

  #fail(id: string, reason: string): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    this.#settle(call, () => call.outcome.failed(errorOf(reason)));
    this.#remove(id);
  }

  #settle(call: JobCall, settle: () => void): void {
    if (!this.#pending.delete(call.id)) return;
    settle();
    this.#checkDrained();
  }

  #remove(id: string): void {
    // A job that is running cannot be removed; Redis forgets it in time.
    const removal = this.#queue.remove(id).catch((error: unknown) => (this.#lastError = error));
    this.#removals.add(removal);
    void removal.then(() => this.#removals.delete(removal));
  }

  async #lookUp(most: number): Promise<void> {
    try {
      const calls = [...this.#pending.values()].filter(({ accepted }) => accepted).slice(0, most);
      await Promise.all(calls.map((call) => this.#lookUpCall(call)));
      if (calls.length > 0) await this.#warnWithoutWorkers();
    } catch (error) {
      // The connection was lost again; the next look comes with the next one.
      this.#lastError = error;
    }
  }

  async #lookUpCall(call: JobCall): Promise<void> {
    const found = await this.#queue.getJob(call.id);
    if (found === undefined) {
      if (this.#pending.has(call.id) && call.job !== null) await this.#add(call, call.job);
      return;
    }
    const state = await found.getState();
    // Read before the state, it may be older.
    if (state === 'completed') this.#complete(call.id, found.returnvalue ?? (await this.#returnOf(call.id)));
    else if (state === 'failed') this.#fail(call.id, found.failedReason ?? 'The job failed.');
    else if (call.state !== 'dropped') call.state = state === 'active' ? 'taken' : 'waiting';
  }

  async #returnOf(id: string): Promise<unknown> {
    return (await this.#queue.getJob(id))?.returnvalue;
  }

  async #warnWithoutWorkers(): Promise<void> {
    if (this.#warned || (await this.#queue.getWorkers()).length > 0) return;
    this.#warned = true;
    const { queue, redis } = this.#settings;
    emitWarning(
      `No worker takes the jobs of the queue ${queue}. Start one: parallel-profiler worker --redis ${showUrl(redis)} --queue ${queue}`,
      { type: 'BullMQExecutorWarning' },
    );
  }

  /** Returns the workers of the queue, each as its name in Redis. */
  async workers(): Promise<string[]> {
    await this.#ready;
    this.checkBroken();
    const clients = await this.#queue.getWorkers();
    return clients.map(({ rawname, name }) => (rawname ?? name ?? '').replace(/^.*:w:/, ''));
  }

  /** Removes the queue and all its jobs from Redis, for a queue that nothing else uses. */
  async erase(): Promise<void> {
    await this.#queue.obliterate({ force: true });
  }

  /**
   * Returns numbers that Redis reports about itself, `null` for those that it does not.
   * @param section see https://redis.io/docs/latest/commands/info
   */
  async redisNumbers(section: string, fields: readonly string[]): Promise<(number | null)[]> {
    const text = await this.#redis.info(section);
    return fields.map((field) => {
      const value = new RegExp(`^${field}:([\\d.]+)`, 'm').exec(text)?.[1];
      return value === undefined ? null : Number(value);
    });
  }

  /** @throws {BrokenExecutorError} if there was never a connection */
  checkBroken(): void {
    if (this.broken !== null) throw this.#brokenError();
  }

  #brokenError(): BrokenExecutorError {
    return new BrokenExecutorError(
      `The executor has no connection to Redis at ${showUrl(this.#settings.redis)}. Check the address, and make a new executor.`,
      { cause: this.broken?.cause },
    );
  }

  #break(cause: unknown): void {
    if (this.broken !== null || this.#closed !== null) return;
    this.broken = { cause };
    this.#giveUp(this.#brokenError());
    for (const call of [...this.#pending.values()]) this.#settle(call, () => call.outcome.failed(this.#brokenError()));
    void this.close();
  }

  /** Closes the connections. Calls that have no answer are forgotten, and their jobs run on. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const isConnected = this.#redis.status === 'ready';
    if (isConnected) await Promise.all(this.#removals);
    await Promise.allSettled([this.#events?.close(), isConnected ? this.#queue.close() : undefined]);
    for (const redis of [this.#eventsRedis, this.#redis]) redis.disconnect();
  }
}

/** Returns the error for the reason of a failed job. */
function errorOf(reason: string): Error {
  const [, name = '', message = ''] = /^(\w+): ([^]*)$/.exec(reason) ?? [];
  const Class = Object.hasOwn(reasons, name) ? reasons[name] : undefined;
  if (Class !== undefined) return new Class(message);
  return reason.includes('allowable limit') ? new PoisonedJobError(reason) : new RemoteError(reason, 'Error');
}
