/** The program of a pool's thread. */
import { receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { nowMs } from './clock.ts';
import type { Run, StartData, ToWorker } from './protocol.ts';
import { shortenDone, type ShortRun } from './short-message.ts';
import type { WorkerChannel } from './worker-channel.ts';
import { runWorker } from './worker-main.ts';

/** What a thread gets to start with. */
export interface ThreadWorkerData {
  start: StartData;
  port: MessagePort;
  /** Carries what is announced by `bell`; never has a listener, so that receiving from it can be timed. */
  dataPort: MessagePort;
}

/** After this long without a return to the event loop, timers and other events get their turn. */
const longestDrainMs = 1;

const { start, port, dataPort } = workerData as ThreadWorkerData;

const channel: WorkerChannel = {
  post(message, transfer = []) {
    const short = shortenDone(message);
    if (transfer.length === 0) port.postMessage(short);
    else port.postMessage(short, transfer);
  },
  flushed: () => null,
  listen(handler) {
    port.on('message', (message: ToWorker | ShortRun) => {
      if (!handler(message)) return;
      // Each event costs more than the message it brings: take what else is there at once.
      for (const startedMs = nowMs(); nowMs() - startedMs < longestDrainMs;) {
        const next = receiveMessageOnPort(port) as { message: ToWorker | ShortRun } | undefined;
        if (next === undefined || !handler(next.message)) return;
      }
    });
  },
  hold(holds) {
    if (holds) port.ref();
    else port.unref();
  },
  canClone(value) {
    try {
      structuredClone(value);
      return true;
    } catch {
      return false;
    }
  },
  open() {
    const startedMs = nowMs();
    const received = receiveMessageOnPort(dataPort) as { message: Run } | undefined;
    return received === undefined ? null : { run: received.message, cloneInMs: nowMs() - startedMs };
  },
  postRecorded(done, record, transfer) {
    const startedMs = nowMs();
    dataPort.postMessage(done, transfer);
    record.resultPostedMs = nowMs();
    record.cloneOutMs = record.resultPostedMs - startedMs;
    port.postMessage({ type: 'bell', record });
  },
};

// Not awaited: the program is built as CommonJS. It reports its own failures.
void runWorker(start, channel);
