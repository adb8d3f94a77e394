/** The program of a pool's process. */
import { nowMs } from '../clock.ts';
import { errorToData } from '../wire/error-data.ts';
import { KeptAnswers } from './kept-answers.ts';
import { endWithParent } from '../lifeline.ts';
import { publishHandled, publishReceived } from '../published.ts';
import { interceptMessages, readFirst, readWire, sealUserSends, toWire } from '../wire/process-wire.ts';
import type { FromWorker, RunMessage, SentStart, ToWorker } from '../wire/protocol.ts';
import { arrives, isRisky, oneValue, sealAnswer, unseal } from '../wire/sealing.ts';
import { settleRemote } from '../sync/remote-activity.ts';
import { expandDone, shortenDone, type ShortDone, type ShortRun } from '../wire/short-message.ts';
import { unreadable, type WorkerChannel } from './worker-channel.ts';
import { runWorker } from './worker-main.ts';

// Taken before the user's code can replace them.
// eslint-disable-next-line @typescript-eslint/unbound-method -- each is applied to the process
const { disconnect, send: sendOnChannel } = process;

/** Distinguishes the pool's messages from those of the user's code; known with the first message. */
let token: number | null = null;

/** Number of messages not yet passed to the operating system. */
let unsent = 0;
let whenSent: (() => void) | null = null;

function send(message: FromWorker | ShortDone, answer: FromWorker | ShortDone = message): void {
  if (!process.connected || sendOnChannel === undefined || token === null) return;
  Reflect.apply(sendOnChannel, process, [toWire(message, token), undefined, undefined, sent]);
  unsent++;
  kept.sent(message, answer);
}

function post(message: FromWorker | ShortDone): void {
  settleRemote();
  const long = expandDone(message);
  const answers = long.type === 'done' || long.type === 'part';
  if (answers && isRisky(long.values)) send(sealAnswer(long, null), long);
  else send(shortenDone(message));
}

const kept = new KeptAnswers(post, (value) => oneValue(value, true));

function sent(): void {
  unsent--;
  if (unsent > 0 || whenSent === null) return;
  whenSent();
  whenSent = null;
}

const channel: WorkerChannel = {
  post,
  kept,
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
    if (message.type !== 'sealed') return unreadable;
    const startedMs = nowMs();
    const run = unseal(message.run) as RunMessage | null;
    return run === null ? unreadable : { run, cloneInMs: nowMs() - startedMs };
  },
  postRecorded(done, record) {
    settleRemote();
    const startedMs = nowMs();
    const sealed = sealAnswer(done, record);
    record.resultPostedMs = nowMs();
    record.cloneOutMs = record.resultPostedMs - startedMs;
    send(sealed, done);
  },
};

const early: (ToWorker | ShortRun)[] = [];
let receive = (message: ToWorker | ShortRun): void => void early.push(message);

/** Takes a message from the channel. Returns false if it is not one of the pool's. */
function take(received: unknown): boolean {
  if (token === null) {
    const first = readFirst(received);
    if (first === null) return false;
    const startedMs = publishReceived(received);
    ({ token } = first);
    const start = first.message as SentStart;
    if (start.watchesParent === true) endWithParent();
    // From here on user code keeps the process alive, until the worker is ready.
    process.channel?.unref();
    void runWorker(start, channel);
    publishHandled(startedMs);
    return true;
  }
  const message = readWire(received, token) as ToWorker | ShortRun | null;
  if (message === null) return false;
  const startedMs = publishReceived(received);
  receive(message);
  publishHandled(startedMs);
  return true;
}

// A worker is useless without its pool.
interceptMessages(take, () => process.exit(0));
sealUserSends();
process.disconnect = (): void => {
  const error = new Error('process.disconnect() closed the channel between the worker and its pool.');
  post({ type: 'uncaught', error: errorToData(error, () => false) });
  Reflect.apply(disconnect, process, []);
};
process.channel?.ref();
