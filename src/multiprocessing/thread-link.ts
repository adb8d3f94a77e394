import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { threadExecArgv, threadEnvironment } from './inherited-flags.ts';
import type { Done, FromWorker, Run, StartData, ToWorker } from './protocol.ts';
import { expandDone, shortenRun, type ShortDone } from './short-message.ts';
import { noteThreadEnded } from './shared/registry.ts';
import type { ThreadWorkerData } from './thread-worker.ts';
import type { Transferable } from './worker-channel.ts';
import type { LinkEvents, LinkOptions, WorkerLink } from './worker-link.ts';

/** After this long without a return to the event loop, the program's other events get their turn. */
const longestDrainMs = 1;

/** A worker thread. It has ports of its own, so that the user's code may use `parentPort` as it likes. */
export class ThreadLink implements WorkerLink {
  readonly createdMs = nowMs();
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #dataPort: MessagePort;
  readonly #events: LinkEvents;
  #error: unknown;

  /** @throws if the initial arguments cannot be cloned */
  constructor(start: StartData, options: LinkOptions, events: LinkEvents) {
    const control = new MessageChannel();
    const data = new MessageChannel();
    this.#events = events;
    this.#port = control.port1;
    this.#dataPort = data.port1;
    const workerData: ThreadWorkerData = { start, port: control.port2, dataPort: data.port2 };
    const flags = threadExecArgv(options.execArgv);
    const environment = threadEnvironment(options.env);
    this.#worker = new Worker(options.program.url, {
      argv: options.program.argv,
      workerData,
      transferList: [control.port2, data.port2],
      ...(environment !== undefined && { env: environment }),
      ...(flags !== undefined && { execArgv: flags }),
      ...(options.resourceLimits !== undefined && { resourceLimits: options.resourceLimits }),
    });
    this.#port.on('message', (message: FromWorker | ShortDone) => {
      this.#receive(message);
      this.#drain(longestDrainMs);
    });
    this.#port.unref();
    this.#worker.unref();
    this.#worker.on('error', (error: unknown) => {
      this.#error = error;
    });
    const { threadId } = this.#worker;
    this.#worker.on('exit', (exitCode) => {
      noteThreadEnded(threadId);
      // What the worker posted before it ended still counts.
      this.#drain(Infinity);
      this.#port.close();
      this.#dataPort.close();
      events.exited(exitCode, null, this.#error);
    });
  }

  #drain(forMs: number): void {
    for (const startedMs = nowMs(); nowMs() - startedMs < forMs;) {
      const received = receiveMessageOnPort(this.#port) as { message: FromWorker | ShortDone } | undefined;
      if (received === undefined) return;
      this.#receive(received.message);
    }
  }

  #receive(received: FromWorker | ShortDone): void {
    const message = expandDone(received);
    if (message.type === 'sealed') return;
    if (message.type !== 'bell') {
      this.#events.message(message);
      return;
    }
    const resultReceivedMs = nowMs();
    const recorded = receiveMessageOnPort(this.#dataPort) as { message: Done } | undefined;
    const cloneOutReceiveMs = nowMs() - resultReceivedMs;
    if (recorded === undefined) return;
    this.#events.recorded(recorded.message, {
      record: message.record,
      resultReceivedMs,
      cloneOutReceiveMs,
      bytes: null,
    });
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    const short = message.type === 'run' ? shortenRun(message) : message;
    if (transfer.length === 0) this.#port.postMessage(short);
    else this.#port.postMessage(short, transfer);
  }

  sendTimed(run: Run, transfer: readonly Transferable[]): { cloneInSendMs: number; bytes: null } {
    const startedMs = nowMs();
    this.#dataPort.postMessage(run, transfer);
    const cloneInSendMs = nowMs() - startedMs;
    this.send({ type: 'bell' });
    return { cloneInSendMs, bytes: null };
  }

  canClone(value: unknown): boolean {
    try {
      structuredClone(value);
      return true;
    } catch {
      return false;
    }
  }

  kill(): void {
    void this.#worker.terminate();
  }
}
