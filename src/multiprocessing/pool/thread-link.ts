import { clearTimeout, setTimeout } from 'node:timers';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort, type Transferable } from 'node:worker_threads';
import { AnswerReader, isForPool } from './answer-reader.ts';
import { nowMs } from '../clock.ts';
import { threadEnvironment, threadExecArgv } from '../inherited-flags.ts';
import type { Done, FromWorker, Part, RunMessage, RunRecord, StartData, ToWorker } from '../wire/protocol.ts';
import { expandDone, isShort, shortenRun, type ShortDone } from '../wire/short-message.ts';
import { noteThreadEnded } from '../sync/registry.ts';
import { portArguments } from '../wire/start-arguments.ts';
import type { ThreadWorkerData } from '../worker/thread-entry.ts';
import { longestEndMs, type LinkEvents, type LinkOptions, type WorkerLink } from './worker-link.ts';

/** Time without a return to the event loop after which the program's other events are handled. */
const longestDrainMs = 1;

/** The link to a worker thread. It uses separate ports, so that user code may use `parentPort` freely. */
export class ThreadLink implements WorkerLink {
  readonly createdMs = nowMs();
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #dataPort: MessagePort;
  readonly #events: LinkEvents;
  readonly #reader: AnswerReader;
  #error: unknown;
  #patience: NodeJS.Timeout | undefined;
  #over = false;

  /** @throws if the initial arguments cannot be cloned */
  constructor(start: StartData, options: LinkOptions, events: LinkEvents) {
    const control = new MessageChannel();
    const data = new MessageChannel();
    this.#events = events;
    this.#reader = new AnswerReader({
      events,
      deliver: (message) => this.#deliver(message),
      settle: (answer, message) => this.#settle(answer, message),
      ask: (nth) => this.send({ type: 'unread', nth }),
    });
    this.#port = control.port1;
    this.#dataPort = data.port1;
    const { args: initargs, ports, close } = portArguments(start.initargs, 'The initargs');
    const workerData: ThreadWorkerData = {
      start: { ...start, initargs },
      port: control.port2,
      dataPort: data.port2,
    };
    const flags = threadExecArgv(options.execArgv);
    const environment = threadEnvironment(options.env);
    this.#worker = new Worker(options.program.url, {
      argv: options.program.argv,
      workerData,
      transferList: [control.port2, data.port2, ...ports],
      ...(environment !== undefined && { env: environment }),
      ...(flags !== undefined && { execArgv: flags }),
      ...(options.resourceLimits !== undefined && { resourceLimits: options.resourceLimits }),
    });
    this.#port.on('message', (message: FromWorker | ShortDone) => {
      if (this.#over) return;
      this.#reader.take(message);
      this.#drain(longestDrainMs);
    });
    this.#port.on('messageerror', () => {
      if (this.#over) return;
      this.#reader.takeUnreadable();
      this.#drain(longestDrainMs);
    });
    this.#port.unref();
    if (options.userMessages) {
      this.#worker.on('message', (message: unknown) => {
        if (!this.#over) events.userMessage(message);
      });
    }
    this.#worker.unref();
    this.#worker.on('error', (error: unknown) => {
      this.#error = error;
    });
    const { threadId } = this.#worker;
    this.#worker.on('exit', (exitCode) => {
      noteThreadEnded(threadId);
      this.#finish(exitCode);
      this.#port.close();
      this.#dataPort.close();
      close();
    });
  }

  #finish(exitCode: number | null): void {
    if (this.#over) return;
    clearTimeout(this.#patience);
    // Messages that the worker posted before it ended still count.
    this.#drain(Infinity);
    this.#reader.end();
    this.#over = true;
    this.#events.exited(exitCode, null, this.#error);
  }

  #drain(forMs: number): void {
    for (const startedMs = nowMs(); nowMs() - startedMs < forMs;) {
      let received: { message: FromWorker | ShortDone } | undefined;
      try {
        received = receiveMessageOnPort(this.#port);
      } catch {
        this.#reader.takeUnreadable();
        continue;
      }
      if (received === undefined) return;
      this.#reader.take(received.message);
    }
  }

  #deliver(received: FromWorker | ShortDone): boolean {
    const message = expandDone(received);
    if (message.type === 'bell') return this.#receiveRecorded(message.record);
    if (message.type === 'fence') this.send({ type: 'read', nth: message.nth });
    else if (isForPool(message)) this.#events.message(message);
    return true;
  }

  #receiveRecorded(record: RunRecord): boolean {
    const resultReceivedMs = nowMs();
    let recorded: { message: Done } | undefined;
    try {
      recorded = receiveMessageOnPort(this.#dataPort);
    } catch {
      return false;
    }
    const cloneOutReceiveMs = nowMs() - resultReceivedMs;
    if (recorded === undefined) return true;
    this.#events.recorded(recorded.message, { record, resultReceivedMs, cloneOutReceiveMs, bytes: null });
    return true;
  }

  /** Settles an answer that was sent again value by value. The time to read it is unknown. */
  #settle(answer: Done | Part, message: FromWorker | ShortDone | null): void {
    if (message === null || isShort(message) || message.type !== 'bell' || answer.type === 'part')
      this.#events.message(answer);
    else {
      const receipt = { record: message.record, resultReceivedMs: nowMs(), cloneOutReceiveMs: 0, bytes: null };
      this.#events.recorded(answer, receipt);
    }
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    const short = message.type === 'run' ? shortenRun(message) : message;
    if (transfer.length === 0) this.#port.postMessage(short);
    else this.#port.postMessage(short, transfer);
  }

  sendTimed(run: RunMessage, transfer: readonly Transferable[]): { cloneInSendMs: number; bytes: null } {
    const startedMs = nowMs();
    this.#dataPort.postMessage(run, transfer);
    const cloneInSendMs = nowMs() - startedMs;
    this.send({ type: 'bell' });
    return { cloneInSendMs, bytes: null };
  }

  sendItem(item: unknown): void {
    try {
      this.send({ type: 'item', items: { list: [item] } });
    } catch {
      this.send({ type: 'item', items: { gone: true } });
    }
  }

  canClone(value: unknown): boolean {
    try {
      structuredClone(value);
      return true;
    } catch {
      return false;
    }
  }

  kill(patienceMs: number): void {
    if (this.#over) return;
    const { threadId } = this.#worker;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      // Its JavaScript never continues, so it releases no lock that it holds.
      noteThreadEnded(threadId);
      // Terminating a thread makes it keep the program alive again.
      this.#worker.unref();
      this.#finish(null);
    }, patienceMs);
    void this.#worker.terminate();
  }

  stop(): void {
    this.send({ type: 'stop' });
    this.#patience = setTimeout(() => this.#finish(null), longestEndMs).unref();
  }
}
