import type { Measurement } from '../model/measurement.ts';
import { isPoolStrategy } from '../model/plan.ts';
import type { StrategyMemory, StrategyResult } from '../model/report.ts';
import { accountCapacity, factorSpeedup } from './account-capacity.ts';
import { breakEvenItems } from './break-even.ts';
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
  const isBaseline = measurement === serial;
  const { strategy, workers } = measurement.configuration;

  const wall = estimateMedian(
    groupByReplica(measurement.rounds, (round) => round.wallMs),
    random,
  );
  const ratios = groupByReplica(pairs, (pair) => pair.ratio);
  const speedup = isBaseline ? { value: 1, ci95: [1, 1] as [number, number] } : estimateMedian(ratios, random);
  const startupMs = measurement.startupMs.length > 0 ? median(measurement.startupMs) : 0;
  const serialMs = median(pairs.map((pair) => pair.serialMs));
  const parallelMs = serialMs / speedup.value;
  const pass = measurement.observed;
  const serialTasksMs = serial.observed?.tasks.sumMs ?? null;
  const isPool = isPoolStrategy(strategy);
  const explained = isPool && pass !== null && serialTasksMs !== null;

  return {
    name: strategy,
    workers,
    chunkSize: measurement.chunkSize,
    wallMs: { median: wall.value, ci95: wall.ci95 },
    speedup,
    speedupWithStartup: isBaseline ? 1 : serialMs / (parallelMs + startupMs),
    efficiency: speedup.value / workers,
    spread: isBaseline ? null : measureSpread(ratios),
    doubts: [],
    outliers: findOutlierRounds(measurement),
    startupMs,
    coldMs: measurement.coldMs.length > 0 ? median(measurement.coldMs) : null,
    breakEvenItems: isBaseline || items === 0 ? null : breakEvenItems(startupMs, serialMs / items, parallelMs / items),
    rounds: measurement.rounds,
    factors: explained ? factorSpeedup(pass, workers, serialTasksMs, serial.observed?.wallMs ?? 0) : null,
    timeMs: explained ? accountCapacity(pass, workers, serialTasksMs) : null,
    tasks: pass?.tasks ?? null,
    coreUsage: measurement.cores,
    workerTimeline: pass?.workers ?? [],
    mainThread: pass?.main ?? null,
    memory: describeMemory(measurement, serial),
    results: measurement.results,
    failedItems: measurement.failedItems,
    failures: measurement.failures.slice(0, KEPT_FAILURES),
  };
}

function describeMemory({ memory, configuration }: Measurement, serial: Measurement): StrategyMemory | null {
  if (!memory) return null;
  const { rssBytes, retainedBytes } = memory;
  const { strategy, workers } = configuration;
  const beyond = isPoolStrategy(strategy) && serial.memory ? rssBytes - serial.memory.rssBytes : 0;
  // Memory that only some of the steps retained was filled once, or is freed now and then.
  return {
    rssBytes,
    perWorkerBytes: beyond > 0 ? beyond / workers : null,
    ...(retainedBytes && { retainedBytes: Math.min(...retainedBytes) }),
  };
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
