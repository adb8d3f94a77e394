import type { PoolModel, Report } from '../../model/report.ts';
import { usableCores } from '../usable-cores.ts';
import { predictSpeedup, type PredictedSpeedup } from './predict-speedup.ts';

/** Changes of a scenario; absent fields stay as measured. */
export interface WhatIfChange {
  /** CPUs that can be used at once. */
  cores?: number;
  /** As many as the cores unless given. */
  workers?: number;
  /** `null`: the pool's default, ceil(items / (4 x workers)). */
  chunkSize?: number | null;
  items?: number;
  /** Tasks so many times as long. */
  taskLengthFactor?: number;
  /** Payloads are transferred or shared: cloning per item costs nothing. */
  transfer?: boolean;
  kind?: PoolModel['kind'];
  /** Memory bandwidth relative to that of the measured machine. */
  bandwidth?: number;
}

export type WhatIfReport = Pick<Report, 'strategies' | 'poolModels' | 'inputs' | 'machine' | 'plan'>;

/**
 * Predicts the speedup under other circumstances, without measuring again. Pure, seeded, takes a few milliseconds.
 *
 * @returns `null` if the report has no measurement of that kind of pool
 */
export function whatIf(report: WhatIfReport, change: WhatIfChange): PredictedSpeedup | null {
  const kind = change.kind ?? report.poolModels[0]?.kind;
  const model = report.poolModels.find((one) => one.kind === kind);
  const tasks = report.strategies.find((result) => result.name === 'serial')?.tasks;
  if (!model || !tasks || tasks.sampleMs.length === 0) return null;

  const cores = change.cores ?? Math.max(1, Math.floor(usableCores(report.machine)));
  const lengthFactor = change.taskLengthFactor ?? 1;
  const isMeasured = lengthFactor === 1 && !change.transfer && (change.bandwidth ?? 1) === 1;
  const changed: PoolModel = change.transfer ? { ...model, mainPerItemMs: 0, workerPerItemMs: 0 } : model;
  return predictSpeedup(
    changed,
    {
      cores,
      workers: change.workers ?? cores,
      items: change.items ?? report.inputs.count,
      chunkSize: change.chunkSize === undefined ? model.chunkSize : change.chunkSize,
      sampleMs: lengthFactor === 1 ? tasks.sampleMs : tasks.sampleMs.map((ms) => ms * lengthFactor),
      measuredItems: tasks.count,
      isMeasured,
      bandwidth: change.bandwidth ?? 1,
    },
    report.plan.seed,
  );
}
