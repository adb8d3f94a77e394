/**
 * Between a process that runs jobs of a queue through workers of its own and their program. The starter speaks first and sends
 * one `start`, which is answered by `ready` or `failed`. Each later `usage` is answered by one `usage`. The program ends
 * itself and its processes when the channel closes.
 */
import type { QueueAddress } from '../../model/farm.ts';

export type ToQueueWorkers =
  ({ type: 'start'; /** Number of processes that run jobs. */ processes: number } & QueueAddress) | { type: 'usage' };

export type FromQueueWorkers =
  | { type: 'ready' }
  | { type: 'failed'; message: string }
  /** CPU time of the program so far, without that of its processes, in ms. */
  | { type: 'usage'; cpuMs: number };
