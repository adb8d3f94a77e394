/** The program of a pool's thread. */
import { receiveMessageOnPort, workerData, type MessagePort, type Transferable } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { FromWorker, RunMessage, SentStart, ToWorker } from '../wire/protocol.ts';
import { settleRemote } from '../sync/remote-activity.ts';
import { shortenDone, type ShortDone, type ShortRun } from '../wire/short-message.ts';
import { unreadable, type WorkerChannel } from './worker-channel.ts';
import { runWorker } from './worker-main.ts';

/** Start data of a thread. */
export interface ThreadWorkerData {
  start: SentStart;
  port: MessagePort;
  /** Carries the messages announced by `bell`. It never has a listener, so that receiving can be timed. */
  dataPort: MessagePort;
}

/** Time without a return to the event loop after which timers and other events are handled. */
const longestDrainMs = 1;

const { start, port, dataPort } = workerData as ThreadWorkerData;
// User code sees workerData too, and messages through these ports would be taken for the pool's.
for (const key of Object.keys(workerData as object)) Reflect.deleteProperty(workerData as object, key);

const post = (message: FromWorker | ShortDone, transfer: readonly Transferable[] = []): void => {
  settleRemote();
  const short = shortenDone(message);
  if (transfer.length === 0) port.postMessage(short);
  else port.postMessage(short, transfer);
  kept.sent(short);
};

const kept = new KeptAnswers(post, (value) => ({ list: [value] }));

const channel: WorkerChannel = {
  post,
  kept,
  flushed: () => null,
  listen(handler) {
    const drain = (): void => {
      // Each event costs more than its message, so handle all available messages at once.
      for (const startedMs = nowMs(); nowMs() - startedMs < longestDrainMs;) {
        let next: { message: ToWorker | ShortRun } | undefined;
        try {
          next = receiveMessageOnPort(port);
        } catch {
          if (!handler(unreadable)) return;
          continue;
        }
        if (next === undefined || !handler(next.message)) return;
      }
    };
    port.on('message', (message: ToWorker | ShortRun) => {
      if (handler(message)) drain();
    });
    port.on('messageerror', () => {
      if (handler(unreadable)) drain();
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
    try {
      const received = receiveMessageOnPort(dataPort) as { message: RunMessage } | undefined;
      return received === undefined ? unreadable : { run: received.message, cloneInMs: nowMs() - startedMs };
    } catch {
      return unreadable;
    }
  },
  postRecorded(done, record, transfer) {
    settleRemote();
    const startedMs = nowMs();
    dataPort.postMessage(done, transfer);
    record.resultPostedMs = nowMs();
    record.cloneOutMs = record.resultPostedMs - startedMs;
    const bell = { type: 'bell', record } as const;
    port.postMessage(bell);
    kept.sent(bell, done);
  },
};

// Not awaited: the program is built as CommonJS. It reports its own failures.
void runWorker(start, channel);
