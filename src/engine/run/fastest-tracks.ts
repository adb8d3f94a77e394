import type { Configuration, StrategyName } from '../../model/plan.ts';

/** Tracks within 10% of the fastest count as tied. */
const TIE_RATIO = 1.1;

/** The figures by which tracks are compared. */
interface Timed {
  configuration: Configuration;
  /** Time of the most recent pass, in ms. */
  passMs: number;
}

/** Returns the tracks whose cores are worth sampling: the fastest of each strategy, and those tied with it. */
export function fastTracks<Track extends Timed>(tracks: readonly Track[]): Set<Track> {
  return new Set(
    tracks.filter(({ configuration: { strategy }, passMs }) => !(passMs > TIE_RATIO * bestOf(strategy, tracks))),
  );
}

/** Returns the track most likely to be recommended: of those tied for fastest, the one with the fewest workers. */
export function likelyBest<Track extends Timed>(tracks: readonly Track[]): Track | undefined {
  const bestMs = Math.min(...tracks.map(({ passMs }) => passMs));
  return tracks
    .filter(({ passMs }) => passMs <= TIE_RATIO * bestMs)
    .sort((a, b) => a.configuration.workers - b.configuration.workers)[0];
}

/** Returns the fastest pool of each kind. */
export function fastestPools<Track extends Timed>(tracks: readonly Track[]): Track[] {
  return (['threads', 'processes'] as const).flatMap((kind) =>
    tracks
      .filter(({ configuration }) => configuration.strategy === kind)
      .sort((a, b) => a.passMs - b.passMs)
      .slice(0, 1),
  );
}

function bestOf(strategy: StrategyName, tracks: readonly Timed[]): number {
  return Math.min(
    ...tracks.filter(({ configuration }) => configuration.strategy === strategy).map(({ passMs }) => passMs),
  );
}
