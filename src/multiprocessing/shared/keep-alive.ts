import { perThread } from './per-thread.ts';

/**
 * Keeps the event loop running while somebody waits: a wait on shared memory alone would let the process end, as if
 * nobody could ever answer. Returns the function that ends it.
 */
export function keepAlive(): () => void {
  const waits = perThread('waits', () => ({ count: 0, timer: undefined as NodeJS.Timeout | undefined }));
  if (waits.count++ === 0) waits.timer = setInterval(() => undefined, 0x7fffffff);
  return () => {
    if (--waits.count === 0) clearInterval(waits.timer);
  };
}
