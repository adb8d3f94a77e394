import type { Configuration, StrategyName } from '../../model/plan.ts';

/** Tracks within 10% of the fastest count as tied. */
const TIE_RATIO = 1.1;

/** The figures by which tracks are compared. */
interface Timed {
  configuration: Configuration;
  /** One pass, as last seen. */
  passMs: number;
}

/** Those whose cores are worth a picture: of each strategy the fastest, and what is hardly slower. */
export function fastTracks<Track extends Timed>(tracks: readonly Track[]): Set<Track> {
  return new Set(
    tracks.filter(({ configuration: { strategy }, passMs }) => !(passMs > TIE_RATIO * bestOf(strategy, tracks))),
  );
}

/** The one that is most likely the answer: of the fastest and what is hardly slower, the one with the fewest workers. */
export function likelyBest<Track extends Timed>(tracks: readonly Track[]): Track | undefined {
  const bestMs = Math.min(...tracks.map(({ passMs }) => passMs));
  return tracks
    .filter(({ passMs }) => passMs <= TIE_RATIO * bestMs)
    .sort((a, b) => a.configuration.workers - b.configuration.workers)[0];
}

/** The fastest pool of each kind. */
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
