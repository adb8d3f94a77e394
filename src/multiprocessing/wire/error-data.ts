import { RemoteError } from './errors.ts';
import * as errors from './errors.ts';
import * as sharedErrors from '../sync/errors.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

// The worker program, the user's module and the main program have separate copies, and names alone prove nothing: user
// code may also define a TimeoutError.
const classBrand = Symbol.for('parallel-profiler.error-class');

/** The library's error classes by name. */
const libraryClasses = new Map<string, ErrorClass>();

for (const [name, value] of Object.entries({ ...errors, ...sharedErrors })) {
  if (typeof value !== 'function' || !(value.prototype instanceof Error)) continue;
  libraryClasses.set(name, value as ErrorClass);
  Object.defineProperty(value.prototype, classBrand, { value: name });
}

/** Nesting depth that every channel can read, not counting the message around the value. */
const deepestValue = 200;

/** Any thrown value as plain data: structured clone alone loses classes, codes and own properties of errors. */
export type ErrorData =
  | { thrown: unknown }
  | {
      name: string;
      message: string;
      stack?: string;
      /** Class name where it differs from `name`. */
      className?: string;
      /** The class of this library that it belongs to. */
      library?: string;
      code?: unknown;
      cause?: ErrorData;
      /** Of an AggregateError. */
      errors?: ErrorData[];
      /** Own enumerable properties that can be cloned. */
      properties?: Record<string, unknown>;
      /** Own properties that are errors; those of a SuppressedError are not enumerable. */
      errorProperties?: Record<string, ErrorData>;
    };

type Described = Exclude<ErrorData, { thrown: unknown }>;

/** Causes deeper than this are dropped: a cycle must not hang the reply. */
const deepestCause = 16;
const standard = new Set(['name', 'message', 'stack', 'cause', 'errors', 'code']);

const builtIn: Record<string, new (message?: string) => Error> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  Error,
};

/**
 * Converts any thrown value to plain data that the other side can always read: parts that are nested too deeply are
 * left out.
 * @param canClone returns whether a value survives the channel; properties that do not are left out
 */
export function errorToData(thrown: unknown, canClone: (value: unknown) => boolean): ErrorData {
  try {
    return describe(thrown, (value) => isFlat(value) && canClone(value), 0);
  } catch (error) {
    // Its getters throw, or it is a Proxy that does.
    return { name: 'Error', message: `Something that cannot be read was thrown: ${String(error)}` };
  }
}

function describe(thrown: unknown, canSend: (value: unknown) => boolean, depth: number): ErrorData {
  if (!(thrown instanceof Error)) {
    if (canSend(thrown)) return { thrown };
    return { name: 'Error', message: `Something that cannot be cloned was thrown: ${typeof thrown}.`, properties: {} };
  }
  const nested = (value: unknown): ErrorData => describe(value, canSend, depth + 1);
  const data: Described = { name: readText(thrown, 'name', 'Error'), message: readText(thrown, 'message', '') };
  const stack = readText(thrown, 'stack', '');
  if (stack !== '') data.stack = stack;
  const className = thrown instanceof RemoteError ? thrown.remoteClass : thrown.constructor.name;
  if (className !== data.name && className !== '') data.className = className;
  const library = libraryClass(thrown);
  if (library !== undefined) data.library = library;
  const code: unknown = Reflect.get(thrown, 'code');
  if (code !== undefined && canSend(code)) data.code = code;
  if (depth < deepestCause) describeErrors(thrown, data, nested);
  const properties: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (standard.has(key)) continue;
    const value: unknown = Reflect.get(thrown, key);
    if (!(value instanceof Error) && canSend(value)) properties[key] = value;
  }
  if (Object.keys(properties).length > 0) data.properties = properties;
  return data;
}

