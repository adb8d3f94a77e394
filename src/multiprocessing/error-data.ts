import { RemoteError } from './errors.ts';
import { sharedErrorClasses } from './shared/errors.ts';

/** Anything thrown, as plain data: structured clone alone loses classes, codes and own properties of errors. */
export type ErrorData =
  | { thrown: unknown }
  | {
      name: string;
      message: string;
      stack?: string;
      /** Class name where it differs from `name`. */
      className?: string;
      code?: unknown;
      cause?: ErrorData;
      /** Of an AggregateError. */
      errors?: ErrorData[];
      /** Own enumerable properties that can be cloned. */
      properties?: Record<string, unknown>;
    };

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
  ...sharedErrorClasses,
};

/**
 * Makes plain data of anything thrown.
 * @param canClone tells whether a value survives the channel; properties that do not are left out
 */
export function errorToData(thrown: unknown, canClone: (value: unknown) => boolean, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    if (canClone(thrown)) return { thrown };
    return { name: 'Error', message: `Something that cannot be cloned was thrown: ${typeof thrown}.`, properties: {} };
  }
  const nested = (value: unknown): ErrorData => errorToData(value, canClone, depth + 1);
  const data: ErrorData = { name: readText(thrown, 'name', 'Error'), message: readText(thrown, 'message', '') };
  const stack = readText(thrown, 'stack', '');
  if (stack !== '') data.stack = stack;
  const className = thrown.constructor.name;
  if (className !== data.name && className !== '') data.className = className;
  const code: unknown = Reflect.get(thrown, 'code');
  if (code !== undefined && canClone(code)) data.code = code;
  if (Object.hasOwn(thrown, 'cause') && depth < deepestCause) data.cause = nested(thrown.cause);
  if (thrown instanceof AggregateError && depth < deepestCause) data.errors = thrown.errors.map(nested);
  const properties: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (standard.has(key)) continue;
    const value: unknown = Reflect.get(thrown, key);
    if (canClone(value)) properties[key] = value;
  }
  if (Object.keys(properties).length > 0) data.properties = properties;
  return data;
}

function readText(error: Error, key: string, otherwise: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : otherwise;
}

/**
 * The error that a caller gets: of its built-in class where it had one, else a `RemoteError`; with the remote stack, name,
 * code, cause and own properties. Thrown values that were no errors come back as they were.
 */
export function reviveError(data: ErrorData): unknown {
  if ('thrown' in data) return data.thrown;
  const error = construct(data);
  define(error, 'name', data.name);
  if (data.stack !== undefined) define(error, 'stack', data.stack);
  if (data.code !== undefined) Reflect.set(error, 'code', data.code);
  if (data.cause !== undefined) define(error, 'cause', reviveError(data.cause));
  for (const [key, value] of Object.entries(data.properties ?? {})) {
    Object.defineProperty(error, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return error;
}

function construct(data: Exclude<ErrorData, { thrown: unknown }>): Error {
  if (data.errors !== undefined) return new AggregateError(data.errors.map(reviveError), data.message);
  const className = data.className ?? data.name;
  if (className === 'DOMException') return new DOMException(data.message, data.name);
  const Class = Object.hasOwn(builtIn, className) ? builtIn[className] : undefined;
  return Class === undefined ? new RemoteError(data.message, className) : new Class(data.message);
}

function define(error: Error, key: string, value: unknown): void {
  // A prototype's getter (DOMException's name) must not stop the own value; some hosts freeze theirs.
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}
