import { GCProfiler } from 'node:v8';
import { nowMs } from '../clock.ts';
import { ComingDefinitions } from './coming-definitions.ts';
import { errorToData } from '../wire/error-data.ts';
import type { RunMessage, SentStart, Returned } from '../wire/protocol.ts';
import { publishRan } from '../published.ts';
import { threadCpuMs } from './thread-cpu.ts';
import { replyDone, type RunReceipt, replyPart } from './reply.ts';
import { RunProgress } from './run-progress.ts';
import { rehydrate } from '../wire/shared-handles.ts';
import { openValue } from '../wire/sealing.ts';
import { isShort, type ShortRun } from '../wire/short-message.ts';
import { runSingle } from './single-run.ts';
import { TaskFunctions } from './task-functions.ts';
import { type Waiter, WaitingTask } from './waiting-task.ts';
import type { Received, WorkerChannel } from './worker-channel.ts';

/** The loop of a worker: runs what the pool sends, one item at a time, and answers. */
export class TaskRunner {
  readonly #channel: WorkerChannel;
  readonly #start: SentStart;
  readonly #functions: TaskFunctions;
  readonly #inbox: Received[] = [];
  /** Whether a message is being handled asynchronously; later messages wait in the inbox. */
  #busy = false;
  /** A run whose shared objects are being created, and whether the pool meanwhile asked for unstarted work. */
  #revival: { asked: boolean } | null = null;
  readonly #waiting: WaitingTask;
  readonly coming = new ComingDefinitions();
  readonly #probe: Probe;

  constructor(channel: WorkerChannel, start: SentStart, namespace: Record<string, unknown>) {
    this.#channel = channel;
    this.#start = start;
    this.#functions = new TaskFunctions(channel, this.coming, namespace, start.module);
    this.#probe = new Probe(channel);
    this.#waiting = new WaitingTask(channel, () => this.#next());
  }

  /** Takes a message of the pool. Returns whether the next one would be handled at once. */
  receive(message: Received): boolean {
    if (!isShort(message) && this.#isUrgent(message)) return !this.#busy;
    if (this.#busy) this.#inbox.push(message);
    else this.#handle(message);
    return !this.#busy;
  }

  /** Handles messages that must not wait for the running task. */
  #isUrgent(message: Exclude<Received, ShortRun>): boolean {
    if (message.type === 'giveBack') this.#giveBack();
    if (message.type === 'giveBack') return true;
    if (message.type === 'unreadable' || message.type === 'start') return false;
    return this.coming.accept(message) || this.#channel.kept.receive(message);
  }

  #giveBack(): void {
    // The pool does not ask again: answer once that run waits, if it does.
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

  #handle(message: Received): void {
    const flushed = this.#channel.flushed();
    if (flushed !== null) {
      this.#busy = true;
      this.#inbox.unshift(message);
      void flushed.then(() => this.#next());
      return;
    }
    if (isShort(message)) {
      const fn = this.#functions.find(message[0], message[1]);
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
        if ('type' in opened) this.#unread();
        else
          this.#run(
            opened.run,
            message.type === 'bell' || message.recorded ? { receivedMs, cloneInMs: opened.cloneInMs } : null,
          );
        return;
      }
      case 'unreadable':
        this.#unread();
        return;
      case 'probe':
        this.#probe.begin(message.batch, message.count);
        return;
      case 'item':
        this.#probe.add(openValue(message.items) !== null);
        return;
      case 'define':
        this.#busy = true;
        void this.#functions.define(message.fn, message.definition).then(() => this.#next());
        return;
      case 'stop':
        if (this.#start.kind === 'processes') this.#channel.post({ type: 'ending' });
        process.exit(0);
        return;
      case 'giveBack':
      case 'unread':
      case 'read':
      case 'start':
        throw new Error('The worker was started twice.');
    }
  }

  /** Handles a message that cannot be read: an item of a probe, or else the next run. */
  #unread(): void {
    if (this.#probe.isOpen) this.#probe.add(false);
    else this.#channel.post({ type: 'unread' });
  }

  /** Recreates the shared objects in the items; loading their classes takes time for the first run that has some. */
  async #revive(sent: RunMessage, receipt: RunReceipt | null): Promise<void> {
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

  #run(run: RunMessage, receipt: RunReceipt | null): void {
    if (run.shared !== undefined) {
      this.#busy = true;
      void this.#revive(run, receipt);
      return;
    }
    const fn = this.#functions.find(run.batch, run.fn);
    if (fn === null) return;
    const progress = new RunProgress(run, fn, this.#channel, receipt !== null);
    const profiler = receipt === null ? null : new GCProfiler();
    profiler?.start();
    const { kind } = this.#start;
    const cpuMs = receipt === null ? null : threadCpuMs(kind);
    const startedMs = nowMs();
    const finish = (): void => {
      const tookMs = nowMs() - startedMs;
      publishRan(progress.count, startedMs);
      const began = { atMs: startedMs, cpuMs };
      const recording = receipt === null || profiler === null ? null : { receipt, profiler, began, kind };
      replyDone(this.#channel, progress, tookMs, recording);
    };
    this.#proceed(progress, finish);
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

/** Finds out which items of an unreadable run are to blame: the parent sends each again, alone. */
class Probe {
  readonly #channel: WorkerChannel;
  #batch = 0;
  #left = 0;
  #seen = 0;
  #unread: number[] = [];

  constructor(channel: WorkerChannel) {
    this.#channel = channel;
  }

  /** Whether the next messages are items of the probe. */
  get isOpen(): boolean {
    return this.#left > 0;
  }

  begin(batch: number, count: number): void {
    this.#batch = batch;
    this.#left = count;
    this.#seen = 0;
    this.#unread = [];
  }

  /** Counts the next item. */
  add(readable: boolean): void {
    if (!readable) this.#unread.push(this.#seen);
    this.#seen++;
    if (--this.#left > 0) return;
    this.#channel.post({ type: 'probed', batch: this.#batch, unread: this.#unread });
  }
}

/**
 * Returns unstarted tasks to the pool and reports finished ones: a task that waits, perhaps for another one, must not
 * block those behind it. The chunk of a map stays whole, unless its items are settled separately, and so do tasks with
 * moved buffers, of which no other copy exists.
 * @param progress the run that waits for a promise
 * @param inbox messages after it; loses its runs
 */
function returnUnstarted(channel: WorkerChannel, progress: RunProgress | null, inbox: Received[]): void {
  const runs: Returned[] = [];
  if (progress !== null && progress.run.settle === true) {
    if (progress.sent < progress.index) replyPart(channel, progress);
    if (progress.run.moved === undefined && progress.index + 1 < progress.count)
      runs.push({ batch: progress.run.batch, from: progress.cut() });
  }
  for (const message of inbox.splice(0)) {
    if (isShort(message)) {
      runs.push({ batch: message[0], from: 0 });
      continue;
    }
    // Runs in the data port come in the order of their bells.
    const opened = message.type === 'bell' ? channel.open(message) : message;
    const run = 'cloneInMs' in opened ? opened.run : opened;
    if (run.type === 'sealed' || (run.type === 'run' && run.moved === undefined))
      runs.push({ batch: run.batch, from: 0 });
    else inbox.push(run);
  }
  if (runs.length > 0) channel.post({ type: 'returned', runs });
}
