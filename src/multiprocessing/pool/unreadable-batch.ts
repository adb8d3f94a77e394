import type { Flight } from './chunk-record.ts';
import { DataCloneError } from '../wire/errors.ts';
import type { Flights } from './flights.ts';
import { capital } from './lose-flights.ts';
import type { Batch } from './pool-work.ts';
import { dehydrate } from '../wire/shared-handles.ts';
import type { WorkerLink } from './worker-link.ts';

/** Asks a worker which items of its first unanswered batch it cannot read. */
export function askItems(flights: readonly Flight[], link: WorkerLink, kind: 'threads' | 'processes'): void {
  const flight = flights.find(({ unread }) => unread === undefined);
  if (flight === undefined) return;
  flight.unread = true;
  const { id, batch } = flight;
  const list = 'list' in batch.items ? batch.items.list : [];
  const sent = dehydrate(list, kind);
  sent?.abandon();
  const items = sent?.args ?? list;
  link.send({ type: 'probe', batch: id, count: items.length });
  for (const item of items) link.sendItem(item);
}

/** Refuses the items that a worker could not read. Returns the batch, which has landed. */
export function refuseUnread(flights: Flights, probed: { batch: number; unread: readonly number[] }): Batch | null {
  const flight = flights.land(probed.batch);
  if (flight === null) return null;
  const { batch } = flight;
  batch.work.refuse(batch, unreadableItems(batch, probed.unread));
  return batch;
}

/** Fails the batch whose answer will not arrive. Returns whether there was one. */
export function loseUnread(flights: Flights): boolean {
  const running = flights.list.find(({ unread }) => unread === undefined);
  const flight = running === undefined ? null : flights.land(running.id);
  if (flight === null) return false;
  const { batch, answered } = flight;
  batch.work.lose(batch, answered, batch.count - answered, lostAnswer(batch, answered));
  return true;
}

/** Returns the items of a batch that a worker cannot read, each with the error for its caller. */
function unreadableItems(batch: Batch, unread: readonly number[]): Map<number, unknown> {
  // Each item may be readable alone although the whole batch is not; sent again, it would be refused again.
  const indexes = unread.length > 0 ? unread : Array.from({ length: batch.count }, (_, index) => index);
  return new Map(
    indexes.map((index) => {
      const what = capital(batch.work.describe(batch.first + index, 1));
      const error = new DataCloneError(
        `${what} cannot be read by a worker: it is nested too deeply, or holds something that cannot be sent between ` +
          `processes, such as a WebAssembly.Module. Send flat, plain data, or use a pool of threads.`,
      );
      return [index, error];
    }),
  );
}

/** Returns the error for results that could not be read when their worker ended. */
function lostAnswer(batch: Batch, from: number): DataCloneError {
  const what = capital(batch.work.describe(batch.first + from, batch.count - from));
  return new DataCloneError(`${what}: no result can be read, and the worker ended before it could send each again.`);
}
