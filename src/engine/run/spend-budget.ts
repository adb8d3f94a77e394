import { type Configuration, isPoolStrategy } from '../../model/plan.ts';

/** Minimum duration of a sampled stretch: cores are sampled every 100 ms, so short passes are repeated. */
export const SAMPLED_MS = 400;
/** Consecutive samples that suffice; a round of this many intervals does too. */
export const ENOUGH_SAMPLES = 4;
/** Fewest rounds of long passes that show the variation between rounds. */
export const LEAST_ROUNDS = 3;
/** Maximum time by which owed work may exceed the budget. Before and after a run the source is read and checked. */
const OVERRUN_MS = 500;
/** Work shorter than this is never dropped for lack of time: a busy machine must not prevent an answer. */
const SHORT_MS = 250;
/** Work longer than this has to fit into the budget. */
const LONG_MS = 1_000;
/** Number of short passes to observe, to pick a typical one. */
const SHORT_LOOKS = 5;

/** Returns whether work of `expectedMs` ends early enough, with `leftMs` of the budget left. */
export function isInTime(expectedMs: number, leftMs: number): boolean {
  return expectedMs <= leftMs + OVERRUN_MS;
}

/**
 * Returns whether the first pass also counts as a round, because a second one would be too late. A single short pass
 * would be too noisy.
 */
export function firstPassCounts(passMs: number, leftMs: number): boolean {
  return passMs >= SHORT_MS && 2 * passMs > leftMs;
}

/** A configuration that is about to start. */
export interface NextStart {
  configuration: Configuration;
  /** The configurations started before it. */
  started: readonly Configuration[];
  /** Expected time to start it, warm it up, and make its first pass and a round. */
  expectedMs: number;
  /** Expected time of one pass. */
  passMs: number;
  /** Budget left, without the final observations. */
  leftMs: number;
  /** Whether the user requested this configuration. */
  isAsked: boolean;
}

/**
 * Returns whether a further configuration starts. The first pool always does: without one there is no answer. Requested
 * configurations start if their passes are short, others only within the budget.
 */
export function mayStart({ started, expectedMs, passMs, leftMs, isAsked }: NextStart): boolean {
  if (!started.some(({ strategy }) => isPoolStrategy(strategy))) return true;
  return expectedMs <= leftMs || (isAsked && passMs < LONG_MS);
}

/** A configuration whose final observation is due. */
export interface NextLook {
  /** Whether it is the baseline or the likely answer. */
  isNeeded: boolean;
  /** Time of one observed pass and its processing. */
  lookMs: number;
  leftMs: number;
}

/**
 * Returns the number of passes to observe: several short ones if there is time, one if needed, otherwise none when
 * late.
 */
export function looksWithin({ isNeeded, lookMs, leftMs }: NextLook): number {
  if (lookMs < SHORT_MS / SHORT_LOOKS) return leftMs > 0 ? SHORT_LOOKS : 1;
  if (isInTime(lookMs, leftMs)) return lookMs * SHORT_LOOKS < Math.min(leftMs, SHORT_MS * 2) ? SHORT_LOOKS : 1;
  return isNeeded && lookMs < LONG_MS ? 1 : lookMs < SHORT_MS ? 1 : 0;
}

/** A configuration that will be observed after the rounds. */
export interface LastLook {
  /** Time of one observed pass and its processing. */
  lookMs: number;
  /** Whether its rounds are observed, so that it needs no further pass. */
  isObserved: boolean;
  /** Whether its cores are to be sampled and its rounds are too short for that. */
  isSampled: boolean;
}

/** Estimates the time of the final observations, in ms. */
export function lastLooksMs(looks: readonly LastLook[]): number {
  return looks.reduce((sum, { lookMs, isObserved, isSampled }) => {
    const passes = isObserved ? 0 : looksWithin({ isNeeded: true, lookMs, leftMs: SHORT_MS * 2 });
    return sum + passes * lookMs + (isSampled ? SAMPLED_MS : 0);
  }, 0);
}

/**
 * Returns whether to determine why results differ, which takes two fresh processes and three passes. Short passes are
 * always worth it.
 */
export function mayClassify(startMs: number, passMs: number, leftMs: number): boolean {
  return passMs < SHORT_MS || isInTime(classifyMs(startMs, passMs), leftMs);
}

/** Estimates the time to determine why results differ, in ms. */
export function classifyMs(startMs: number, passMs: number): number {
  return 2 * startMs + 3 * passMs;
}
