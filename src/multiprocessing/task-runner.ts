import { GCProfiler } from 'node:v8';
import { nowMs } from './clock.ts';
import { ComingDefinitions } from './coming-definitions.ts';
import { errorToData, type ErrorData } from './error-data.ts';
import { FunctionReferenceError } from './errors.ts';
import type { FunctionDefinition, Run, StartData, ToWorker } from './protocol.ts';
import { replyDone, type Receipt } from './reply.ts';
import { type Callable, RunProgress } from './run-progress.ts';
import { resolveFunction } from './resolve-function.ts';
import { returnUnstarted } from './return-unstarted.ts';
import { rehydrate } from './shared-handles.ts';
import { isShort, type ShortRun } from './short-message.ts';
import { runSingle } from './single-run.ts';
import { type Waiter, WaitingTask } from './waiting-task.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** The loop of a worker: runs what the pool sends, one item at a time, and answers. */
export class TaskRunner {
  readonly #channel: WorkerChannel;
  readonly #start: StartData;
  readonly #namespace: Record<string, unknown>;
  readonly #functions = new Map<number, Callable | ErrorData>();
  readonly #inbox: (ToWorker | ShortRun)[] = [];
  /** A message is being worked on asynchronously; what arrives meanwhile waits in the inbox. */
  #busy = false;
  /** A run whose shared objects are being made, and whether the pool asked for what had not begun meanwhile. */
  #revival: { asked: boolean } | null = null;
  readonly #waiting: WaitingTask;
  readonly coming = new ComingDefinitions();

  constructor(channel: WorkerChannel, start: StartData, namespace: Record<string, unknown>) {
    this.#channel = channel;
    this.#start = start;
    this.#namespace = namespace;
    this.#waiting = new WaitingTask(channel, () => this.#next());
  }

  /** Takes a message of the pool. Tells whether the next one would be handled at once. */
  receive(message: ToWorker | ShortRun): boolean {
    if (!isShort(message) && this.#takeAtOnce(message)) return !this.#busy;
    if (this.#busy) this.#inbox.push(message);
    else this.#handle(message);
    return !this.#busy;
  }

  /** Takes what is about the work in hand, and so must not wait behind it. */
  #takeAtOnce(message: ToWorker): boolean {
    if (message.type !== 'giveBack') return this.coming.accept(message);
    this.#giveBack();
    return true;
  }

  #giveBack(): void {
    // The pool does not ask again: it is answered once that run waits, if it does.
    if (this.#revival !== null) this.#revival.asked = true;
    returnUnstarted(this.#channel, this.#waiting.progress, this.#inbox);
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

  #handle(message: ToWorker | ShortRun): void {
    const flushed = this.#channel.flushed();
    if (flushed !== null) {
      this.#busy = true;
      this.#inbox.unshift(message);
      void flushed.then(() => this.#next());
      return;
    }
    if (isShort(message)) {
      const fn = this.#functionOf(message[0], message[1]);
      if (fn !== null) runSingle(this.#channel, message, fn, this.#waitForSingle);
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
        if (opened === null) return;
        const { run, cloneInMs } = opened;
        if (run.type === 'done') this.#channel.post(run);
        else this.#run(run, message.type === 'bell' || message.recorded ? { receivedMs, cloneInMs } : null);
        return;
      }
      case 'define':
        this.#busy = true;
        void this.#define(message.fn, message.definition).then(() => this.#next());
        return;
      case 'stop':
        process.exit(0);
        return;
      case 'giveBack':
      case 'start':
        throw new Error('The worker was started twice.');
    }
  }

  async #define(fn: number, sent: FunctionDefinition | null): Promise<void> {
    try {
      const definition = sent ?? (await this.coming.next(fn));
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
    const { shared, ...run } = sent;
    const revival: { asked: boolean } = (this.#revival = { asked: false });
    try {
      if ('list' in run.items)
        run.items = { list: [...(await rehydrate(run.items.list, shared, this.#start.library))] };
    } catch (error) {
      this.#revival = null;
      this.#channel.post({ type: 'refused', batch: run.batch, error: errorToData(error, () => false) });
      this.#next();
      return;
    }
    this.#revival = null;
    this.#busy = false;
    this.#run(run, receipt);
    if (!this.#isBusy()) this.#next();
    else if (revival.asked) this.#giveBack();
  }

  #run(run: Run, receipt: Receipt | null): void {
    if (run.shared !== undefined) {
      this.#busy = true;
      void this.#revive(run, receipt);
      return;
    }
    const fn = this.#functionOf(run.batch, run.fn);
    if (fn === null) return;
    const progress = new RunProgress(run, fn, this.#channel, receipt !== null);
    const profiler = receipt === null ? null : new GCProfiler();
    profiler?.start();
    const startedMs = nowMs();
    const finish = (): void => {
      const tookMs = nowMs() - startedMs;
      const { kind } = this.#start;
      const recording = receipt === null || profiler === null ? null : { receipt, profiler, kind };
      replyDone(this.#channel, progress, tookMs, recording);
    };
    this.#proceed(progress, finish);
  }

  /** The function of a run, which is refused where there is none. */
  #functionOf(batch: number, id: number): Callable | null {
    const fn = this.#functions.get(id);
    if (typeof fn === 'function') return fn;
    const error = fn ?? errorToData(new FunctionReferenceError(`Function ${id} was never defined.`), () => false);
    this.#channel.post({ type: 'refused', batch, error });
    return null;
  }

  #proceed(progress: RunProgress, finish: () => void): void {
    const promise = progress.advance();
    if (promise === null) {
      finish();
      return;
    }
    const proceed = (): void => this.#proceed(progress, finish);
    this.#wait(progress, promise, {
      succeed(value) {
        progress.succeed(value);
        proceed();
      },
      fail(error) {
        progress.fail(error);
        proceed();
      },
    });
  }

  readonly #waitForSingle = (promise: PromiseLike<unknown>, waiter: Waiter): void => this.#wait(null, promise, waiter);

  #wait(progress: RunProgress | null, promise: PromiseLike<unknown>, waiter: Waiter): void {
    this.#busy = true;
    this.#waiting.wait(progress, promise, waiter);
  }
}
