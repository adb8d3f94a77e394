import { nowMs } from '../clock.ts';
import { takeMoved } from '../wire/move.ts';
import { publishRan } from '../published.ts';
import { replyDone } from './reply.ts';
import { type Callable, isThenable, RunProgress } from './run-progress.ts';
import { expandRun, type ShortRun } from '../wire/short-message.ts';
import type { Waiter } from './waiting-task.ts';
import type { WorkerChannel } from './worker-channel.ts';

/**
 * Runs one item on the shortest path and answers. If every item is sent alone, the path through `RunProgress` would
 * double the cost; failures still take it.
 * @param wait receives the promise if there is one
 */
export function runSingle(
  channel: WorkerChannel,
  run: ShortRun,
  fn: Callable,
  wait: (promise: PromiseLike<unknown>, waiter: Waiter) => void,
): void {
  // By position: destructuring as a list would iterate.
  const { 0: batch, 2: item } = run;
  const startedMs = nowMs();
  const fail = (error: unknown): void => {
    const progress = new RunProgress(expandRun(run), fn, channel, false);
    progress.fail(error);
    publishRan(1, startedMs);
    replyDone(channel, progress, nowMs() - startedMs, null);
  };
  const succeed = (value: unknown): void => {
    const tookMs = nowMs() - startedMs;
    publishRan(1, startedMs);
    try {
      const transfer = typeof value === 'object' && value !== null ? takeMoved([value]) : [];
      channel.post([batch, tookMs, value], transfer);
    } catch {
      // It cannot be cloned: replyDone finds the part that cannot.
      const progress = new RunProgress(expandRun(run), fn, channel, false);
      progress.succeed(value);
      replyDone(channel, progress, tookMs, null);
    }
  };
  let value: unknown;
  try {
    value = fn(item);
    if (isThenable(value)) {
      wait(value, { succeed, fail });
      return;
    }
  } catch (error) {
    fail(error);
    return;
  }
  succeed(value);
}
