// The module that jobs of a probe call.

/** Returns its argument. */
export function echo(value: unknown): unknown {
  return value;
}

/** Keeps a core busy for that many ms. */
export function spin(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) continue;
}
