import { types } from 'node:util';
import { describeValue } from '../describe-value.ts';
import { FunctionReferenceError } from '../wire/errors.ts';
import type { Values } from '../wire/packed-values.ts';

/**
 * Returns the items as a list. Typed arrays are returned unchanged: their chunks are sent without looking at elements.
 * @throws {TypeError} unless they are iterable; errors of the iterable itself are passed on
 */
export function collectItems(items: Iterable<unknown>): Values {
  if (items instanceof Int32Array || items instanceof Float64Array) return items;
  // Reading a proxy runs user code, which must happen at the call or not at all.
  if (Array.isArray(items) && !types.isProxy(items)) return items as Values;
  if (!isIterable(items)) throw refuseItems(items);
  const list: unknown[] = [];
  for (const item of items) list.push(item);
  return list;
}

/**
 * Returns the items of a `starmap` as a list.
 * @throws {TypeError} unless each is an array of arguments
 */
export function readTuples(items: Iterable<unknown>): Values {
  const list = collectItems(items);
  for (let index = 0; index < list.length; index++) {
    if (Array.isArray(list[index])) continue;
    throw new TypeError(
      `Expected item ${index} of starmap to be an array of arguments, found ${describeValue(list[index])}. ` +
        `Use map for functions of one argument.`,
    );
  }
  return list;
}

/** Returns the error for arguments of a single call that are not an array. */
export function refuseArguments(args: unknown, name: string): TypeError {
  const found = describeValue(args);
  const isShort = typeof args === 'number' || typeof args === 'string';
  return new TypeError(
    `Expected the arguments of ${name} as an array, found ${found}. ` +
      (args === undefined
        ? 'Pass [] for a function without arguments.'
        : `Put a single argument in an array: [${isShort ? found : 'argument'}].`),
  );
}

/** @throws {TypeError} for a value that cannot be read synchronously as a list, with the call that can read it */
export function refuseItems(items: unknown): TypeError {
  const found = describeValue(items);
  const message = `Expected the items as an iterable such as an array, found ${found}.`;
  if (typeof items !== 'object' || items === null) return new TypeError(message);
  if (Symbol.asyncIterator in items) {
    return new TypeError(
      `${message} Use imap of a Pool, which reads asynchronous inputs, or collect the items before.`,
    );
  }
  if ('then' in items) return new TypeError(`${message} Await it before the call.`);
  return new TypeError('length' in items ? `${message} Make an array of it: Array.from(items).` : message);
}

/** Returns whether a value is iterable. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && Symbol.iterator in value);
}

/** @throws {FunctionReferenceError} for a list in place of the function */
export function checkFunctionPlace(fn: unknown): void {
  if (typeof fn !== 'object' || !isIterable(fn)) return;
  throw new FunctionReferenceError(
    `Expected the function as the first argument and the items as the second, found ${describeValue(fn)} first. ` +
      `Write map(fn, items).`,
  );
}
