import type { PoolObserver } from './observer.ts';
import { describeThrown } from '../user-code.ts';
import { emitWarning } from 'node:process';

/** The observer, with a warning where it throws: what it does wrong must not stop the pool. It warns once, not for each chunk. */
export function guardObserver(observer: PoolObserver | undefined): PoolObserver | undefined {
  if (observer === undefined) return undefined;
  let warned = false;
  const guard = <T>(call: () => T, otherwise: T): T => {
    try {
      return call();
    } catch (error) {
      if (!warned)
        emitWarning(`The observer of a pool threw: ${describeThrown(error)}`, { type: 'PoolObserverWarning' });
      warned = true;
      return otherwise;
    }
  };
  return {
    workerReady: (worker) => guard(() => observer.workerReady?.(worker), undefined),
    workerExited: (worker) => guard(() => observer.workerExited?.(worker), undefined),
    chunk: (record) => guard(() => observer.chunk?.(record), undefined),
    recording: () => guard(() => observer.chunk !== undefined && (observer.recording?.() ?? true), false),
  };
}
