/** A round lasts at least about so long, because short passes are repeated. */
const SHORTEST_ROUND_MS = 50;

/**
 * Who takes part in the next round: everybody when there is room, else the baseline and as many of the fastest as fit.
 * Nobody when not even the baseline does. The order of `others` is preserved.
 */
export function affordableTracks<Track extends { passMs: number }>(
  serial: Track,
  others: readonly Track[],
  leftMs: number,
): Track[] {
  let roomMs = leftMs - roundMs(serial);
  if (roomMs < 0) return [];
  const kept = new Set<Track>();
  for (const track of others.toSorted((a, b) => a.passMs - b.passMs)) {
    roomMs -= roundMs(track);
    if (roomMs < 0) break;
    kept.add(track);
  }
  return [serial, ...others.filter((track) => kept.has(track))];
}

function roundMs({ passMs }: { passMs: number }): number {
  return Math.max(passMs, SHORTEST_ROUND_MS);
}
