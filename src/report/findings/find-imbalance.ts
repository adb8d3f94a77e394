import { boundOfLongestTask } from '../bound-of-longest-task.ts';
import { isObservable, runFinding, smallestBy, strategyArgs, type RunRule } from './run-facts.ts';

const UNBALANCED = 0.85;
/** Below this load balance, the account of the pool shows an item that is too long. */
const SEEN = 0.95;

/** Finds work that does not divide: one long task, uneven shares, or fewer items than workers. */
export const findImbalance: RunRule = (facts) => {
  const few = smallestBy(
    facts.parallel.filter((result) => facts.items < result.workers && result.workers <= Math.ceil(facts.cores)),
    (result) => result.workers,
  );
  if (few) {
    const args = { ...strategyArgs(few), count: facts.items };
    return [
      runFinding(facts, 'fewer-items-than-workers', args, {
        count: facts.items,
        workers: few.workers,
      }),
    ];
  }

  const uneven = smallestBy(
    // With fewer items than workers, no chunk size can balance the load.
    facts.focus.filter(isObservable).filter((result) => result.workers > 1 && result.workers <= facts.items),
    (result) => result.factors?.loadBalance ?? 1,
  );
  if (!uneven?.factors || uneven.factors.loadBalance > SEEN) return [];
  const tasks = facts.serial?.tasks;
  const slowest = tasks?.slowest[0];
  const bound = boundOfLongestTask(tasks ?? null, facts.parallel);
  if (tasks && slowest && bound !== null && bound < 0.95 * Math.min(uneven.workers, facts.cores)) {
    const share = slowest.ms / tasks.sumMs;
    return [
      runFinding(
        facts,
        'one-long-task',
        { item: slowest.item, input: slowest.input, taskMs: slowest.ms, share, bound },
        { taskMs: slowest.ms, allTasksMs: tasks.sumMs, bound },
      ),
    ];
  }
  if (uneven.factors.loadBalance >= UNBALANCED) return [];
  const busy = uneven.workerTimeline.map((worker) => worker.busyMs);
  const longestMs = Math.max(0, ...busy);
  const meanMs = longestMs * uneven.factors.loadBalance;
  const { loadBalance } = uneven.factors;
  return [
    runFinding(
      facts,
      'unbalanced',
      { ...strategyArgs(uneven), loadBalance, longestMs, meanMs },
      { loadBalance, longestBusyMs: longestMs, meanBusyMs: meanMs },
    ),
  ];
};
