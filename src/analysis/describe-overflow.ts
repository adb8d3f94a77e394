/** The message of an error about code that nests too deeply, also where only the message arrives. */
export const nestsTooDeeply =
  'The code nests more deeply than the TypeScript compiler can follow. Split the deepest expression or block, for example into a table or functions.';

/**
 * Returns an error fit to show for one that was thrown while code was read: the compiler follows nested code by calling
 * itself, and so reaches the end of its stack.
 */
export function describeOverflow(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (!isOverflow(error)) return error;
  return Object.assign(new Error(nestsTooDeeply), { stack: error.stack ?? '' });
}

/** Returns whether code nests too deeply for the stack of this thread. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}
