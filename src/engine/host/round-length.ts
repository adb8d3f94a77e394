import { mean, median } from '../../math/median.ts';

/** Minimum duration of a round, so that clock and samplers see enough: short passes are repeated. */
const ROUND_MS = 50;
/**
 * Minimum duration as a share of a serial round: with few long serial rounds, a single short pass per round is noise.
 */
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
 * Returns the typical time of one pass in a round. Passes that are long enough to be rounds: their median, which
 * ignores a single hiccup of the machine. Shorter passes: their mean, because events that hit few passes, such as
 * garbage collection, are part of the cost.
 *
 * @param passesMs at least one value
 */
export function typicalPassMs(passesMs: readonly number[]): number {
  const meanMs = mean(passesMs);
  return meanMs < ROUND_MS ? meanMs : median(passesMs);
}

function leastMs(serialMs: number): number {
  return Math.max(ROUND_MS, SERIAL_SHARE * serialMs);
}
