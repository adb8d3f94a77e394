import { getHeapStatistics, GCProfiler } from 'node:v8';
import { memoryUsage } from 'node:process';
import { nowMs } from './clock.ts';
import { errorToData, type ErrorData } from './error-data.ts';
import { DataCloneError, FunctionReferenceError } from './errors.ts';
import { ownBuffers, pack } from './packed-values.ts';
import type { Done, Failure, FunctionDefinition, Run, RunRecord, StartData, ToWorker } from './protocol.ts';
import { RunProgress } from './run-progress.ts';
import { resolveFunction } from './resolve-function.ts';
import { rehydrate } from './shared-handles.ts';
import { takeMoved } from './move.ts';
import type { Transferable, WorkerChannel } from './worker-channel.ts';
import { workerPlace } from './worker-place.ts';

type Callable = (...args: unknown[]) => unknown;
interface Receipt {
  receivedMs: number;
  cloneInMs: number;
}

/** The loop of a worker: runs what the pool sends, one item at a time, and answers. */
export class TaskRunner {
  readonly #channel: WorkerChannel;
  readonly #start: StartData;
  readonly #namespace: Record<string, unknown>;
  readonly #functions = new Map<number, Callable | ErrorData>();
  readonly #inbox: ToWorker[] = [];
  /** A message is being worked on asynchronously; what arrives meanwhile waits in the inbox. */
  #busy = false;
  #pending: { progress: RunProgress; giveUp: (error: Error) => void } | null = null;

  constructor(channel: WorkerChannel, start: StartData, namespace: Record<string, unknown>) {
    this.#channel = channel;
    this.#start = start;
    this.#namespace = namespace;
    process.on('beforeExit', () => this.#loopIsEmpty());
  }

  /** Takes a message of the pool. */
  receive(message: ToWorker): void {
    if (this.#busy) this.#inbox.push(message);
    else this.#handle(message);
  }

  #next(): void {
    this.#busy = false;
    // A run that returns a promise sets #busy again from inside #handle.
    while (!this.#isBusy()) {
      const message = this.#inbox.shift();
      if (message === undefined) return;
      this.#handle(message);
    }
  }

  #isBusy(): boolean {
    return this.#busy;
  }

  #handle(message: ToWorker): void {
    const flushed = this.#channel.flushed();
    if (flushed !== null) {
      this.#busy = true;
      this.#inbox.unshift(message);
      void flushed.then(() => this.#next());
      return;
    }
    switch (message.type) {
      case 'run':
        this.#run(message, null);
        return;
      case 'bell':
      case 'sealed': {
        const receivedMs = nowMs();
        const opened = this.#channel.open(message);
        if (opened !== null) this.#run(opened.run, { receivedMs, cloneInMs: opened.cloneInMs });
        return;
      }
      case 'define':
        this.#busy = true;
        void this.#define(message.fn, message.definition).then(() => this.#next());
        return;
      case 'stop':
        process.exit(0);
        return;
      case 'start':
        throw new Error('The worker was started twice.');
    }
  }

