import type { Transferable as NodeTransferable } from 'node:worker_threads';
import type { Done, FromWorker, Run, RunRecord, ToWorker } from './protocol.ts';
import type { ShortDone, ShortRun } from './short-message.ts';

/** The worker's end of the wire to its pool. Throws what the platform throws for values that cannot be cloned. */
export interface WorkerChannel {
  post(message: FromWorker | ShortDone, transfer?: readonly Transferable[]): void;
  /**
   * Resolves when what was posted has left the worker; `null` if it has already. Answers that are lost with the worker would
   * make the pool repeat a run that had begun.
   */
  flushed(): Promise<void> | null;
  /** @param handler tells whether the next message would be handled at once */
  listen(handler: (message: ToWorker | ShortRun) => boolean): void;
  /** Whether waiting for messages keeps the worker alive. */
  hold(holds: boolean): void;
  /** Whether a value would survive `post`. */
  canClone(value: unknown): boolean;
  /** Opens a run that was not sent as it is; the answer to it if it cannot be read. */
  open(message: Extract<ToWorker, { type: 'bell' | 'sealed' }>): { run: Run | Done; cloneInMs: number } | null;
  /** Posts the end of a run together with what it cost; fills in the times of posting. */
  postRecorded(done: Done, record: RunRecord, transfer: readonly Transferable[]): void;
}

/** What `postMessage` can move instead of copy. */
export type Transferable = NodeTransferable;
