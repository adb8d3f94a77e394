import type { StrategyName } from '../../src/model/plan.ts';
import type { PredictionPoint, Report } from '../../src/model/report.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { hasInterval } from '../../src/report/numbers-in-words.ts';
import { type AmdahlBound, boundAt } from '../../src/report/prediction/amdahl.ts';

/** One measured configuration as a point with whiskers. */
export interface SpeedupPoint {
  strategy: StrategyName;
  /** `4 threads`, with the chunk size if others differ only in that. */
  label: string;
  workers: number;
  speedup: number;
  low: number;
  high: number;
  /** Wall time of one pass; absent during the run. */
  wallMs?: number;
}

/** Everything that the chart of speedup against workers draws, in workers (x) and multiples of serial speed (y). */
export interface SpeedupSeries {
  strategies: {
    name: StrategyName;
    points: SpeedupPoint[];
    /** The fastest point at each number of workers. */ line: SpeedupPoint[];
  }[];
  /** Line of ideal scaling. */
  linear: [number, number][];
  /** Limit set by the serial part (Amdahl's law); empty if unknown. */
  amdahl: [number, number][];
  /** Share of the serial part that `amdahl` is based on. */
  serialShare: number | null;
  /** Predictions beyond the cores of this machine. */
  prediction: PredictionPoint[];
  /** Number of cores that can run at once here; `null` if unknown. */
  cores: number | null;
  /** Whether both axes are in powers of two, so that 1 and 64 workers are both readable. */
  logarithmic: boolean;
  x: { min: number; max: number };
  y: { min: number; max: number };
  xTicks: number[];
}

const STRATEGY_ORDER: StrategyName[] = ['threads', 'processes', 'bullmq', 'async'];
/** Above this many workers, a linear axis would squeeze the measured points into a corner. */
const LARGEST_LINEAR_AXIS = 20;

/** Returns the measured points of a report without the baseline, whose speedup is 1 by definition. */
export function measuredPoints(report: Report): SpeedupPoint[] {
  return report.strategies
    .filter((strategy) => strategy.kind !== 'baseline')
    .map((strategy) => {
      const { value, ci95 } = strategy.speedup;
      const [low, high] = hasInterval(strategy) ? ci95 : [value, value];
      return {
        strategy: strategy.name,
        label: labelStrategy(strategy, report.strategies),
        workers: strategy.workers,
        speedup: value,
        low,
        high,
        wallMs: strategy.wallMs.median,
      };
    });
}

function isFastest(point: SpeedupPoint, rivals: readonly SpeedupPoint[]): boolean {
  return rivals.every((rival) => rival === point || rival.workers !== point.workers || rival.speedup < point.speedup);
}

function powersOfTwo(max: number): number[] {
  const ticks: number[] = [];
  for (let tick = 1; tick <= max; tick *= 2) ticks.push(tick);
  return ticks;
}

/** Returns whole numbers up to `max`, at most about ten of them. */
function wholeNumbers(max: number): number[] {
  const step = max <= 10 ? 1 : 2;
  const ticks = [1];
  for (let tick = 2; tick <= max; tick += step) ticks.push(tick);
  return ticks;
}

/** Returns a curve as points close enough to look smooth on either kind of axis. */
function curve(max: number, at: (x: number) => number): [number, number][] {
  const steps = 48;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = max ** (i / steps);
    return [x, at(x)];
  });
}

/**
 * Returns the series of the chart.
 *
 * @param points measured ones, in any order
 * @param cores number of cores that can run at once on this machine
 * @param planned configurations still to be measured, for a chart that grows
 * @param bound Amdahl's; `null` leaves it out
 * @param prediction expected speedups by number of cores; only those beyond `cores` are drawn, joined to the last
 * within
 */
export function speedupSeries(
  points: readonly SpeedupPoint[],
  cores: number | null,
  prediction: readonly PredictionPoint[] = [],
  bound: AmdahlBound | null = null,
  planned: readonly { workers: number }[] = [],
): SpeedupSeries {
  const strategies = STRATEGY_ORDER.map((name) => {
    const own = points.filter((point) => point.strategy === name).sort((a, b) => a.workers - b.workers);
    return { name, points: own, line: own.filter((point) => isFastest(point, own)) };
  }).filter((strategy) => strategy.points.length > 0);

  const mostWorkers = Math.max(2, cores ?? 1, ...[...points, ...planned].map((point) => point.workers));
  const known = cores ?? mostWorkers;
  const ahead = prediction
    .filter((point) => point.cores <= Math.max(4 * known, mostWorkers))
    .sort((a, b) => a.cores - b.cores);
  const first = ahead.findLastIndex((point) => point.cores <= known);
  const shownPrediction = ahead.slice(Math.max(0, first));
  const xMax = Math.max(mostWorkers, ...shownPrediction.map((point) => point.cores));
  const logarithmic = xMax > LARGEST_LINEAR_AXIS;
  // Reserves room for planned configurations, so that the scales stay the same while the chart grows.
  const plannedRoom = Math.min(known, ...(planned.length > 0 ? [mostWorkers] : [0]));
  const highest = Math.max(
    1.5,
    plannedRoom,
    ...points.map((point) => point.high),
    ...shownPrediction.map((point) => point.high),
  );
  const lowest = Math.min(1, ...points.map((point) => point.low));
  const yMax = highest * 1.12;

  return {
    strategies,
    linear: curve(xMax, (x) => x),
    amdahl: bound === null ? [] : curve(xMax, (x) => boundAt(bound, x)),
    serialShare: bound?.serialFraction ?? null,
    prediction: shownPrediction.length > 1 ? shownPrediction : [],
    cores,
    logarithmic,
    x: logarithmic ? { min: 0.9, max: xMax * 1.12 } : { min: 0.5, max: xMax + 0.5 },
    y: logarithmic
      ? { min: Math.min(0.5, Math.max(0.01, lowest * 0.8)), max: Math.max(2, yMax) }
      : { min: 0, max: yMax },
    xTicks: logarithmic ? powersOfTwo(xMax) : wholeNumbers(xMax),
  };
}
