/** A round lasts at least so long, so that clock and samplers have something to see: short passes are repeated. */
export const ROUND_MS = 50;

/** About how long a round of passes of `passMs` takes. */
export function roundMs(passMs: number): number {
  return Math.max(ROUND_MS, passMs);
}
