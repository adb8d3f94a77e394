import { roundMs } from '../host/round-length.ts';

/**
 * Who takes part in the next round: everybody when there is room, else the baseline and as many of the fastest as fit.
 * Nobody when not even the baseline does. The order of `others` is preserved.
 */
export function affordableTracks<Track extends { passMs: number }>(
  serial: Track,
  others: readonly Track[],
  leftMs: number,
): Track[] {
  let roomMs = leftMs - roundMs(serial.passMs, serial.passMs);
  if (roomMs < 0) return [];
  const kept = new Set<Track>();
  for (const track of others.toSorted((a, b) => a.passMs - b.passMs)) {
    roomMs -= roundMs(track.passMs, serial.passMs);
    if (roomMs < 0) break;
    kept.add(track);
  }
  return [serial, ...others.filter((track) => kept.has(track))];
}
