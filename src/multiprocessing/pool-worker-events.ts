import type { WorkerExit } from './describe-end.ts';
import type { ChunkRecord, WorkerReady } from './observer.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { Work } from './pool-work.ts';

/** What a worker tells its pool. */
export interface PoolWorkerEvents {
  ready(worker: PoolWorker, details: WorkerReady): void;
  /** A batch was answered: there may be room for another. */
  answered(worker: PoolWorker): void;
  /** The worker cannot work: its module or initializer threw. */
  unfit(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void;
  /** The function of a work cannot be found. */
  refused(work: Work, error: unknown): void;
  /** A work has items to be taken again. */
  returned(work: Work): void;
  /** The user's code in the worker sent a message. */
  userMessage(worker: PoolWorker, message: unknown): void;
  gone(worker: PoolWorker, exit: WorkerExit & { flights: number }): void;
  /** Whether the batch that is about to be sent is to be recorded. */
  recording(): boolean;
  chunk(record: ChunkRecord): void;
}
