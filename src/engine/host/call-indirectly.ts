/**
 * Calls a function from a call site that has several targets, so that V8 does not inline it into its caller: there
 * Maglev would compile it again, which cost a looping function 7% in the serial loop alone,
 * where it is called more often in a row than in a worker.
 */
export function callIndirectly(call: (item: unknown) => unknown, item: unknown): unknown {
  return call(item);
}

/** Call it before a series of calls: V8 then treats the call site as one with several targets. */
export function keepCallIndirect(): void {
  callIndirectly(Number, 0);
}
