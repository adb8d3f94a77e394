import { clearTimeout } from 'node:timers';
import type { Flight } from './chunk-record.ts';
import { TimeoutError, WorkerLostError } from '../wire/errors.ts';
import type { Work } from './pool-work.ts';

/** The end of a worker, as its batches see it. */
export interface Loss {
  worker: number;
  exitCode: number | null;
  signal: string | null;
  cause: unknown;
  /** The description by `describeEnd`. */
  end: string;
  /** Whether the pool killed it because an item ran too long. */
  timedOut: boolean;
}

/** Fails the items that a lost worker was running, and gives back those it had not begun. */
export function loseFlights(flights: readonly Flight[], loss: Loss, returned: (work: Work) => void): void {
  for (const { timer } of flights) if (timer !== null) clearTimeout(timer);
  const running = flights.find(({ unread }) => unread === undefined);
  const waiting = flights.filter((flight) => flight !== running);
  // Runs are answered in order, each before the next begins, so these never began. Each is put in front of the waiting
  // ones.
  for (const { batch } of waiting.toReversed()) {
    batch.work.giveBack(batch, 0);
    returned(batch.work);
  }
  if (running === undefined) return;
  const { batch, answered } = running;
  const { work, count, first } = batch;
  if (loss.timedOut && work.timeoutMs !== null) {
    const what = capital(work.describe(first + answered, 1));
    const late = new TimeoutError(
      `${what} ran longer than its timeout of ${work.timeoutMs} ms; its worker was killed.`,
    );
    if (work.settle) {
      work.giveBack(batch, answered + 1);
      work.lose(batch, answered, 1, late);
      returned(work);
    } else work.lose(batch, answered, count - answered, late);
    return;
  }
  const { worker, exitCode, signal, cause, end } = loss;
  const items = work.itemized ? { first: first + answered, count: count - answered } : null;
  const message = `${end} while it had ${work.describe(first + answered, count - answered)}; no result came back.`;
  work.lose(
    batch,
    answered,
    count - answered,
    new WorkerLostError(message, { items, worker, exitCode, signal, cause }),
  );
}

/** Capitalizes the first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
