import { types } from 'node:util';
import { describeValue } from '../describe-value.ts';
import { FunctionReferenceError } from '../wire/errors.ts';
import type { Values } from '../wire/packed-values.ts';

/**
 * Returns the items as a list. Typed arrays stay as they are: their chunks cross without being looked at.
 * @throws {TypeError} unless they are iterable; what the iterable itself throws is passed on
 */
export function collectItems(items: Iterable<unknown>): Values {
  if (items instanceof Int32Array || items instanceof Float64Array) return items;
  // A proxy runs the user's code whenever it is looked at, which is at the call or not at all.
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

/** The error for arguments of a single call that are no array. */
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

/** @throws {TypeError} for what cannot be read as a list of items at once, with the way that can */
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

/** Whether a value can be read in a loop. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && Symbol.iterator in value);
}

/** @throws {FunctionReferenceError} for a list in the place of the function */
export function checkFunctionPlace(fn: unknown): void {
  if (typeof fn !== 'object' || !isIterable(fn)) return;
  throw new FunctionReferenceError(
    `Expected the function as the first argument and the items as the second, found ${describeValue(fn)} first. ` +
      `Write map(fn, items).`,
  );
}
