import type { ResultComparison } from '../../model/measurement.ts';
import { firstDifference } from '../values/first-difference.ts';

/** One side of a comparison: a digest per item, and the values themselves on demand, as they look after cloning. */
export interface ComparedResults {
  digests: readonly string[];
  value(item: number): Promise<unknown>;
}

/** Compares two passes item by item; fetches values only for the first item that differs, to say where. */
export async function compareResults(expected: ComparedResults, found: ComparedResults): Promise<ResultComparison> {
  const differing = expected.digests.flatMap((digest, item) => (digest === found.digests[item] ? [] : [item]));
  const [item] = differing;
  if (item === undefined) return { equal: true, differing: 0 };
  const difference = firstDifference(await expected.value(item), await found.value(item));
  return { equal: false, differing: differing.length, ...(difference ? { first: { item, ...difference } } : {}) };
}
