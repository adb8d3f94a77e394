import type { Finding } from '../../model/finding.ts';
import { findCloneProblems } from './find-clone-problems.ts';
import { findContention } from './find-contention.ts';
import { findDifferentResults } from './find-different-results.ts';
import { findDisturbance } from './find-disturbance.ts';
import { findFailures } from './find-failures.ts';
import { findFewRounds } from './find-few-rounds.ts';
import { findImbalance } from './find-imbalance.ts';
import { findImpossibleNumbers } from './find-impossible-numbers.ts';
import { findMemory } from './find-memory.ts';
import { findOverhead } from './find-overhead.ts';
import { findSideEffects } from './find-side-effects.ts';
import { findWaitingTasks } from './find-waiting-tasks.ts';
import type { RunFacts, RunRule } from './run-facts.ts';

const rules: readonly RunRule[] = [
  findFailures,
  findSideEffects,
  findCloneProblems,
  findDifferentResults,
  findImbalance,
  findOverhead,
  findWaitingTasks,
  findContention,
  findMemory,
  findImpossibleNumbers,
  findDisturbance,
  findFewRounds,
];

/** Returns all findings that the numbers of a run support. */
export function findInRun(facts: RunFacts): Finding[] {
  return rules.flatMap((rule) => rule(facts));
}
