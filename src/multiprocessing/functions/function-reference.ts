import { FunctionReferenceError } from '../wire/errors.ts';
import { locateAtOnce } from './locate-at-once.ts';
import { locateFunction } from './locate-function.ts';
import { peekObstacle } from './peek-module.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';

/** A function that can be sent to workers by name; its code is not sent. */
export type AnyFunction = (...args: never[]) => unknown;

/** A function to be sent to workers. */
export interface FunctionReference {
  /** Its name in messages. */
  readonly name: string;
  /** `null` until it is known which export the function is. */
  readonly settled: FunctionDefinition | null;
  /** Resolves with the definition; never rejects. */
  readonly found: Promise<FunctionDefinition>;
}

const globalNamespaces = ['Math', 'Number', 'String', 'Object', 'Array', 'JSON', 'BigInt', 'Date', 'Reflect'] as const;

/** Keyed by function, then by module. Finding a function takes some milliseconds, and its location never changes. */
const located = new WeakMap<object, Map<string, FunctionDefinition>>();

/**
 * Returns a reference by which a worker can find the function, as pickle does: by module and export, where the export
 * must be the same function. The export may be found later; the worker then refuses a function that turns out not to be
 * exported.
 * @throws {FunctionReferenceError} for values that are not functions, classes and bound functions
 */
export function referTo(fn: unknown, module: string): FunctionReference {
  const definition = define(fn, module);
  const name = typeof fn === 'string' ? fn : nameOf(fn as AnyFunction) || exportedAs(definition);
  if (definition !== null) return { name, settled: definition, found: Promise.resolve(definition) };
  const found = locate(fn as AnyFunction, module);
  const reference = { name, settled: null as FunctionDefinition | null, found };
  void found.then((settled) => {
    reference.settled = settled;
    if (nameOf(fn as AnyFunction) === '') reference.name = exportedAs(settled);
  });
  return reference;
}

/** Returns what messages call a function without a name: `exports.f = (x) => x` gives it none. */
function exportedAs(definition: FunctionDefinition | null): string {
  const path = definition?.kind === 'exported' ? definition.path.join('.') : '';
  return path === '' ? 'an anonymous function' : path;
}

/** Performs the checks that need no access to a module. */
function define(fn: unknown, module: string): FunctionDefinition | null {
  if (typeof fn === 'string') {
    if (fn === '')
      throw new FunctionReferenceError(`Expected the name of an export of ${module}, found an empty string.`);
    return { kind: 'named', name: fn };
  }
  if (typeof fn !== 'function') {
    throw new FunctionReferenceError(
      `Expected an exported function of ${module} or the name of one, found ${describe(fn)}.`,
    );
  }
  const known = located.get(fn)?.get(module);
  if (known !== undefined) return known;
  const name = nameOf(fn);
  if (isNative(fn)) {
    if (name.startsWith('bound ')) {
      throw new FunctionReferenceError(
        `${name.slice('bound '.length) || 'The function'} is bound with bind(): a worker cannot get its object. ` +
          `${advise(module)} What it needs from the object goes into its arguments.`,
      );
    }
    const path = globalPath(fn, name);
    return path === null ? null : { kind: 'global', path };
  }
  if (/^class\b/.test(sourceOf(fn))) {
    throw new FunctionReferenceError(`${name || 'The argument'} is a class and cannot be called. ${advise(module)}`);
  }
  const found = locateAtOnce(fn, module);
  return found === null ? null : remember(fn, module, { kind: 'exported', name, ...found });
}

function remember(fn: object, module: string, definition: FunctionDefinition): FunctionDefinition {
  const byModule = located.get(fn) ?? new Map<string, FunctionDefinition>();
  located.set(fn, byModule.set(module, definition));
  return definition;
}

async function locate(fn: AnyFunction, module: string): Promise<FunctionDefinition> {
  const name = nameOf(fn);
  const found = await locateFunction(fn, module);
  if (found === null) return { kind: 'nowhere', name, reason: explain(fn, name, module) };
  return remember(fn, module, { kind: 'exported', name, ...found });
}

function explain(fn: AnyFunction, name: string, module: string): string | null {
  if (isNative(fn)) return `${name || 'The function'} is built in and has no global name. ${advise(module)}`;
  const obstacle = peekObstacle();
  if (obstacle !== null) {
    return (
      `The exports of ${module} could not be searched for ${name || 'the function'}: ${obstacle}. ` +
      `Pass the name of the export as a string, which needs no search, or let os.tmpdir() be a folder that can be written to.`
    );
  }
  if (name !== '') return null;
  return (
    `The function has no name and is not exported: functions written inside the call cannot be found by a worker, ` +
    `nor can the variables around them. ${advise(module)}`
  );
}

function advise(module: string): string {
  return `Export a function at the top level of ${module} that does the work, and pass that.`;
}

/** Returns the function's name, which user code can redefine as any value. */
function nameOf(fn: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name === 'string' ? name : '';
}

function sourceOf(fn: object): string {
  return Function.prototype.toString.call(fn);
}

/** Returns whether a function is native; also true for bound functions and proxies. */
function isNative(fn: object): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(sourceOf(fn));
}

function globalPath(fn: object, name: string): string | null {
  if (Reflect.get(globalThis, name) === fn) return name;
  for (const namespace of globalNamespaces) {
    if (Reflect.get(globalThis[namespace], name) === fn) return `${namespace}.${name}`;
  }
  return null;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
