import type { Measurement } from '../../model/measurement.ts';
import type { Configuration } from '../../model/plan.ts';

/** Returns the measurement of a configuration before its first pass. */
export function emptyMeasurement(configuration: Configuration): Measurement {
  return {
    configuration,
    chunkSize: null,
    startupMs: [],
    coldMs: [],
    rounds: [],
    observed: null,
    cores: null,
    results: null,
    failures: [],
    failedItems: 0,
    mutatedItems: 0,
    problems: [],
  };
}
