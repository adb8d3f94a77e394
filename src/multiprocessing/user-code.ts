import { emitWarning } from 'node:process';

/** Describes any thrown value. Never throws, although its `message` and `toString` are user code. */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'something that cannot be put into words';
  }
}

/**
 * Runs user code whose result is unused, such as a callback. An error or rejected promise becomes a warning, because it
 * must not end the program or other calls.
 * @param what names that code and begins the warning
 */
export function runUserCode(what: string, type: string, code: () => unknown): void {
  const warn = (thrown: unknown): void => emitWarning(`${what} threw: ${describeThrown(thrown)}`, { type });
  try {
    const returned = code();
    if (typeof returned === 'object' && returned !== null) Promise.resolve(returned).catch(warn);
  } catch (error) {
    warn(error);
  }
}
