import { emitWarning } from 'node:process';

/** Anything thrown, in words. Never throws: the `message` and `toString` of what was thrown are the user's code as well. */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'something that cannot be put into words';
  }
}

/**
 * Runs user code whose result is unused, such as a callback. An error in it, or a rejection of the promise that it returns, becomes
 * a warning: the program and the other calls must not end with it.
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
