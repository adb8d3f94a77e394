import type { Round } from '../../model/measurement.ts';
import type { Estimate } from '../../model/report.ts';
import { drawFrom, RESAMPLES } from './bootstrap.ts';
import { baselineIn, fitRounds, refit, type RoundsFit } from './fit-rounds.ts';
import { studentLimit } from './student.ts';
import { median, quantile } from '../../math/median.ts';
import type { Random } from '../../math/seeded-random.ts';

/** A strategy's time and speedup in the same typical round: time of the baseline / time = speedup. */
export interface TimeEstimate {
  /** For the baseline with the uncertainty of the typical round; for others with that of their speedup. */
  wallMs: Estimate;
  /** 1 for the baseline. */
  speedup: Estimate;
}

/**
 * Estimates times and speedups of all strategies from one fit of all rounds, see `fitRounds`. The typical round is the
 * median one of the baseline. Intervals come from resampling fresh processes first and rounds second, and are never
 * narrower than the noise of single rounds implies, because a few rounds may agree by chance.
 *
 * @param strategies rounds of each strategy, the baseline first
 * @returns `null` for a strategy that shares no round with the baseline
 */
export function estimateTimes(
  strategies: readonly (readonly Round[])[],
  random: Random,
  resamples = RESAMPLES,
): (TimeEstimate | null)[] {
  const fit = fitRounds(strategies);
  if (!fit) return strategies.map(() => null);
  const [baseline = []] = strategies;
  const draws = resample(fit, baseline, random, resamples);
  const level = typicalLevel(fit, fit.relative, null);
  const serialMs = Math.exp(level);
  return fit.relative.map((relative, strategy) => {
    if (relative === null) return null;
    if (strategy === 0) {
      const { low, high } = interval(level, draws.levels, wideningFor(baseline), leastLevelWidth(fit));
      return { wallMs: toEstimate(level, low, high), speedup: { value: 1, ci95: [1, 1] } };
    }
    const { low, high } = interval(
      -relative,
      draws.speedups[strategy] ?? [],
      wideningFor(strategies[strategy] ?? []),
      studentLimit(0.05, fit.freedom[strategy] ?? 1) * (fit.errors[strategy] ?? 0),
    );
    const speedup = toEstimate(-relative, low, high);
    return {
      wallMs: { value: serialMs / speedup.value, ci95: [serialMs / speedup.ci95[1], serialMs / speedup.ci95[0]] },
      speedup,
    };
  });
}

/** Returns times without intervals, for updates after every round. */
export function fitTimes(strategies: readonly (readonly Round[])[]): ({ wallMs: number; speedup: number } | null)[] {
  const fit = fitRounds(strategies);
  if (!fit) return strategies.map(() => null);
  const level = typicalLevel(fit, fit.relative, null);
  return fit.relative.map((relative) =>
    relative === null ? null : { wallMs: Math.exp(level + relative), speedup: Math.exp(-relative) },
  );
}

/** log time of the baseline in its median round. */
function typicalLevel(
  { rounds }: RoundsFit,
  relative: readonly (number | null)[],
  counts: ArrayLike<number> | null,
): number {
  const levels = rounds.flatMap((round, at) => {
    const times = counts ? (counts[at] ?? 0) : 1;
    return times === 0 ? [] : Array.from({ length: times }, () => baselineIn(round, relative));
  });
  return median(levels);
}

interface Draws {
  levels: number[];
  /** Of every strategy, from the resamples that it is in. */
  speedups: number[][];
}

function resample(fit: RoundsFit, baseline: readonly Round[], random: Random, resamples: number): Draws {
  const replicas = groupByReplica(fit, baseline);
  const draws: Draws = { levels: [], speedups: fit.relative.map(() => []) };
  const counts = new Uint32Array(fit.rounds.length);
  for (let round = 0; round < resamples; round++) {
    counts.fill(0);
    for (const replica of drawFrom(replicas, random)) {
      for (const at of drawFrom(replica, random)) counts[at] = (counts[at] ?? 0) + 1;
    }
    const relative = refit(fit, counts);
    draws.levels.push(typicalLevel(fit, relative, counts));
    relative.forEach((value, strategy) => {
      if (value !== null) draws.speedups[strategy]?.push(-value);
    });
  }
  return draws;
}

/** Positions of the rounds by the baseline's process; all strategies are started afresh together. */
function groupByReplica({ rounds }: RoundsFit, baseline: readonly Round[]): number[][] {
  const replicaOf = new Map(baseline.map(({ index, replica }) => [index, replica]));
  const groups = new Map<number, number[]>();
  rounds.forEach(({ index }, at) => {
    const replica = replicaOf.get(index) ?? 0;
    const group = groups.get(replica);
    if (group) group.push(at);
    else groups.set(replica, [at]);
  });
  return [...groups.values()];
}

/**
 * Resampling n things makes an interval too narrow by sqrt((n - 1) / n) (Hesterberg, "What Teachers Should Know About the
 * Bootstrap", 2015). n counts fresh processes, or rounds where there is one set of processes.
 */
function wideningFor(rounds: readonly Round[]): number {
  const replicas = new Set(rounds.map(({ replica }) => replica)).size;
  const drawn = replicas > 1 ? replicas : rounds.length;
  return drawn > 1 ? Math.sqrt(drawn / (drawn - 1)) : 1;
}

/**
 * Returns half the interval of the baseline's typical round by its noise: that of a median of normal values, 1.25 times
 * that of their mean.
 */
function leastLevelWidth({ rounds }: RoundsFit): number {
  const variances = rounds.map(({ weights }) => 1 / weights.reduce((total, weight) => total + weight, 0));
  const error = (1.25 * Math.sqrt(median(variances))) / Math.sqrt(rounds.length);
  return studentLimit(0.05, Math.max(1, rounds.length - 1)) * error;
}

function interval(
  value: number,
  draws: readonly number[],
  widening: number,
  least: number,
): { low: number; high: number } {
  const sorted = Float64Array.from(draws).sort();
  const below = sorted.length > 0 ? (value - quantile(sorted, 0.025)) * widening : 0;
  const above = sorted.length > 0 ? (quantile(sorted, 0.975) - value) * widening : 0;
  return { low: value - Math.max(least, below), high: value + Math.max(least, above) };
}

function toEstimate(log: number, low: number, high: number): Estimate {
  return { value: Math.exp(log), ci95: [Math.exp(low), Math.exp(high)] };
}
