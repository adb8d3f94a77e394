import type { Finding } from '../../model/finding.ts';
import { isTimerSaturated } from '../timer-saturation.ts';
import { LEAST_PASS_MS, meanTaskMs, runFinding, strategyArgs, type RunFacts, type RunRule } from './run-facts.ts';

const WANTED_ROUNDS = 5;
const WIDE = 0.1;
/** A pool this slow is ruled out, however wide its interval. */
const HOPELESS = 0.5;

/**
 * Finds a pass too short, tasks too short for the clock, too few rounds, an interval too wide, fresh processes that
 * disagree, and outlying rounds.
 */
export const findFewRounds: RunRule = (facts) => [
  ...findShortPass(facts),
  ...findSaturatedTimer(facts),
  ...findFew(facts),
];

function findShortPass(facts: RunFacts): Finding[] {
  const wallMs = facts.serial?.wallMs.median ?? Infinity;
  if (wallMs >= LEAST_PASS_MS || facts.parallel.length === 0) return [];
  const args = { wallMs, count: facts.items, ...(facts.hasMadeUpInputs && { isMadeUp: true as const }) };
  return [runFinding(facts, 'pass-too-short', args, { serialMs: wallMs, count: facts.items })];
}

/** Concerns the tasks only, so it does not cast doubt on a speedup. */
function findSaturatedTimer(facts: RunFacts): Finding[] {
  const tasks = facts.serial?.tasks;
  const clockMs = tasks?.clockMs;
  if (!tasks || clockMs === undefined || !isTimerSaturated(tasks, clockMs)) return [];
  const args = { taskMs: meanTaskMs(facts), clockMs };
  return [runFinding(facts, 'timer-saturated', args, { ...args, medianTimedMs: tasks.p50Ms })];
}

const findFew: RunRule = (facts) =>
  facts.parallel.flatMap((result) => {
    const args = strategyArgs(result);
    const rounds = result.rounds.length;
    const [low, high] = result.speedup.ci95;
    const width = (high - low) / result.speedup.value;
    const { replicas, between } = result.spread;
    if (high < HOPELESS) return [];
    const unresolved = replicas < 2 || (replicas < 4 && between !== null && between > facts.precision);
    return [
      ...(rounds < WANTED_ROUNDS
        ? [runFinding(facts, 'too-few-rounds', { ...args, rounds, wanted: WANTED_ROUNDS }, { rounds })]
        : []),
      ...(width > WIDE
        ? [
            runFinding(
              facts,
              'wide-interval',
              { ...args, low, high },
              { speedup: result.speedup.value, low, high, relativeWidth: width },
            ),
          ]
        : []),
      ...(unresolved
        ? [
            runFinding(
              facts,
              'replicas-unresolved',
              { ...args, replicas, between },
              { replicas, ...(between === null ? {} : { betweenReplicas: between }) },
            ),
          ]
        : []),
      ...(result.outliers.length > 0
        ? [
            runFinding(
              facts,
              'outlier-rounds',
              { ...args, outliers: result.outliers.length, rounds },
              { outliers: result.outliers.length, rounds },
            ),
          ]
        : []),
    ];
  });
