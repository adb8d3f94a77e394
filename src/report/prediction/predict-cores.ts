import type { PredictionPoint, StrategyResult } from '../../model/report.ts';
import { type AmdahlBound, boundAt, boundSpeedups } from './amdahl.ts';
import type { FittedPool } from './fit-pool-model.ts';
import { predictSpeedup } from './predict-speedup.ts';

const USUAL_CORES = [1, 2, 4, 8, 16, 32, 64];

/**
 * Expected speedup with as many workers as cores, for the usual machines, this one, the asked one, and as many cores as the
 * fastest measured pool has workers; and the bound above those and all measured speedups of this pool.
 */
export function predictCores(
  model: FittedPool,
  items: number,
  results: readonly StrategyResult[],
  targetCores: number | null,
  seed: number,
): { points: PredictionPoint[]; bound: AmdahlBound } {
  const { measured, chunkSize } = model;
  const ownCores = measured.map(({ workers, speedup }) => ({ cores: workers, speedup: speedup.value }));
  const tasks = results.find((result) => result.kind === 'baseline')?.tasks;
  if (!tasks) return { points: [], bound: boundSpeedups(ownCores) };
  const { sampleMs, count } = tasks;
  const fastest = measured.reduce((a, b) => (b.speedup.value > a.speedup.value ? b : a));
  const wanted = new Set([
    ...USUAL_CORES,
    model.cores,
    ...(fastest.workers <= model.cores ? [fastest.workers] : []),
    ...(targetCores === null ? [] : [targetCores]),
  ]);
  const predicted = [...wanted]
    .sort((a, b) => a - b)
    .map((cores) => {
      const scenario = { cores, workers: cores, items, chunkSize, sampleMs, measuredItems: count };
      const { speedup, low, high } = predictSpeedup(model, scenario, seed);
      return { cores, speedup, low, high };
    });
  const bound = boundSpeedups([...ownCores, ...predicted]);
  // The bound passes through the point that it is derived from, up to rounding.
  const points = predicted.map((point) => ({ ...point, amdahl: Math.max(point.speedup, boundAt(bound, point.cores)) }));
  return { points, bound };
}
