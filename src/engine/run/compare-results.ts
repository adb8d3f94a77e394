import type { ResultComparison } from '../../model/measurement.ts';
import { differingItems, type ItemDigests, sampledCount } from '../values/digest-items.ts';
import { firstDifference } from '../values/first-difference.ts';

/** One side of a comparison: digests, and the cloned values on demand. */
export interface ComparedResults {
  digests: ItemDigests;
  value(item: number): Promise<unknown>;
}

/** Compares the digested items of two passes. Fetches values only for the first item that differs, to report where. */
export async function compareResults(expected: ComparedResults, found: ComparedResults): Promise<ResultComparison> {
  const differing = differingItems(expected.digests, found.digests);
  const compared = comparedItems(expected.digests);
  const [item] = differing;
  if (item === undefined) return { equal: true, differing: 0, ...compared };
  const difference = firstDifference(await expected.value(item), await found.value(item));
  return {
    equal: false,
    differing: differing.length,
    ...compared,
    ...(difference ? { first: { item, ...difference } } : {}),
  };
}

/** Returns the numbers only if not all items were compared. */
function comparedItems({ count, step }: ItemDigests): Pick<ResultComparison, 'compared'> {
  return step === 1 ? {} : { compared: sampledCount(count, step) };
}
