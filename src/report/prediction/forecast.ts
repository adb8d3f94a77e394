import type { Forecast } from '../../model/forecast.ts';
import type { PoolModel, Report } from '../../model/report.ts';
import { boundAt, boundSpeedups } from './amdahl.ts';
import { whatIf } from './what-if.ts';

/** The machines to predict for. */
export interface ForecastRequest {
  cores: readonly number[];
  /** On each of them; `null`: as many as cores. */
  workers: number | null;
  /** `null`: as many as were measured. */
  items: number | null;
  /** Memory bandwidth relative to the measured machine. */
  bandwidth: number;
  /** `null`: that of the report's own prediction. */
  kind: PoolModel['kind'] | null;
}

/**
 * Predicts from a stored report, without measuring again.
 * @returns `null` when the report has no model of that kind of pool
 */
export function forecast(report: Report, request: ForecastRequest): Forecast | null {
  const kind = request.kind ?? report.poolModels[0]?.kind;
  const model = report.poolModels.find((one) => one.kind === kind);
  if (!model) return null;
  const items = request.items ?? report.inputs.count;
  const { bandwidth } = request;
  const predicted = request.cores.flatMap((cores) => {
    const workers = request.workers ?? cores;
    const answer = whatIf(report, { cores, workers, items, bandwidth, kind: model.kind });
    return answer ? [{ cores, workers, speedup: answer.speedup, low: answer.low, high: answer.high }] : [];
  });
  if (predicted.length < request.cores.length) return null;
  // Workers beyond the cores gain where tasks wait, so the bound counts workers. The model's own bound holds as well.
  const asked = boundSpeedups(predicted.map(({ workers, speedup }) => ({ cores: workers, speedup })));
  const bound = {
    serialFraction: Math.min(asked.serialFraction, model.serialFraction),
    workerSpeed: Math.max(asked.workerSpeed, model.workerSpeed),
  };
  return {
    version: 1,
    target: report.target,
    startedAt: report.startedAt,
    kind: model.kind,
    items,
    bandwidth,
    measuredCores: model.cores,
    memory: model.memory ?? null,
    points: predicted.map((point) => ({ ...point, amdahl: Math.max(point.speedup, boundAt(bound, point.workers)) })),
  };
}
