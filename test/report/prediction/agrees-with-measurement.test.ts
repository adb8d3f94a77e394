import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PredictionPoint, Report, StrategyResult } from '../../../src/model/report.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { formatText } from '../../../src/report/formats/format-text.ts';
import { boundAt } from '../../../src/report/prediction/amdahl.ts';
import { defaultChunkSize } from '../../../src/report/prediction/default-chunk-size.ts';
import { configurations, sampleMachine, sampleMeasurements, type SampleRun } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

interface AnyRun extends Partial<SampleRun> {
  cores: number;
  /** Time that the observed passes needed beyond the timed ones, which costs are read from. */
  observedFactor: number;
}

const anyRun: fc.Arbitrary<AnyRun> = fc
  .record({
    cores: fc.integer({ min: 1, max: 6 }),
    items: fc.integer({ min: 3, max: 120 }),
    task: fc.constantFrom(0.003, 0.05, 2, 30),
    spread: fc.constantFrom(0, 0.5, 3),
    cpuShare: fc.constantFrom(1, 1, 0.6, 0.1),
    helperShare: fc.constantFrom(0, 0, 0.3),
    workers: fc.subarray([1, 2, 3, 4, 6, 8], { minLength: 1 }),
    strategies: fc.subarray<'threads' | 'processes'>(['threads', 'processes'], { minLength: 1 }),
    chunkSize: fc.constantFrom(null, null, 1, 7),
    contention: fc.constantFrom(-0.02, 0, 0.01, 0.1, 0.6),
    level: fc.constantFrom(0.8, 1, 1.1, 1.7),
    messageMs: fc.constantFrom(0.005, 0.05, 0.5),
    noise: fc.constantFrom(0.003, 0.02, 0.1),
    rounds: fc.integer({ min: 1, max: 12 }),
    observedFactor: fc.constantFrom(1, 1, 0.5, 3),
    seed: fc.nat(),
  })
  .map(({ task, spread, workers, strategies, chunkSize, contention, level, messageMs, noise, ...rest }) => ({
    ...rest,
    taskMs: (item) => task * (1 + (spread * ((item * 7) % 11)) / 11),
    configurations: configurations(strategies, workers, chunkSize),
    slowdown: (count) => level * (1 + contention * (count - 1)),
    messageMs: { threads: messageMs, processes: 2 * messageMs },
    replicaNoise: noise,
    roundNoise: noise,
  }));

function reportOf({ observedFactor, ...run }: AnyRun): Report {
  const measurements = sampleMeasurements(run).map((measurement) => {
    const { observed } = measurement;
    if (!observed?.main) return measurement;
    const { busyMs, messages } = observed.main;
    return { ...measurement, observed: { ...observed, main: { busyMs: busyMs * observedFactor, messages } } };
  });
  const machine = { ...sampleMachine, availableParallelism: run.cores, logicalCores: run.cores };
  return buildReport(sampleRun(run, { measurements, machine }));
}

function poolsMeasuredLike(report: Report, { cores }: AnyRun): StrategyResult[] {
  const [model] = report.poolModels;
  if (!model) return [];
  return report.strategies.filter((result) => {
    if (result.kind !== 'pool' || result.name !== model.kind || result.workers > cores || !result.timeMs) return false;
    return result.chunkSize === (model.chunkSize ?? defaultChunkSize(report.inputs.count, result.workers));
  });
}

/** `undefined` where the recommended pool cannot be compared: not a pool, or more workers than cores. */
function recommendedPoint({ recommendation, prediction }: Report, { cores }: AnyRun): PredictionPoint | undefined {
  if (recommendation?.strategy !== 'threads' && recommendation?.strategy !== 'processes') return undefined;
  return recommendation.workers > cores ? undefined : prediction.find((one) => one.cores === recommendation.workers);
}

describe('a prediction compared with the measurement', () => {
  it('contradicts no measured speedup, recommendation or bound', () => {
    const seen = { measured: 0, recommended: 0, denied: 0 };
    fc.assert(
      fc.property(anyRun, (run) => {
        const report = reportOf(run);
        const [model] = report.poolModels;
        for (const { workers, speedup } of poolsMeasuredLike(report, run)) {
          const point = report.prediction.find((one) => one.cores === workers);
          if (!point) continue;
          seen.measured++;
          expect(point.low).toBeLessThanOrEqual(speedup.value);
          expect(point.high).toBeGreaterThanOrEqual(speedup.value);
        }

        const point = recommendedPoint(report, run);
        if (point && report.recommendation) {
          seen.recommended++;
          expect(model?.kind).toBe(report.recommendation.strategy);
          expect(point.low).toBeLessThanOrEqual(report.recommendation.speedup);
          expect(point.high).toBeGreaterThanOrEqual(report.recommendation.speedup);
        }

        for (const { cores, speedup, amdahl } of report.prediction) {
          expect(amdahl).toBeGreaterThanOrEqual(speedup);
          expect(boundAt(model ?? { serialFraction: NaN, workerSpeed: NaN }, cores)).toBeCloseTo(amdahl, 9);
        }

        if (!formatText(report, { colour: false, width: 120 }).includes('No number of cores makes it faster')) return;
        seen.denied++;
        expect(report.recommendation?.strategy).not.toBe(model?.kind);
        for (const { name, speedup } of report.strategies)
          if (name === model?.kind) expect(speedup.value).toBeLessThan(1);
      }),
      { seed: 16, numRuns: 60 },
    );
    // The generator reaches every claim.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });
});
