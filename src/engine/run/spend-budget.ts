import { type Configuration, isPoolStrategy } from '../../model/plan.ts';

/** For a picture of the cores, which are sampled every 100 ms, short passes are repeated so long. */
export const SAMPLED_MS = 400;
/** Samples in a row that are a picture; a round of this many intervals makes one as well. */
export const ENOUGH_SAMPLES = 4;
/** Fewest rounds of long passes that show how far rounds are apart. */
export const LEAST_ROUNDS = 3;
/** Work that is owed may end so long after the budget. Before and after a run the source is read and checked. */
const OVERRUN_MS = 500;
/** Below this, the work itself is not what takes the time: a busy machine must not take the answer away. */
const SHORT_MS = 250;
/** From this on, it is. */
const LONG_MS = 1_000;
/** Looks at passes that are short, to pick a typical one. */
const SHORT_LOOKS = 5;

/** Whether work of `expectedMs` ends early enough, with `leftMs` of the budget left. */
export function isInTime(expectedMs: number, leftMs: number): boolean {
  return expectedMs <= leftMs + OVERRUN_MS;
}

/** Whether the first pass is a round as well, because a second one would be too late. A short one alone would be luck. */
export function firstPassCounts(passMs: number, leftMs: number): boolean {
  return passMs >= SHORT_MS && 2 * passMs > leftMs;
}

/** A configuration that is about to start. */
export interface NextStart {
  configuration: Configuration;
  /** Those that were started before it. */
  started: readonly Configuration[];
  /** Time to start it, warm it up, make its first pass and a round, as others took. */
  expectedMs: number;
  /** One pass, as expected. */
  passMs: number;
  /** Of the budget, without the last looks. */
  leftMs: number;
  /** Whether a person asked for this very one. */
  isAsked: boolean;
}

/**
 * Whether a further configuration starts. The first pool always does: there is no answer without one. Those that a person
 * asked for do where their passes are short, the others only within the budget.
 */
export function mayStart({ started, expectedMs, passMs, leftMs, isAsked }: NextStart): boolean {
  if (!started.some(({ strategy }) => isPoolStrategy(strategy))) return true;
  return expectedMs <= leftMs || (isAsked && passMs < LONG_MS);
}

/** A configuration whose last look is due. */
export interface NextLook {
  /** Whether it is the baseline or likely the answer. */
  isNeeded: boolean;
  /** One observed pass with all that is made of it. */
  lookMs: number;
  leftMs: number;
}

/** How many passes to observe: several short ones where there is time, one of what is needed, of others none when it is late. */
export function looksWithin({ isNeeded, lookMs, leftMs }: NextLook): number {
  if (lookMs < SHORT_MS / SHORT_LOOKS) return leftMs > 0 ? SHORT_LOOKS : 1;
  if (isInTime(lookMs, leftMs)) return lookMs * SHORT_LOOKS < Math.min(leftMs, SHORT_MS * 2) ? SHORT_LOOKS : 1;
  return isNeeded && lookMs < LONG_MS ? 1 : lookMs < SHORT_MS ? 1 : 0;
}

/** A configuration that will be looked at after the rounds. */
export interface LastLook {
  /** One observed pass with all that is made of it. */
  lookMs: number;
  /** Whether its rounds are observed, so that no further pass is. */
  isObserved: boolean;
  /** Whether its cores are wanted, and its rounds too short to show them. */
  isSampled: boolean;
}

/** What last looks will take, in ms. */
export function lastLooksMs(looks: readonly LastLook[]): number {
  return looks.reduce((sum, { lookMs, isObserved, isSampled }) => {
    const passes = isObserved ? 0 : looksWithin({ isNeeded: true, lookMs, leftMs: SHORT_MS * 2 });
    return sum + passes * lookMs + (isSampled ? SAMPLED_MS : 0);
  }, 0);
}

/** Whether to find out why results differ: two fresh processes and three passes. Short passes are worth it at any time. */
export function mayClassify(startMs: number, passMs: number, leftMs: number): boolean {
  return passMs < SHORT_MS || isInTime(classifyMs(startMs, passMs), leftMs);
}

/** To find out why results differ, in ms. */
export function classifyMs(startMs: number, passMs: number): number {
  return 2 * startMs + 3 * passMs;
}
