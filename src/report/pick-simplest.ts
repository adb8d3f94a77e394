import type { StrategyResult } from '../model/report.ts';
import { WAITING_BELOW } from '../math/task-share.ts';
import { hasInterval } from './numbers-in-words.ts';

/** A result this close to the best counts as tied, and the simpler one wins. */
const AS_GOOD = 0.97;
/** A wide interval may excuse no more than this. */
const AT_MOST_WORSE = 0.9;
/** Share by which promises may be slower than workers for tasks that wait: they need no memory, cloning or start-up. */
const PROMISES_SUFFICE = 0.75;

/**
 * Among equals: no workers before threads, threads before processes (which cost memory and start-up), and all before a queue
 * (which needs Redis).
 */
const SIMPLICITY: Record<StrategyResult['name'], number> = { serial: 0, async: 1, threads: 2, processes: 3, bullmq: 4 };

/** Leaves out results with far fewer rounds than others because the budget ended: a recommendation needs good data. */
export function wellMeasured<Result extends StrategyResult>(results: readonly Result[]): Result[] {
  const most = Math.max(0, ...results.map(({ rounds }) => rounds.length));
  return results.filter(({ rounds }) => rounds.length >= most / 2);
}

/** Leaves out the results of a single round, which decide nothing, unless there are no others. */
export function preferDecisive<Result extends StrategyResult>(results: readonly Result[]): Result[] {
  const decisive = results.filter(hasInterval);
  return decisive.length > 0 ? decisive : [...results];
}

/** `undefined` for none. */
export function pickFastest<Result extends StrategyResult>(results: readonly Result[]): Result | undefined {
  return [...results].sort((a, b) => b.speedup.value - a.speedup.value)[0];
}

/**
 * Returns the simplest result that is tied with the best: promises for tasks that wait, then fewest workers, then
 * threads.
 *
 * @param share of a task's time that computes, see `cpuShare`
 */
export function pickSimplest<Result extends StrategyResult>(
  results: readonly Result[],
  best: Result,
  share: number | null,
): Result {
  if (share !== null && share < WAITING_BELOW) {
    const promises = results.filter((result) => result.name === 'async');
    const bestPromises = pickFastest(promises);
    if (bestPromises && bestPromises.speedup.value >= PROMISES_SUFFICE * best.speedup.value) {
      return pickFewestAsGood(promises, bestPromises);
    }
  }
  return pickFewestAsGood(results, best);
}

/** Returns the result with the fewest workers whose deficit to the best is within the noise. */
export function pickFewestAsGood<Result extends StrategyResult>(results: readonly Result[], best: Result): Result {
  const { value, ci95 } = best.speedup;
  const enough = Math.min(AS_GOOD * value, Math.max(ci95[0], AT_MOST_WORSE * value));
  const [simplest] = results
    .filter((result) => result.speedup.value >= enough)
    .sort(
      (a, b) => a.workers - b.workers || SIMPLICITY[a.name] - SIMPLICITY[b.name] || b.speedup.value - a.speedup.value,
    );
  return simplest ?? best;
}
