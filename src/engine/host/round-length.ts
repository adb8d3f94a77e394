import { mean, median } from '../../math/median.ts';

/** A round lasts at least so long, so that clock and samplers have something to see: short passes are repeated. */
const ROUND_MS = 50;
/** And at least this share of a serial round: long serial rounds are few, and a single short pass per round is noise. */
const SERIAL_SHARE = 0.1;

/** Returns the number of passes of `passMs` in a round, given serial passes of `serialMs`. */
export function repeatsFor(passMs: number, serialMs: number): number {
  return Math.max(1, Math.ceil(leastMs(serialMs) / passMs));
}

/** Estimates the length of a round of passes of `passMs`, given serial passes of `serialMs`, in ms. */
export function roundMs(passMs: number, serialMs: number): number {
  return Math.max(leastMs(serialMs), passMs);
}

/**
 * The time of one pass, of those of a round: the median of passes that could be rounds by themselves, so that a hiccup of
 * the machine stays one; of shorter ones the mean, because what happens in one of many, such as garbage collection, is
 * part of them.
 *
 * @param passesMs at least one
 */
export function typicalPassMs(passesMs: readonly number[]): number {
  const meanMs = mean(passesMs);
  return meanMs < ROUND_MS ? meanMs : median(passesMs);
}

function leastMs(serialMs: number): number {
  return Math.max(ROUND_MS, SERIAL_SHARE * serialMs);
}
