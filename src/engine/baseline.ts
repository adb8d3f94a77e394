import type { StrategyTrack } from './strategy-track.ts';

/** What the track of the baseline found out, which the others are compared with. */
export interface Baseline {
  track: StrategyTrack;
  digests: string[];
  inputsDigest: string;
  /** To start its process and warm it up. */
  startedInMs: number;
  /** Items that one thread runs in a second; all of them where that takes less. */
  itemsPerSecond: number;
}
