import { setInterval } from 'node:timers';
import { perThread } from '../per-thread.ts';

/**
 * Keeps the event loop running during a wait: a wait on shared memory alone would let the process exit. Returns the
 * function that ends it. All waits share one persistent timer, because `ref` and `unref` cost a third of creating a
 * timer.
 */
export function keepAlive(): () => void {
  const waits = perThread('waits', () => ({ count: 0, timer: undefined as NodeJS.Timeout | undefined }));
  waits.timer ??= setInterval(() => undefined, 0x7fffffff);
  if (waits.count++ === 0) waits.timer.ref();
  return () => {
    if (--waits.count === 0) waits.timer?.unref();
  };
}
