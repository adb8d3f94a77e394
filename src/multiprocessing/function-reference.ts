import { FunctionReferenceError } from './errors.ts';
import type { FunctionDefinition } from './protocol.ts';

/** A function that workers can be given: code does not cross, names do. */
export type AnyFunction = (...args: never[]) => unknown;

const globalPlaces = ['Math', 'Number', 'String', 'Object', 'Array', 'JSON', 'BigInt', 'Date', 'Reflect'] as const;

/**
 * Names a function so that a worker can find it, as pickle does: by module and export. What can be told without looking
 * into the module is refused here; the rest by the worker (`resolveFunction`).
 * @throws {FunctionReferenceError} for bound functions, classes, functions without a name and natives that are not global
 */
export function defineFunction(fn: unknown, module: string): FunctionDefinition {
  if (typeof fn === 'string') {
    if (fn === '')
      throw new FunctionReferenceError(`Expected the name of an export of ${module}, found an empty string.`);
    return { name: fn, place: 'module', source: null };
  }
  if (typeof fn !== 'function') {
    throw new FunctionReferenceError(
      `Expected an exported function of ${module} or the name of one, found ${describe(fn)}.`,
    );
  }
  const { name } = fn;
  const source = Function.prototype.toString.call(fn);
  const advice = `Export a function at the top level of ${module} that does the work, and pass that.`;
  if (name.startsWith('bound ')) {
    throw new FunctionReferenceError(
      `${name.slice('bound '.length) || 'The function'} is bound with bind(): a worker cannot get its object. ${advice} ` +
        `What it needs from the object goes into its arguments.`,
    );
  }
  if (/^class\b/.test(source)) {
    throw new FunctionReferenceError(`${name || 'The argument'} is a class and cannot be called. ${advice}`);
  }
  if (/\{\s*\[native code\]\s*\}$/.test(source)) {
    const path = globalPath(fn);
    if (path !== null) return { name: path, place: 'global', source: null };
    throw new FunctionReferenceError(`${name || 'The function'} is built in and has no global name. ${advice}`);
  }
  if (name === '') {
    throw new FunctionReferenceError(
      `The function has no name: functions written at the place of the call cannot be found by a worker, nor can the ` +
        `variables around them. ${advice}`,
    );
  }
  return { name, place: 'module', source };
}

function globalPath(fn: object): string | null {
  const { name } = fn as { name: string };
  if (Reflect.get(globalThis, name) === fn) return name;
  for (const place of globalPlaces) {
    if (Reflect.get(globalThis[place], name) === fn) return `${place}.${name}`;
  }
  return null;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
