import { DataCloneError } from '../wire/errors.ts';
import { capital } from './lose-flights.ts';
import type { Batch, PackedBatch } from './pool-work.ts';
import { describeThrown } from '../user-code.ts';

/** Returns the error of an item that cannot be sent. `thrown` is the reason and becomes its cause. */
export function unsendable(
  { work, first }: Omit<Batch, keyof PackedBatch>,
  index: number,
  thrown: unknown,
): DataCloneError {
  const what = capital(work.describe(first + index, 1));
  return new DataCloneError(`${what} cannot be sent to a worker: ${describeThrown(thrown)}`, { cause: thrown });
}

/** Finds the items of a batch that made sending it fail. Returns, by position, the error for each caller. */
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
  // The transfer list may be wrong instead, in which case no single item is to blame.
  if (bad.size === 0) {
    for (let index = 0; index < batch.count; index++) bad.set(index, unsendable(batch, index, error));
  }
  return bad;
}

function survives(item: unknown, canClone: (item: unknown) => boolean): boolean {
  try {
    return canClone(item);
  } catch {
    // A getter of the item threw, or a shared object that could not be prepared.
    return false;
  }
}
