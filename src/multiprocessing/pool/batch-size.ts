import type { PoolWorker } from './pool-worker.ts';
import type { Work } from './pool-work.ts';

/** So much estimated work is handed to a worker ahead of its answer: enough to hide the way, too little to unbalance. */
const aheadMs = 0.5;
/** While there is plenty left, one batch up to this long waits behind the one that runs: the last ones balance it out. */
const longestAheadMs = 5;
/** Batches that a worker may have at most. */
const mostFlights = 64;
/** Single calls that travel in one message at most. */
const mostCalls = 256;

/** Calls per message: as many as fill the look-ahead, fewer towards the end so that the last ones balance. */
export function mostItems(work: Work, tasksLeft: number, workers: number): number {
  if (work.exclusive || work.fn.itemMs === null) return 1;
  const byCost = Math.floor(aheadMs / Math.max(work.fn.itemMs, 1e-6));
  const byBalance = Math.ceil(work.left / (2 * workers));
  return Math.max(1, Math.min(byCost, byBalance, tasksLeft, mostCalls));
}

/**
 * Whether a worker may get the next `count` items of this work before it has answered what it has.
 * @param workers in the whole pool
 */
export function hasRoom(worker: PoolWorker, work: Work, count: number, workers: number): boolean {
  const last = worker.flights.list.at(-1)?.batch.work;
  if (last === undefined) return true;
  if (work.timeoutMs !== null || work.fn.itemMs === null || last.timeoutMs !== null) return false;
  if (last !== work && (last.exclusive || work.exclusive)) return false;
  const estimateMs = work.fn.itemMs * count;
  if (worker.flights.list.length === 1 && estimateMs <= longestAheadMs && work.left > 4 * workers * count) return true;
  return worker.flights.list.length < mostFlights && worker.flights.loadMs + estimateMs <= aheadMs;
}
