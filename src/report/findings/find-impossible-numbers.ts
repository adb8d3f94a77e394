import { isObservable, runFinding, strategyArgs, type RunRule } from './run-facts.ts';

/** Caches add up and isolates differ, so a little above W is possible; more than this is a baseline that went wrong. */
const POSSIBLE = 1.15;
const RESIDUAL = 0.01;
const GAP = 0.02;

/** Numbers that contradict each other or arithmetic. */
export const findImpossibleNumbers: RunRule = (facts) =>
  facts.parallel.flatMap((result) => {
    const speedup = result.speedup.value;
    const residual = Math.abs(result.factors?.residual ?? 0);
    const unaccounted = result.timeMs ? Math.abs(result.timeMs.unaccounted) / result.timeMs.capacity : 0;
    return [
      ...(speedup > POSSIBLE * result.workers
        ? [
            runFinding(
              facts,
              'suspicious-speedup',
              'error',
              'validity',
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
              'information',
              'validity',
              { ...strategyArgs(result), residual, unaccounted },
              { residual, unaccountedShare: unaccounted },
            ),
          ]
        : []),
    ];
  });
