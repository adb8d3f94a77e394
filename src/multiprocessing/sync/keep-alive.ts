import { perThread } from '../per-thread.ts';

/**
 * Keeps the event loop running while somebody waits: a wait on shared memory alone would let the process end, as if
 * nobody could ever answer. Returns the function that ends it. All share one timer, which stays: to tell it costs a
 * third of making a new one.
 */
export function keepAlive(): () => void {
  const waits = perThread('waits', () => ({ count: 0, timer: undefined as NodeJS.Timeout | undefined }));
  waits.timer ??= setInterval(() => undefined, 0x7fffffff);
  if (waits.count++ === 0) waits.timer.ref();
  return () => {
    if (--waits.count === 0) waits.timer?.unref();
  };
}
