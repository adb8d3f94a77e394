import type { ResourceLimits } from 'node:worker_threads';
import { describeValue } from '../describe-value.ts';
import type { OptionCheck, OptionTable } from './read-options.ts';
import { readOptions } from './read-options.ts';

/** @throws {TypeError} or {RangeError} unless it is a whole number of at least 1 */
function readCount(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`Expected ${name} to be a number, found ${describeValue(value)}.`);
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Expected ${name} to be a whole number of at least 1, found ${value}.`);
  }
  return value;
}

/** @throws {TypeError} or {RangeError} unless it is a time in ms from 0 on; `null` is no limit */
export function readTimeout(value: unknown, name = 'timeout'): number | null {
  if (value === undefined) return null;
  if (typeof value !== 'number') {
    throw new TypeError(`Expected ${name} to be a number of ms, found ${describeValue(value)}.`);
  }
  if (Number.isNaN(value) || value < 0) throw new RangeError(`Expected ${name} to be at least 0 ms, found ${value}.`);
  return value === Infinity ? null : value;
}

export const checkCount: OptionCheck = (name, value) => void readCount(name, value);

/** Checks for a count, or `Infinity` for no limit. */
export const checkLimit: OptionCheck = (name, value) => {
  if (value !== Infinity) readCount(name, value);
};

export const checkTime: OptionCheck = (name, value) => void readTimeout(value, name);

export const checkBoolean: OptionCheck = (name, value) => {
  if (typeof value === 'boolean') return;
  throw new TypeError(`Expected ${name} to be true or false, found ${describeValue(value)}.`);
};

export const checkText: OptionCheck = (name, value) => {
  if (typeof value === 'string') return;
  throw new TypeError(`Expected ${name} to be a string, found ${describeValue(value)}.`);
};

export const checkFunction: OptionCheck = (name, value) => {
  if (typeof value === 'function') return;
  throw new TypeError(`Expected ${name} to be a function, found ${describeValue(value)}.`);
};

/** Checks for a function of the user's module or its name; `defineFunction` distinguishes them. */
export const checkTarget: OptionCheck = (name, value) => {
  if (typeof value === 'function' || typeof value === 'string') return;
  throw new TypeError(`Expected ${name} to be an exported function or the name of one, found ${describeValue(value)}.`);
};

export const checkList: OptionCheck = (name, value) => {
  if (Array.isArray(value)) return;
  throw new TypeError(`Expected ${name} to be an array, found ${describeValue(value)}.`);
};

export const checkTexts: OptionCheck = (name, value) => {
  checkList(name, value);
  for (const [index, text] of (value as unknown[]).entries()) checkText(`${name}[${index}]`, text);
};

/** Checks for one of several words. */
export function checkWord(words: readonly string[]): OptionCheck {
  const expected = `${words
    .slice(0, -1)
    .map((word) => `'${word}'`)
    .join(', ')} or '${words.at(-1)}'`;
  return (name, value) => {
    if (words.includes(value as string)) return;
    throw new TypeError(`Expected ${name} to be ${expected}, found ${describeValue(value)}.`);
  };
}

export const checkKind = checkWord(['threads', 'processes']);

/** Checks for an AbortSignal, including one of another realm. */
export const checkSignal: OptionCheck = (name, value) => {
  const { aborted, addEventListener, signal } = (typeof value === 'object' && value !== null ? value : {}) as {
    aborted?: unknown;
    addEventListener?: unknown;
    signal?: unknown;
  };
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
  const advice = typeof signal === 'object' ? ' Pass its signal.' : '';
  throw new TypeError(`Expected ${name} to be an AbortSignal, found ${describeValue(value)}.${advice}`);
};

/**
 * Checks the values of variables, which Node would otherwise convert to strings such as 'null' and '[object Object]'.
 */
export const checkEnvironment: OptionCheck = (name, value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`Expected ${name} to be an object of environment variables, found ${describeValue(value)}.`);
  }
  for (const [variable, text] of Object.entries(value)) {
    if (text === undefined || typeof text === 'string') continue;
    throw new TypeError(
      `Expected ${name}.${variable} to be a string, or undefined to remove the variable, found ${describeValue(text)}.`,
    );
  }
};

const checkAmount: OptionCheck = (name, value) => {
  if (typeof value === 'number' && value > 0) return;
  throw new (typeof value === 'number' ? RangeError : TypeError)(
    `Expected ${name} to be a number of MB above 0, found ${describeValue(value)}.`,
  );
};

const resourceLimits: OptionTable<ResourceLimits> = {
  checks: {
    maxYoungGenerationSizeMb: checkAmount,
    maxOldGenerationSizeMb: checkAmount,
    codeRangeSizeMb: checkAmount,
    stackSizeMb: checkAmount,
  },
};

export const checkResourceLimits: OptionCheck = (name, value) => void readOptions(name, value, resourceLimits);

/** Checks for an object whose members of these names, if present, are functions. It may have other members. */
export function checkMethods(methods: readonly string[]): OptionCheck {
  return (name, value) => {
    if (typeof value !== 'object' || value === null) {
      throw new TypeError(
        `Expected ${name} to be an object with ${methods.join(', ')}, found ${describeValue(value)}.`,
      );
    }
    for (const method of methods) {
      const member: unknown = Reflect.get(value, method);
      if (member !== undefined) checkFunction(`${name}.${method}`, member);
    }
  };
}
