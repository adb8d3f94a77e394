/** A round lasts at least so long, so that clock and samplers have something to see: short passes are repeated. */
const ROUND_MS = 50;
/** And at least this part of a serial round: where that is long there are few, and a single short pass beside it is luck. */
const SERIAL_SHARE = 0.1;

/** How many passes of `passMs` a round has, beside serial passes of `serialMs`. */
export function repeatsFor(passMs: number, serialMs: number): number {
  return Math.max(1, Math.ceil(leastMs(serialMs) / passMs));
}

/** About how long a round of passes of `passMs` takes, beside serial passes of `serialMs`. */
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
  const meanMs = passesMs.reduce((sum, ms) => sum + ms, 0) / passesMs.length;
  if (meanMs < ROUND_MS) return meanMs;
  const sorted = passesMs.toSorted((a, b) => a - b);
  const [below = meanMs, above = meanMs] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (below + above) / 2;
}

function leastMs(serialMs: number): number {
  return Math.max(ROUND_MS, SERIAL_SHARE * serialMs);
}
