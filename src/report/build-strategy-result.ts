import type { Measurement } from '../model/measurement.ts';
import type { BaselineMemory, Estimate, PoolMemory, StrategyResult } from '../model/report.ts';
import { accountCapacity, factorSpeedup } from './account-capacity.ts';
import { breakEvenItems } from './break-even.ts';
import { defaultChunkSize } from './prediction/default-chunk-size.ts';
import { groupByReplica, pairRounds } from './pair-rounds.ts';
import { estimateMedian } from './statistics/bootstrap.ts';
import { median } from './statistics/median.ts';
import { findOutliers } from './statistics/outliers.ts';
import { seededRandom } from './statistics/seeded-random.ts';
import { measureSpread } from './statistics/spread.ts';

/** More failures than anyone reads would make the report large. */
const KEPT_FAILURES = 100;

/**
 * One configuration's numbers against the serial baseline.
 *
 * @param serial the baseline's measurement; pass the same object for the baseline itself
 * @param items how many items a pass has
 * @returns `null` when no round of it was paired with a serial one, so that it has no speedup
 */
export function buildStrategyResult(
  measurement: Measurement,
  serial: Measurement,
  items: number,
  seed: number,
): StrategyResult | null {
  const pairs = pairRounds(serial.rounds, measurement.rounds);
  if (pairs.length === 0) return null;
  const random = seededRandom(seed);
  const { strategy } = measurement.configuration;
  const wall = estimateMedian(
    groupByReplica(measurement.rounds, (round) => round.wallMs),
    random,
  );
  const measured = describeMeasured(measurement, wall);
  if (strategy === 'serial')
    return { kind: 'baseline', name: strategy, ...measured, memory: describeBaselineMemory(measurement) };

  const ratios = groupByReplica(pairs, (pair) => pair.ratio);
  const speedup = estimateMedian(ratios, random);
  const compared = {
    ...measured,
    speedup,
    efficiency: speedup.value / measured.workers,
    spread: measureSpread(ratios),
    doubts: [],
  };
  if (strategy === 'async') return { kind: 'async', name: strategy, ...compared };
  const serialMs = median(pairs.map((pair) => pair.serialMs));
  return { kind: 'pool', name: strategy, ...compared, ...describePool(measurement, serial, items, serialMs, speedup) };
}

/** Fields of every kind; the speedup and efficiency are the baseline's. */
function describeMeasured(measurement: Measurement, wall: Estimate) {
  const pass = measurement.observed;
  return {
    workers: measurement.configuration.workers,
    wallMs: { median: wall.value, ci95: wall.ci95 },
    speedup: { value: 1, ci95: [1, 1] as [number, number] },
    efficiency: 1,
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
  speedup: Estimate,
) {
  const { workers } = measurement.configuration;
  const startupMs = measurement.startupMs.length > 0 ? median(measurement.startupMs) : 0;
  const parallelMs = serialMs / speedup.value;
  const pass = measurement.observed;
  const serialTasksMs = serial.observed?.tasks.sumMs ?? null;
  const explained = pass !== null && serialTasksMs !== null;
  return {
    chunkSize: measurement.chunkSize ?? defaultChunkSize(items, workers),
    speedupWithStartup: serialMs / (parallelMs + startupMs),
    startupMs,
    breakEvenItems: items === 0 ? null : breakEvenItems(startupMs, serialMs / items, parallelMs / items),
    factors: explained ? factorSpeedup(pass, workers, serialTasksMs, serial.observed?.wallMs ?? 0) : null,
    timeMs: explained ? accountCapacity(pass, workers, serialTasksMs) : null,
    mainThread: pass?.main ?? null,
    memory: describePoolMemory(measurement, serial),
  };
}

function describeBaselineMemory({ memory }: Measurement): BaselineMemory | null {
  if (!memory) return null;
  const { rssBytes, retainedBytes } = memory;
  // Memory that only some of the steps retained was filled once, or is freed now and then.
  return { rssBytes, ...(retainedBytes && { retainedBytes: Math.min(...retainedBytes) }) };
}

function describePoolMemory({ memory, configuration }: Measurement, serial: Measurement): PoolMemory | null {
  if (!memory) return null;
  const { rssBytes } = memory;
  const beyond = serial.memory ? rssBytes - serial.memory.rssBytes : 0;
  return { rssBytes, perWorkerBytes: beyond > 0 ? beyond / configuration.workers : null };
}

/** Replicas differ by more than their rounds do, so each replica is its own yardstick. */
function findOutlierRounds(measurement: Measurement): number[] {
  const replicas = new Set(measurement.rounds.map((round) => round.replica));
  return [...replicas]
    .flatMap((replica) => {
      const rounds = measurement.rounds.filter((round) => round.replica === replica);
      return findOutliers(rounds.map((round) => round.wallMs)).map((position) => rounds[position]?.index ?? -1);
    })
    .sort((a, b) => a - b);
}