  async #define(fn: number, definition: FunctionDefinition): Promise<void> {
    try {
      this.#functions.set(fn, await resolveFunction(definition, this.#namespace, this.#start.module));
    } catch (error) {
      this.#functions.set(
        fn,
        errorToData(error, (value) => this.#channel.canClone(value)),
      );
    }
  }

  /** Makes the shared objects in the items again; loading their classes takes time for the first run that has some. */
  async #revive(sent: Run, receipt: Receipt | null): Promise<void> {
    const run = { ...sent };
    delete run.shared;
    try {
      if ('list' in run.items) run.items = { list: await rehydrate(run.items.list) };
    } catch (error) {
      this.#channel.post({ type: 'refused', batch: run.batch, error: errorToData(error, () => false) });
      this.#next();
      return;
    }
    this.#busy = false;
    this.#run(run, receipt);
    if (!this.#isBusy()) this.#next();
  }

  #run(run: Run, receipt: Receipt | null): void {
    if (run.shared === true) {
      this.#busy = true;
      void this.#revive(run, receipt);
      return;
    }
    const fn = this.#functions.get(run.fn);
    if (typeof fn !== 'function') {
      const error = fn ?? errorToData(new FunctionReferenceError(`Function ${run.fn} was never defined.`), () => false);
      this.#channel.post({ type: 'refused', batch: run.batch, error });
      return;
    }
    const progress = new RunProgress(run, fn, {
      record: receipt !== null,
      canClone: (value) => this.#channel.canClone(value),
      part: (told) => this.#post(told, 'part', null),
    });
    const profiler = receipt === null ? null : new GCProfiler();
    profiler?.start();
    const startedMs = nowMs();
    const finish = (): void => {
      const tookMs = nowMs() - startedMs;
      this.#post(progress, 'done', receipt === null ? null : { receipt, profiler }, tookMs);
    };
    const promise = progress.advance();
    if (promise === null) {
      finish();
      return;
    }
    this.#busy = true;
    // While a task waits, the channel must not keep the loop alive: an empty loop then means that it waits for nothing.
    this.#channel.hold(false);
    void this.#await(progress, promise).then(() => {
      this.#channel.hold(true);
      finish();
      this.#next();
    });
  }

  async #await(progress: RunProgress, first: PromiseLike<unknown>): Promise<void> {
    let promise: PromiseLike<unknown> | null = first;
    while (promise !== null) {
      const current: PromiseLike<unknown> = promise;
      try {
        const value = await new Promise<unknown>((resolve, reject) => {
          this.#pending = { progress, giveUp: reject };
          current.then(resolve, reject);
        });
        progress.succeed(value);
      } catch (error) {
        progress.fail(error);
      }
      this.#pending = null;
      promise = progress.advance();
    }
  }

  #loopIsEmpty(): void {
    if (this.#pending === null) return;
    if ((workerPlace()?.hiddenWaits ?? 0) > 0) {
      this.#channel.hold(true);
      return;
    }
    this.#channel.hold(true);
    this.#pending.giveUp(
      new Error(
        'The task returned a promise that nothing is left to resolve: no timer, socket or message is pending in the worker.',
      ),
    );
  }

  #post(
    progress: RunProgress,
    type: 'done' | 'part',
    recording: { receipt: Receipt; profiler: GCProfiler | null } | null,
    tookMs = 0,
  ): void {
    const { run } = progress;
    const { from, values, failures } = progress.takeOutcome();
    const send = (): void => {
      const packed = pack(values);
      const transfer: Transferable[] = [...ownBuffers(packed), ...takeMoved(values)];
      const outcome = { values: packed, ...(from > 0 && { from }), ...(failures.length > 0 && { failures }) };
      if (type === 'part') {
        this.#channel.post({ type, batch: run.batch, next: progress.index, ...outcome }, transfer);
        return;
      }
      const done: Done = { type, batch: run.batch, tookMs, ...outcome };
      if (recording === null) this.#channel.post(done, transfer);
      else this.#channel.postRecorded(done, this.#record(progress, recording), transfer);
    };
    try {
      send();
    } catch (error) {
      this.#replaceUnclonable(values, failures, from, error);
      send();
    }
  }

  /** Turns results that cannot be sent into failures of their items, so that the others still arrive. */
  #replaceUnclonable(values: unknown[], failures: Failure[], from: number, error: unknown): void {
    let found = 0;
    for (const [index, value] of values.entries()) {
      if (this.#channel.canClone(value)) continue;
      found++;
      values[index] = undefined;
      const why = error instanceof Error ? error.message : String(error);
      const failure = new DataCloneError(
        `The result cannot be sent back: ${why} Return plain data: functions, symbols, promises and streams stay in the worker.`,
      );
      failures.push({ index: from + index, error: errorToData(failure, () => false) });
    }
    if (found === 0) throw error;
    failures.sort((a, b) => a.index - b.index);
  }

  #record(progress: RunProgress, { receipt, profiler }: { receipt: Receipt; profiler: GCProfiler | null }): RunRecord {
    const collections = profiler?.stop().statistics ?? [];
    return {
      ...receipt,
      resultPostedMs: 0,
      startedMs: progress.times?.startedMs ?? new Float64Array(),
      endedMs: progress.times?.endedMs ?? new Float64Array(),
      cloneOutMs: 0,
      // GCProfiler gives microseconds.
      gcMs: collections.reduce((sum, { cost }) => sum + cost, 0) / 1000,
      heapUsedBytes: getHeapStatistics().used_heap_size,
      rssBytes: this.#start.kind === 'processes' ? memoryUsage.rss() : null,
    };
  }
}