/** Adds the errors attached to an error: cause, parts, properties. */
function describeErrors(thrown: Error, data: Described, nested: (value: unknown) => ErrorData): void {
  if (Object.hasOwn(thrown, 'cause')) data.cause = nested(thrown.cause);
  if (thrown instanceof AggregateError) data.errors = Array.from(thrown.errors, nested);
  const keys = Object.keys(thrown).filter((key) => !standard.has(key) && Reflect.get(thrown, key) instanceof Error);
  if (thrown.constructor.name === 'SuppressedError') keys.push('error', 'suppressed');
  if (keys.length > 0)
    data.errorProperties = Object.fromEntries(keys.map((key) => [key, nested(Reflect.get(thrown, key))]));
}

function readText(error: Error, key: string, otherwise: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : otherwise;
}

/**
 * Creates the error for a caller: of the same built-in class or library class if it had one, else a `RemoteError`; with
 * the remote stack, name, code, cause and own properties. Thrown values that are not errors are returned unchanged.
 */
export function reviveError(data: ErrorData): unknown {
  if ('thrown' in data) return data.thrown;
  const error = construct(data);
  define(error, 'name', data.name);
  if (data.stack !== undefined) define(error, 'stack', data.stack);
  if (data.code !== undefined) Reflect.set(error, 'code', data.code);
  if (data.cause !== undefined) define(error, 'cause', reviveError(data.cause));
  for (const [key, value] of Object.entries(data.properties ?? {})) define(error, key, value, true);
  for (const [key, nested] of Object.entries(data.errorProperties ?? {}))
    define(error, key, reviveError(nested), data.name !== 'SuppressedError');
  return error;
}

function construct(data: Described): Error {
  if (data.errors !== undefined) return new AggregateError(data.errors.map(reviveError), data.message);
  const className = data.className ?? data.name;
  if (data.library === 'RemoteError') return new RemoteError(data.message, className);
  const own = data.library === undefined ? null : makeLibraryError(data.library, data.message);
  if (own !== null) return own;
  if (className === 'DOMException') return new DOMException(data.message, data.name);
  if (className === 'SuppressedError') return makeSuppressed(data.message);
  const Class = Object.hasOwn(builtIn, className) ? builtIn[className] : undefined;
  return Class === undefined ? new RemoteError(data.message, className) : new Class(data.message);
}

/** Node has the class from version 24 on. */
function makeSuppressed(message: string): Error {
  const Class = Reflect.get(globalThis, 'SuppressedError') as { prototype: Error } | undefined;
  if (Class === undefined) return new RemoteError(message, 'SuppressedError');
  return Object.setPrototypeOf(new Error(message), Class.prototype) as Error;
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  // A prototype's getter (DOMException's name) must not block the own value, and some hosts freeze theirs.
  Object.defineProperty(error, key, { value, writable: true, enumerable, configurable: true });
}

/**
 * Returns whether a value's nesting is readable by every channel. Follows objects in the order in which V8 writes them.
 */
function isFlat(value: unknown): boolean {
  return visit(value, 0, new Set());
}

function visit(value: unknown, depth: number, seen: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return true;
  if (depth === deepestValue) return false;
  seen.add(value);
  for (const child of childrenOf(value)) if (!visit(child, depth + 1, seen)) return false;
  return true;
}

function childrenOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()] as unknown[];
  if (value instanceof Set) return value;
  if (value instanceof Error) return [value.cause];
  return Object.values(value) as unknown[];
}

/** Returns the library's class to which an error of any copy of the library belongs; for a subclass, the nearest. */
function libraryClass(error: Error): string | undefined {
  const name: unknown = Reflect.get(error, classBrand);
  return typeof name === 'string' ? name : undefined;
}

/**
 * Creates an error of the library's class of that name, without the fields that its constructor sets; `null` if there
 * is none.
 */
function makeLibraryError(name: string, message: string): Error | null {
  const found = libraryClasses.get(name);
  return found === undefined ? null : (Object.setPrototypeOf(new Error(message), found.prototype as object) as Error);
}
