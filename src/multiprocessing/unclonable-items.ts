import { DataCloneError } from './errors.ts';
import { capital } from './lose-flights.ts';
import type { Batch } from './pool-work.ts';

/** Which items of a batch made sending it fail, by position, each with the error that its caller gets. */
export function unclonableItems(
  batch: Batch,
  error: unknown,
  canClone: (item: unknown) => boolean,
): Map<number, unknown> {
  const bad = new Map<number, unknown>();
  const items = 'list' in batch.items ? batch.items.list : [];
  const why = error instanceof Error ? error.message : String(error);
  for (const [index, item] of items.entries()) {
    if (canClone(item)) continue;
    const what = capital(batch.work.describe(batch.first + index, 1));
    bad.set(index, new DataCloneError(`${what} cannot be sent to a worker: ${why}`, { cause: error }));
  }
  // The transfer list can be wrong as well, and then no single item is to blame.
  if (bad.size === 0) for (let index = 0; index < batch.count; index++) bad.set(index, error);
  return bad;
}
