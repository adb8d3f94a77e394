import type { Returned } from '../wire/protocol.ts';
import { replyPart } from './reply.ts';
import type { RunProgress } from './run-progress.ts';
import { isShort } from '../wire/short-message.ts';
import type { Received, WorkerChannel } from './worker-channel.ts';

/**
 * Gives back to the pool what has not begun, and tells what is done: a task that waits, perhaps for another one, must not
 * hold up those behind it. The chunk of a map stays whole, unless its items are settled each for itself, and so does what
 * buffers were moved with: nobody else has them.
 * @param progress the run that waits for a promise
 * @param inbox what came after it; loses its runs
 */
export function returnUnstarted(channel: WorkerChannel, progress: RunProgress | null, inbox: Received[]): void {
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
