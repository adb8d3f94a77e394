import * as errors from './errors.ts';
import * as sharedErrors from '../sync/errors.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

// The worker program, the user's module and the main program have copies of their own, and names alone prove nothing: the
// user may have a TimeoutError too.
const brand = Symbol.for('parallel-profiler.error-class');

/** The library's error classes by name. */
const classes = new Map<string, ErrorClass>();
for (const [name, value] of Object.entries({ ...errors, ...sharedErrors })) {
  if (typeof value !== 'function' || !(value.prototype instanceof Error)) continue;
  classes.set(name, value as ErrorClass);
  Object.defineProperty(value.prototype, brand, { value: name });
}

/** The library's class that an error of any copy of the library belongs to; for a subclass, the nearest. */
export function libraryClass(error: Error): string | undefined {
  const name: unknown = Reflect.get(error, brand);
  return typeof name === 'string' ? name : undefined;
}

/** An error of the library's class of that name, without the fields that its constructor sets; `null` if there is none. */
export function makeLibraryError(name: string, message: string): Error | null {
  const found = classes.get(name);
  return found === undefined ? null : (Object.setPrototypeOf(new Error(message), found.prototype as object) as Error);
}
