// The module that jobs of a probe call.

/** Returns its argument. */
export function echo(value: unknown): unknown {
  return value;
}
