import { DataCloneError } from '../wire/errors.ts';
import { capital } from './lose-flights.ts';
import type { Batch, PackedBatch } from './pool-work.ts';
import { describeThrown } from '../user-code.ts';

/** The error of an item that cannot be sent. `thrown` says why and becomes its cause. */
export function unsendable(
  { work, first }: Omit<Batch, keyof PackedBatch>,
  index: number,
  thrown: unknown,
): DataCloneError {
  const what = capital(work.describe(first + index, 1));
  return new DataCloneError(`${what} cannot be sent to a worker: ${describeThrown(thrown)}`, { cause: thrown });
}

/** Which items of a batch made sending it fail, by position, each with the error that its caller gets. */
export function unclonableItems(
  batch: Batch,
  error: unknown,
  canClone: (item: unknown) => boolean,
): Map<number, unknown> {
  const bad = new Map<number, unknown>();
  const items = 'list' in batch.items ? batch.items.list : [];
  for (const [index, item] of items.entries()) {
    if (survives(item, canClone)) continue;
    bad.set(index, unsendable(batch, index, error));
  }
  // The transfer list can be wrong as well, and then no single item is to blame.
  if (bad.size === 0) {
    for (let index = 0; index < batch.count; index++) bad.set(index, unsendable(batch, index, error));
  }
  return bad;
}

function survives(item: unknown, canClone: (item: unknown) => boolean): boolean {
  try {
    return canClone(item);
  } catch {
    // A getter of the item threw, or what makes a shared object ready to travel.
    return false;
  }
}
