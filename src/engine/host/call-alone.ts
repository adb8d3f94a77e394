/**
 * Calls a function from a place that others are called from as well, so that V8 does not make it a part of its caller: there
 * its second compiler, Maglev, would compile it again, and a function that loops lost 7 % to that in the plain loop alone,
 * where it is called more often in one go than in a worker.
 */
export function callAlone(call: (item: unknown) => unknown, item: unknown): unknown {
  return call(item);
}

/** Call it before a series of calls: V8 then treats the call site as one with several targets. */
export function keepAlone(): void {
  callAlone(Number, 0);
}
