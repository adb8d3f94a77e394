import { perThread } from '../per-thread.ts';

/** Whether this thread has leases, elements or unanswered messages at the servers of other processes. */
export interface RemoteActivity {
  active: boolean;
  settle(): void;
}

export const remoteActivity = perThread<RemoteActivity>('remote activity', () => ({
  active: false,
  settle: () => undefined,
}));

/**
 * Returns leases, forgets elements and waits until the servers have processed all posted messages. Call it before this
 * thread communicates in any other way, so that no worker sees an effect before its cause.
 */
export function settleRemote(): void {
  if (remoteActivity.active) remoteActivity.settle();
}
