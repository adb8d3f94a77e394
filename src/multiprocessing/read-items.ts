import type { Values } from './packed-values.ts';

/**
 * The items as a list. Typed arrays stay as they are: their chunks cross without being looked at.
 * @throws {TypeError} unless they are iterable; what the iterable itself throws is passed on
 */
export function readItems(items: Iterable<unknown>): Values {
  if (Array.isArray(items) || items instanceof Int32Array || items instanceof Float64Array) return items as Values;
  const given: unknown = items;
  if (typeof given !== 'object' || given === null ? typeof given !== 'string' : !(Symbol.iterator in given)) {
    throw new TypeError(
      `Expected the items as an iterable such as an array, found ${given === null ? 'null' : typeof given}.`,
    );
  }
  const list: unknown[] = [];
  for (const item of items) list.push(item);
  return list;
}
