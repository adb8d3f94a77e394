import type { PoolModel, PredictionPoint, StrategyResult } from '../../model/report.ts';
import { amdahlSpeedup } from './amdahl.ts';
import { predictSpeedup } from './predict-speedup.ts';

const USUAL_CORES = [1, 2, 4, 8, 16, 32, 64];

/** Expected speedup with as many workers as cores, for the usual machines, this one and the asked one. */
export function predictCores(
  model: PoolModel,
  serial: StrategyResult,
  items: number,
  cores: number,
  targetCores: number | null,
  seed: number,
): PredictionPoint[] {
  if (!serial.tasks) return [];
  const { sampleMs, count } = serial.tasks;
  const wanted = new Set([
    ...USUAL_CORES,
    Math.max(1, Math.floor(cores)),
    ...(targetCores === null ? [] : [targetCores]),
  ]);
  return [...wanted]
    .sort((a, b) => a - b)
    .map((at) => {
      const scenario = { cores: at, workers: at, items, chunkSize: model.chunkSize, sampleMs, measuredItems: count };
      const { speedup, low, high } = predictSpeedup(model, scenario, seed);
      return { cores: at, speedup, low, high, amdahl: amdahlSpeedup(model.serialFraction, at) };
    });
}
