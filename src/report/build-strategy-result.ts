import type { Measurement, ObservedPass, WorkerActivity } from '../model/measurement.ts';
import type { BaselineMemory, PoolMemory, QueueUse, StrategyResult } from '../model/report.ts';
import { accountCapacity, factorSpeedup } from './account-capacity.ts';
import { breakEvenItems } from './break-even.ts';
import { defaultChunkSize } from './prediction/default-chunk-size.ts';
import { groupByReplica, pairRounds } from './pair-rounds.ts';
import { estimateTimes, type TimeEstimate } from './statistics/estimate-times.ts';
import { median, sum } from '../math/median.ts';
import { findOutliers } from './statistics/outliers.ts';
import { seededRandom } from '../math/seeded-random.ts';
import { measureSpread } from './statistics/spread.ts';

/** Maximum number of failures in a report. */
const KEPT_FAILURES = 100;

/**
 * Builds the results of all configurations from one fit of all rounds, so that they are consistent: the serial time
 * divided by a time is its speedup. Configurations that share no round with the baseline have no speedup and are left
 * out.
 *
 * @param measurements the baseline first
 * @param items number of items in a pass
 */
export function buildStrategyResults(
  measurements: readonly Measurement[],
  items: number,
  seed: number,
): StrategyResult[] {
  const estimates = estimateTimes(
    measurements.map(({ rounds }) => rounds),
    seededRandom(seed),
  );
  const [serial] = measurements;
  const serialMs = estimates[0]?.wallMs.value;
  if (!serial || serialMs === undefined) return [];
  return measurements.flatMap((measurement, index): StrategyResult[] => {
    const times = estimates[index];
    if (!times) return [];
    const { strategy } = measurement.configuration;
    const measured = describeMeasured(measurement, times);
    if (strategy === 'serial')
      return [{ kind: 'baseline', name: strategy, ...measured, memory: describeBaselineMemory(measurement) }];
    const ratios = groupByReplica(pairRounds(serial.rounds, measurement.rounds), (pair) => pair.ratio);
    const compared = { ...measured, spread: measureSpread(ratios), doubts: [] };
    const inFlight = measurement.observed?.inFlight;
    if (strategy === 'async') return [{ kind: 'async', name: strategy, ...compared, ...(inFlight && { inFlight }) }];
    return [
      { kind: 'pool', name: strategy, ...compared, ...describePool(measurement, serial, items, serialMs, times) },
    ];
  });
}

function describeMeasured(measurement: Measurement, { wallMs, speedup }: TimeEstimate) {
  const pass = measurement.observed;
  const { workers, strategy } = measurement.configuration;
  return {
    workers,
    wallMs: { median: wallMs.value, ci95: wallMs.ci95 },
    speedup,
    efficiency: strategy === 'serial' ? 1 : speedup.value / workers,
    outliers: findOutlierRounds(measurement),
    coldMs: measurement.coldMs.length > 0 ? median(measurement.coldMs) : null,
    rounds: measurement.rounds,
    tasks: pass?.tasks ?? null,
    coreUsage: measurement.cores,
    workerTimeline: pass?.workers ?? [],
    memory: measurement.memory ? { rssBytes: measurement.memory.rssBytes } : null,
    results: measurement.results,
    failedItems: measurement.failedItems,
    failures: measurement.failures.slice(0, KEPT_FAILURES),
  };
}

function describePool(
  measurement: Measurement,
  serial: Measurement,
  items: number,
  serialMs: number,
  { wallMs }: TimeEstimate,
) {
  const { workers } = measurement.configuration;
  const startupMs = measurement.startupMs.length > 0 ? median(measurement.startupMs) : 0;
  const pass = measurement.observed;
  const explained = pass && serial.observed ? { pass, workers, wallMs: wallMs.value, serialMs } : null;
  const timeMs = explained && accountCapacity(explained);
  const main = pass?.main;
  return {
    chunkSize: measurement.chunkSize ?? defaultChunkSize(items, workers),
    speedupWithStartup: serialMs / (wallMs.value + startupMs),
    startupMs,
    breakEvenItems: items === 0 ? null : breakEvenItems(startupMs, serialMs / items, wallMs.value / items),
    factors: explained && factorSpeedup(explained, serial.observed?.wallMs ?? 0),
    timeMs,
    mainThread: main ? { ...main, busyMs: main.busyMs * (timeMs?.scale ?? 1) } : null,
    memory: describePoolMemory(measurement, serial),
    ...(measurement.configuration.strategy === 'bullmq' && pass ? { queue: describeQueueUse(pass) } : {}),
  };
}

function describeQueueUse(pass: ObservedPass): QueueUse {
  const jobs = Math.max(1, pass.main?.messages ?? 1);
  const total = (of: (worker: WorkerActivity) => number): number => sum(pass.workers.map(of));
  const [sentBytes, receivedBytes] = [total(({ bytesIn }) => bytesIn), total(({ bytesOut }) => bytesOut)];
  return {
    jobs,
    jobMs: total(({ busyMs }) => busyMs) / jobs,
    costMs: total(({ dispatchMs, cloneInMs, cloneOutMs }) => dispatchMs + cloneInMs + cloneOutMs) / jobs,
    sentBytes,
    receivedBytes,
    bytesPerMs: pass.wallMs > 0 ? (sentBytes + receivedBytes) / pass.wallMs : 0,
  };
}

function describeBaselineMemory({ memory }: Measurement): BaselineMemory | null {
  if (!memory) return null;
  const { rssBytes, retainedBytes } = memory;
  // Memory retained in only some of the steps was allocated once, or is freed from time to time.
  return { rssBytes, ...(retainedBytes && { retainedBytes: Math.min(...retainedBytes) }) };
}

function describePoolMemory({ memory, configuration }: Measurement, serial: Measurement): PoolMemory | null {
  if (!memory) return null;
  const { rssBytes } = memory;
  const beyond = serial.memory ? rssBytes - serial.memory.rssBytes : 0;
  return { rssBytes, perWorkerBytes: beyond > 0 ? beyond / configuration.workers : null };
}

/** Finds outliers per replica, because replicas differ by more than their rounds do. */
function findOutlierRounds(measurement: Measurement): number[] {
  const replicas = new Set(measurement.rounds.map((round) => round.replica));
  return [...replicas]
    .flatMap((replica) => {
      const rounds = measurement.rounds.filter((round) => round.replica === replica);
      return findOutliers(rounds.map((round) => round.wallMs)).map((position) => rounds[position]?.index ?? -1);
    })
    .sort((a, b) => a - b);
}
