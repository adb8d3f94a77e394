import type { Finding } from '../../model/finding.ts';
import type { ErrorData, Measurement } from '../../model/measurement.ts';
import { runFinding, type RunFacts, type RunRule } from './run-facts.ts';
import { thrownAt } from './thrown-at.ts';

/** Finds items that failed, everywhere or in a pool only, and strategies that could not be measured. */
export const findFailures: RunRule = (facts) => {
  const serial = facts.serialMeasurement;
  const failedSerially = new Set(serial?.failures.map((failure) => failure.item));
  const findings: Finding[] = serial ? itemsFailed(facts, serial) : [];
  for (const measurement of facts.measurements) {
    const { strategy, workers } = measurement.configuration;
    // Another finding reports the rejection that ended its workers.
    const rejected = measurement.sideEffects?.rejections !== undefined;
    if (measurement.error && !rejected && !isExplained(measurement.error, serial)) {
      const { message } = measurement.error;
      findings.push(
        runFinding(facts, 'strategy-failed', { strategy, workers, message }, { rounds: measurement.rounds.length }),
      );
    }
    const first = measurement.failures.find(
      ({ item, error }) => !failedSerially.has(item) && !(rejected && error.code === 'ERR_WORKER_LOST'),
    );
    if (measurement === serial || !first) continue;
    const failed = measurement.failedItems - (serial?.failedItems ?? 0);
    findings.push(
      runFinding(
        facts,
        'fails-only-in-pool',
        {
          strategy,
          workers,
          failed: Math.max(1, failed),
          count: facts.items,
          item: first.item,
          input: first.input,
          message: first.error.message,
        },
        { failed: Math.max(1, failed), count: facts.items },
        { related: placeOf(first.error, facts) },
      ),
    );
  }
  return findings;
};

/** Returns whether another finding reports the value that cannot be cloned, with its path. */
function isExplained(error: ErrorData, serial: Measurement | null): boolean {
  const reported = serial?.problems.some(({ problem }) => problem === 'not-cloneable') ?? false;
  return reported && error.name === 'DataCloneError';
}

function itemsFailed(facts: RunFacts, serial: Measurement): Finding[] {
  const first = serial.failures[0];
  if (!first) return [];
  const args = {
    failed: serial.failedItems,
    count: facts.items,
    item: first.item,
    input: first.input,
    message: first.error.message,
  };
  const evidence = { failed: serial.failedItems, count: facts.items };
  return [runFinding(facts, 'items-failed', args, evidence, { related: placeOf(first.error, facts) })];
}

function placeOf(error: ErrorData, { target }: RunFacts): Finding['related'] {
  const location = thrownAt(error, target.location.file);
  return location && [{ location, note: 'thrown here' }];
}
