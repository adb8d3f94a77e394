import type { StrategyName } from '../../src/model/plan.ts';
import type { PredictionPoint, Report } from '../../src/model/report.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { type AmdahlBound, boundAt } from '../../src/report/prediction/amdahl.ts';

/** One measured configuration as a point with whiskers. */
export interface SpeedupPoint {
  strategy: StrategyName;
  /** `4 threads`, with the chunk size where others differ in that alone. */
  label: string;
  workers: number;
  speedup: number;
  low: number;
  high: number;
  /** Wall time of one pass; absent while the run still goes on. */
  wallMs?: number;
}

/** All that the chart of speedup against workers draws, in workers (x) and times (y). */
export interface SpeedupSeries {
  strategies: {
    name: StrategyName;
    points: SpeedupPoint[];
    /** The fastest at each number of workers. */ line: SpeedupPoint[];
  }[];
  /** The line that an ideal pool would follow. */
  linear: [number, number][];
  /** Limit set by the serial part (Amdahl's law); empty if unknown. */
  amdahl: [number, number][];
  /** Share of the serial time behind `amdahl`. */
  serialShare: number | null;
  /** Beyond the cores of this machine. */
  prediction: PredictionPoint[];
  /** How many can run at once here; `null` when not known. */
  cores: number | null;
  /** Both axes in powers of two, so that one worker and 64 both have room. */
  logarithmic: boolean;
  x: { min: number; max: number };
  y: { min: number; max: number };
  xTicks: number[];
}

const STRATEGY_ORDER: StrategyName[] = ['threads', 'processes', 'async'];
/** Above this many workers a linear axis would press what was measured into a corner. */
const LARGEST_LINEAR_AXIS = 20;

/** The measured points of a report, the baseline left out: its speedup is 1 by definition. */
export function measuredPoints(report: Report): SpeedupPoint[] {
  return report.strategies
    .filter((strategy) => strategy.kind !== 'baseline')
    .map((strategy) => ({
      strategy: strategy.name,
      label: labelStrategy(strategy, report.strategies),
      workers: strategy.workers,
      speedup: strategy.speedup.value,
      low: strategy.speedup.ci95[0],
      high: strategy.speedup.ci95[1],
      wallMs: strategy.wallMs.median,
    }));
}

function isFastest(point: SpeedupPoint, rivals: readonly SpeedupPoint[]): boolean {
  return rivals.every((rival) => rival === point || rival.workers !== point.workers || rival.speedup < point.speedup);
}

function powersOfTwo(max: number): number[] {
  const ticks: number[] = [];
  for (let tick = 1; tick <= max; tick *= 2) ticks.push(tick);
  return ticks;
}

/** Whole numbers up to `max`, at most about ten of them. */
function wholeNumbers(max: number): number[] {
  const step = max <= 10 ? 1 : 2;
  const ticks = [1];
  for (let tick = 2; tick <= max; tick += step) ticks.push(tick);
  return ticks;
}

/** A curve as points close enough to look smooth on either kind of axis. */
function curve(max: number, at: (x: number) => number): [number, number][] {
  const steps = 48;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = max ** (i / steps);
    return [x, at(x)];
  });
}

/**
 * The series of the chart.
 *
 * @param points measured ones, in any order
 * @param cores that this machine can run at once
 * @param planned what is going to be measured, for a chart that grows
 * @param bound Amdahl's; `null` leaves it out
 * @param prediction expected speedups by number of cores; only those beyond `cores` are drawn, joined to the last within
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
  // Reserve room for planned configurations, so that the scales stay the same while the chart grows.
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
