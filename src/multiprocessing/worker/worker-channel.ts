import type { Transferable } from 'node:worker_threads';
import type { KeptAnswers } from './kept-answers.ts';
import type { Done, FromWorker, RunMessage, RunRecord, ToWorker } from '../wire/protocol.ts';
import type { ShortDone, ShortRun } from '../wire/short-message.ts';

/** A message that arrived and cannot be read. */
export const unreadable = { type: 'unreadable' } as const;
export type Unreadable = typeof unreadable;

/** A message of the pool as the worker gets it. */
export type Received = ToWorker | ShortRun | Unreadable;

/** The worker's end of the connection to its pool. Throws what the platform throws for values that cannot be cloned. */
export interface WorkerChannel {
  /** Sends once the servers of other processes have processed everything this worker's code did before. */
  post(message: FromWorker | ShortDone, transfer?: readonly Transferable[]): void;
  /**
   * Resolves when posted messages have left the worker; `null` if they already have. If answers were lost with the
   * worker, the pool would repeat a run that had begun.
   */
  flushed(): Promise<void> | null;
  /** @param handler returns whether the next message would be handled at once */
  listen(handler: (message: Received) => boolean): void;
  /** Sets whether waiting for messages keeps the worker alive. */
  hold(holds: boolean): void;
  /** Returns whether a value would survive `post`. */
  canClone(value: unknown): boolean;
  /** Opens a run that was sent in another form. */
  open(message: Extract<ToWorker, { type: 'bell' | 'sealed' }>): { run: RunMessage; cloneInMs: number } | Unreadable;
  /** Answers that may have to be sent again. */
  readonly kept: KeptAnswers;
  /** Posts the end of a run together with its cost; fills in the times of posting. */
  postRecorded(done: Done, record: RunRecord, transfer: readonly Transferable[]): void;
}
