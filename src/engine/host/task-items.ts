import type { Inputs } from '../../model/inputs.ts';
import type { ItemFailure } from '../../model/measurement.ts';
import { digestValue } from '../values/digest-value.ts';
import { toErrorData } from '../values/error-data.ts';
import { evaluateInputs } from './evaluate-inputs.ts';
import { preview } from '../values/preview.ts';
import { Failure } from './runner.ts';
import type { LoadedTarget } from './target-module.ts';

const DIGEST_AT_MOST = 100_000;

/** Evaluates the items of these inputs again; with `spread`, each is a list of arguments. */
export async function readItems(inputs: Inputs, loaded: LoadedTarget): Promise<unknown[]> {
  const items = await evaluateInputs(inputs, () => loaded.inputs());
  return inputs.spread ? items.map((item) => (Array.isArray(item) ? (item as unknown[]) : [item])) : items;
}

/** Equal for equal items; of the first 100,000. */
export function digestItems(items: readonly unknown[]): string {
  return digestValue(items.slice(0, DIGEST_AT_MOST));
}

/** How many of the first items no longer have the digest that they had `before`. */
export function countChanged(items: readonly unknown[], before: readonly string[]): number {
  return before.filter((digest, index) => digestValue(items[index]) !== digest).length;
}

/** The items that failed, each to be described when it is wanted: there may be a million of them. */
export function failuresAmong(results: readonly unknown[], items: readonly unknown[]): (() => ItemFailure)[] {
  return results.flatMap((result, item) =>
    result instanceof Failure ? [() => ({ item, input: preview(items[item]), error: toErrorData(result.thrown) })] : [],
  );
}
