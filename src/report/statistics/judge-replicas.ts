import type { CommitOutcome } from '../../model/commit-comparison.ts';
import { mean, median, standardDeviation } from '../../math/median.ts';
import { type Location, signedRanks } from './signed-ranks.ts';
import { studentLimit, studentTails } from './student.ts';

/** Numbers of replicas after which the test is evaluated; at the last the run ends. */
const LOOKS: readonly number[] = [6, 8, 12, 16, 24, 32, 48, 64];
/** Replicas that a run needs at most. */
export const MOST_REPLICAS = 64;
/** Probability, over all looks of a run, that identical code is called different. */
const FALSE_ALARMS = 0.01;
/**
 * The part of it for the last look, which every run without an early answer reaches; the others share the rest equally.
 */
const LAST_SHARE = 0.5;
/** The largest difference that counts as none, as a share. */
export const SAME_WITHIN = 0.02;
/** From so many replicas the signed ranks reach the level of every look. */
const FEWEST_RANKED = 12;
/** Fewer replicas leave no meaningful interval. */
export const FEWEST_REPLICAS = 3;

/** Answer of the test after so many replicas. */
export interface Judgement {
  outcome: CommitOutcome;
  /** The time at head over the time at base; `null` between looks and with fewer than three replicas. */
  ratio: { value: number; ci95: [number, number] } | null;
}

/**
 * Judges whether two versions of a function take the same time, given the log ratio (head over base) of each replica, that is
 * of each pair of fresh processes. Rounds of one process share the machine code that it happened to get, so replicas are the
 * independent values.
 *
 * Log ratios of identical code are symmetric about 0, whatever the noise: Wilcoxon's signed ranks are exact for them and deaf
 * to a few disturbed replicas. Fewer than twelve replicas, where ranks cannot be certain enough, go through Student's t. The
 * test looks at fixed numbers of replicas, and the levels of its looks add up to 1% (Bonferroni), so that stopping early
 * raises no more false alarms than that. Between looks the answer is `unresolved`.
 *
 * @param isLast no replica follows
 */
export function judgeReplicas(logRatios: readonly number[], isLast: boolean): Judgement {
  const count = logRatios.length;
  const isLook = isLast || LOOKS.includes(count);
  if (!isLook || count < FEWEST_REPLICAS) return { outcome: 'unresolved', ratio: null };
  const { value, ci95, tails } = count < FEWEST_RANKED ? byStudent(logRatios) : signedRanks(logRatios);
  const [low, high] = ci95;
  const ratio = { value: Math.exp(value), ci95: [Math.exp(low), Math.exp(high)] satisfies [number, number] };
  const level = isLast ? FALSE_ALARMS * LAST_SHARE : (FALSE_ALARMS * (1 - LAST_SHARE)) / LOOKS.length;
  if (tails < level) return { outcome: value > 0 ? 'slower' : 'faster', ratio };
  const isSame = Math.max(-low, high) < Math.log1p(SAME_WITHIN);
  return { outcome: isSame ? 'same' : 'unresolved', ratio };
}

/** Returns the log ratio of one replica from the medians of its log times, which a disturbed round hardly changes. */
export function logRatio(baseMs: readonly number[], headMs: readonly number[]): number {
  return medianLog(headMs) - medianLog(baseMs);
}

function medianLog(values: readonly number[]): number {
  return median(values.map((value) => Math.log(value)));
}

function byStudent(values: readonly number[]): Location {
  const value = mean(values);
  const error = (standardDeviation(values) ?? Infinity) / Math.sqrt(values.length);
  const free = values.length - 1;
  const half = studentLimit(0.05, free) * error;
  const tails = value === 0 ? 1 : studentTails(value / error, free);
  return { value, ci95: [value - half, value + half], tails };
}
