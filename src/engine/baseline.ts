import type { Measurement } from '../model/measurement.ts';
import { HostError } from './strategy-process.ts';
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

/** @throws HostError when no item came through: then there is nothing to measure */
export function refuseIfAllFailed({ failedItems, failures }: Measurement, count: number): void {
  const [first] = failures;
  if (!first || failedItems < count) return;
  const { name, message } = first.error;
  throw new HostError(
    'run',
    `the function threw for every one of the ${count} items; for the first, ${first.input}: ${name}: ${message}`,
    first.error,
  );
}
