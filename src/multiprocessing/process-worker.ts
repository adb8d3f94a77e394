/** The program of a pool's process. */
import { nowMs } from './clock.ts';
import { endWithParent } from './lifeline.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { arrives, isRisky, openRun, sealAnswer } from './sealing.ts';
import { expandDone, isShort, shortenDone, type ShortRun } from './short-message.ts';
import type { WorkerChannel } from './worker-channel.ts';
import { runWorker } from './worker-main.ts';

/** Messages that are not yet with the operating system. */
let unsent = 0;
let whenSent: (() => void) | null = null;

function send(message: FromWorker): void {
  if (!process.connected || process.send === undefined) return;
  const answers = message.type === 'done' || message.type === 'part';
  const wire = answers && isRisky(message.values) ? sealAnswer(message, null) : shortenDone(message);
  process.send(wire, undefined, undefined, sent);
  unsent++;
}

function sent(): void {
  unsent--;
  if (unsent > 0 || whenSent === null) return;
  whenSent();
  whenSent = null;
}

const channel: WorkerChannel = {
  post: (message) => send(expandDone(message)),
  flushed: () => (unsent === 0 ? null : new Promise((resolve) => (whenSent = resolve))),
  listen(handler) {
    receive = handler;
    for (const message of early.splice(0)) handler(message);
  },
  hold(holds) {
    if (holds) process.channel?.ref();
    else process.channel?.unref();
  },
  canClone: arrives,
  open(message) {
    if (message.type !== 'sealed') return null;
    const startedMs = nowMs();
    const run = openRun(message);
    return { run, cloneInMs: nowMs() - startedMs };
  },
  postRecorded(done, record) {
    const startedMs = nowMs();
    const sealed = sealAnswer(done, record);
    record.resultPostedMs = nowMs();
    record.cloneOutMs = record.resultPostedMs - startedMs;
    send(sealed);
  },
};

const early: (ToWorker | ShortRun)[] = [];
let receive = (message: ToWorker | ShortRun): void => {
  if (!isShort(message) && message.type === 'start') void runWorker(message, channel);
  else early.push(message);
};

endWithParent();
// Without its pool a worker has nothing to do and nobody to answer.
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker | ShortRun) => receive(message));
