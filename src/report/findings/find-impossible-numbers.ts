import { cpuShare } from '../cpu-share.ts';
import { isObservable, isPool, runFinding, strategyArgs, type RunRule } from './run-facts.ts';

/** Caches add up and replicas differ, so slightly more than W is possible; beyond this, the baseline is wrong. */
const POSSIBLE = 1.15;
/** From this share of its time on a core, a task cannot become faster by waiting concurrently. */
const COMPUTES = 0.9;
/** A pass this far from the typical one may have spent its time differently. */
const RESIDUAL = 0.1;
const GAP = 0.02;

/** Finds numbers that contradict each other or arithmetic. */
export const findImpossibleNumbers: RunRule = (facts) => {
  const share = facts.serial ? cpuShare([facts.serial, ...facts.parallel]) : null;
  const mostAtOnce = share !== null && share >= COMPUTES ? Math.max(1, facts.cores) : Infinity;
  return facts.parallel.flatMap((result) => {
    const speedup = result.speedup.value;
    const residual = isPool(result) ? Math.abs(result.factors?.residual ?? 0) : 0;
    const unaccounted =
      isPool(result) && result.timeMs ? Math.abs(result.timeMs.unaccounted) / result.timeMs.capacity : 0;
    return [
      ...(speedup > POSSIBLE * Math.min(result.workers, mostAtOnce)
        ? [
            runFinding(
              facts,
              'suspicious-speedup',
              { ...strategyArgs(result), speedup },
              { speedup, workers: result.workers },
            ),
          ]
        : []),
      ...(isObservable(result) && (residual > RESIDUAL || unaccounted > GAP)
        ? [
            runFinding(
              facts,
              'account-gap',
              { ...strategyArgs(result), residual, unaccounted },
              { residual, unaccountedShare: unaccounted },
            ),
          ]
        : []),
    ];
  });
};
