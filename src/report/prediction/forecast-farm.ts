import type { FarmForecast } from '../../model/farm-forecast.ts';
import type { FarmPoint } from '../../model/farm-point.ts';
import type { Report } from '../../model/report.ts';
import { usableCores } from '../usable-cores.ts';
import { predictFarm, type FarmEvidence, type ProbedQueue } from './predict-farm.ts';

/** The farms to predict for. */
export interface FarmForecastRequest {
  machines: readonly number[];
  /** Of each machine; `null`: as many as on the measured one. */
  cores: number | null;
  /** `null`: as many as were measured. */
  items: number | null;
  /** `null`: the fewest items per job that nearly reach the best speedup. */
  chunkSize: number | null;
}

const USUAL_MACHINES = [1, 2, 4, 8, 16];

/** Predicts for the usual numbers of machines like the measured one. */
export function predictFarms(report: FarmEvidence & Pick<Report, 'machine'>, queue: ProbedQueue): FarmPoint[] {
  const cores = Math.max(1, Math.floor(usableCores(report.machine)));
  return USUAL_MACHINES.flatMap(
    (machines) => predictFarm(report, queue, { machines, cores, items: report.inputs.count, chunkSize: null }) ?? [],
  );
}

/**
 * Predicts from a stored report and the probe of a queue, without measuring the function again.
 * @returns `null` without serial task times
 */
export function forecastFarm(
  report: Report,
  queue: ProbedQueue & { redis: string },
  request: FarmForecastRequest,
): FarmForecast | null {
  const cores = request.cores ?? Math.max(1, Math.floor(usableCores(report.machine)));
  const items = request.items ?? report.inputs.count;
  const { chunkSize } = request;
  const points = request.machines.flatMap(
    (machines) => predictFarm(report, queue, { machines, cores, items, chunkSize }) ?? [],
  );
  if (points.length < request.machines.length) return null;
  const { target, startedAt } = report;
  return { version: 1, target, startedAt, kind: 'bullmq', items, redis: queue.redis, probe: queue.probe, points };
}
