import { median, sum } from '../../math/median.ts';

/** One timed round of one strategy. */
export interface TimedRound {
  /** Rounds with the same `index` ran back to back. */
  index: number;
  wallMs: number;
}

/**
 * log(time of a strategy in a round) = strategy + round + noise: the two-way model of interleaved rounds. A slow moment of
 * the machine belongs to the round and cancels out, so strategies compare even if they were in different rounds.
 */
export interface RoundsFit {
  /** For every strategy: log(its time / time of the baseline), 0 for the baseline; `null` if no round had both. */
  relative: (number | null)[];
  /** Standard error of each `relative` by the noise and the number of its rounds; 0 for the baseline. */
  errors: (number | null)[];
  /** Degrees of freedom of each of `errors`. */
  freedom: number[];
  /** Rounds that the baseline was in, in rising order. */
  rounds: FittedRound[];
}

/** A round and its share in the normal equations. */
export interface FittedRound {
  index: number;
  /** Positions of the strategies that were in it; the baseline's, 0, is the first. */
  strategies: number[];
  logs: number[];
  /** 1 / variance, lowered for outliers. */
  weights: number[];
}

/** From here on, in standard deviations, a round has no weight: 95 % efficient for normal noise (Beaton and Tukey, 1974). */
const BISQUARE = 4.685;
const PASSES = 10;
/** Beyond this many standard deviations a residual does not add to the noise (Huber, "Robust Statistics"). */
const HUBER = 1.345;
/** Weight of the common noise relative to a strategy's own, in rounds; keeps one strategy from dominating by chance. */
const COMMON_ROUNDS = 10;
/** Rounds from which a strategy's own noise is known. */
const OWN_NOISE = 5;
/**
 * Noise of a single round before any measurement, and how many values this prior is worth: an ordinary desktop. Two
 * rounds may agree by chance; the prior keeps their interval honest and is negligible with many rounds.
 */
const USUAL_NOISE = { deviation: 0.03, freedom: 2 };
/** Keeps a round of nothing but outliers solvable. */
const LEAST_WEIGHT = 1e-6;
/** Median absolute deviation of a normal distribution, as a share of its standard deviation. */
const MAD = 0.6745;
/** A robust deviation of n values varies as much as an ordinary one of so many fewer, as a share. */
const EFFICIENCY = 0.7;
/** Mean of min(z, HUBER) squared for a normal z. */
const WINSORIZED = 0.7101;

/**
 * Fits the model by iteratively reweighted least squares, every strategy weighted by its own noise, so that neither drift
 * nor outliers nor missing rounds bias the comparison.
 *
 * @param strategies rounds of each strategy, the baseline first
 * @returns `null` without a round of the baseline
 */
export function fitRounds(strategies: readonly (readonly TimedRound[])[]): RoundsFit | null {
  const rounds = alignRounds(strategies);
  if (rounds.length === 0) return null;
  const count = strategies.length;
  let relative = pairedMedians(rounds, count);
  for (let pass = 0; pass < PASSES; pass++) {
    reweight(rounds, relative, count, pass === 0 ? medianIn : baselineIn);
    relative = solveRounds(rounds, null, count);
  }
  const freedom = measuredFreedom(rounds, count).map((measured) => USUAL_NOISE.freedom + Math.floor(measured));
  return { rounds, relative, errors: standardErrors(rounds, relative), freedom };
}

/**
 * The relative times with round `i` counted `counts[i]` times, as a resample needs them. Outliers keep the weight that they
 * had in the whole. A strategy that is in none of the counted rounds is `null`.
 */
export function refit({ rounds, relative }: RoundsFit, counts: ArrayLike<number>): (number | null)[] {
  return solveRounds(rounds, counts, relative.length);
}

/** log time of the baseline in a round, estimated from all strategies that were in it. */
export function baselineIn(round: FittedRound, relative: readonly (number | null)[]): number {
  let weights = 0;
  let total = 0;
  round.strategies.forEach((strategy, at) => {
    const level = relative[strategy];
    if (level === null || level === undefined) return;
    const weight = round.weights[at] ?? 0;
    weights += weight;
    total += weight * ((round.logs[at] ?? 0) - level);
  });
  return total / weights;
}

function alignRounds(strategies: readonly (readonly TimedRound[])[]): FittedRound[] {
  const byIndex = new Map<number, FittedRound>();
  strategies.forEach((rounds, strategy) => {
    for (const { index, wallMs } of rounds) {
      if (!(wallMs > 0) || wallMs === Infinity) continue;
      const known = byIndex.get(index);
      if (!known && strategy > 0) continue;
      const round = known ?? { index, strategies: [], logs: [], weights: [] };
      byIndex.set(index, round);
      if (round.strategies.includes(strategy)) continue;
      round.strategies.push(strategy);
      round.logs.push(Math.log(wallMs));
      round.weights.push(1);
    }
  });
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}

/** Returns medians of the paired differences: a start value that a few outlying rounds cannot change. */
function pairedMedians(rounds: readonly FittedRound[], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, strategy) => {
    if (strategy === 0) return 0;
    const differences = rounds.flatMap(({ strategies, logs }) => {
      const at = strategies.indexOf(strategy);
      return at < 0 ? [] : [(logs[at] ?? 0) - (logs[0] ?? 0)];
    });
    return differences.length === 0 ? null : median(differences);
  });
}

/** Returns the level of a round from the median of its strategies, before outliers are known. */
function medianIn({ strategies, logs }: FittedRound, relative: readonly (number | null)[]): number {
  return median(logs.map((log, at) => log - (relative[strategies[at] ?? 0] ?? 0)));
}

/** Sets every weight to 1 / variance, times Tukey's factor, which lets go of outliers. */
function reweight(
  rounds: readonly FittedRound[],
  relative: readonly (number | null)[],
  count: number,
  levelIn: typeof baselineIn,
): void {
  const residuals = rounds.map((round) => standardizedResiduals(round, relative, levelIn(round, relative)));
  const noise = noiseOf(rounds, residuals, count);
  rounds.forEach((round, at) => {
    round.weights = round.strategies.map((strategy, position) => {
      const deviation = noise[strategy] ?? USUAL_NOISE.deviation;
      const distance = Math.abs(residuals[at]?.[position] ?? 0) / deviation / BISQUARE;
      return Math.max(LEAST_WEIGHT, distance < 1 ? (1 - distance ** 2) ** 2 : 0) / deviation ** 2;
    });
  });
}

/** Residuals over sqrt(1 - leverage): fitting the round itself made them smaller. `null` where that leaves nothing. */
function standardizedResiduals(
  round: FittedRound,
  relative: readonly (number | null)[],
  level: number,
): (number | null)[] {
  const weights = sum(round.weights);
  return round.strategies.map((strategy, at) => {
    const free = 1 - (round.weights[at] ?? 0) / weights;
    return free < 1e-9 ? null : ((round.logs[at] ?? 0) - level - (relative[strategy] ?? 0)) / Math.sqrt(free);
  });
}

/** Standard deviation of a round of each strategy, from the median absolute residual. */
function noiseOf(
  rounds: readonly FittedRound[],
  residuals: readonly (readonly (number | null)[])[],
  count: number,
): number[] {
  const byStrategy: number[][] = Array.from({ length: count }, () => []);
  rounds.forEach(({ strategies }, at) => {
    strategies.forEach((strategy, position) => {
      const residual = residuals[at]?.[position];
      if (residual !== null && residual !== undefined) byStrategy[strategy]?.push(Math.abs(residual));
    });
  });
  // A strategy with a single round fits it exactly.
  const repeated = byStrategy.map((values) => (values.length > 1 ? values : []));
  const common = deviationOf(repeated.flat(), repeated.filter((values) => values.length > 0).length - 1);
  const freedom = measuredFreedom(rounds, count);
  return repeated.map((values, strategy) => {
    const own = values.length < OWN_NOISE ? null : deviationOf(values, 1);
    const share = values.length / (values.length + COMMON_ROUNDS);
    const variance = own === null ? (common ?? 0) ** 2 : share * own ** 2 + (1 - share) * (common ?? own) ** 2;
    const measured = common === null ? 0 : (freedom[strategy] ?? 0);
    const usual = USUAL_NOISE.freedom * USUAL_NOISE.deviation ** 2;
    return Math.sqrt((measured * variance + usual) / (measured + USUAL_NOISE.freedom));
  });
}

/**
 * Returns the standard deviation of residuals, given as absolute values, with distant ones limited (Huber's proposal
 * 2).
 * @param fitted parameters that were fitted to the values
 */
function deviationOf(absolute: readonly number[], fitted: number): number | null {
  const free = absolute.length - Math.max(1, fitted);
  if (free < 1) return null;
  let deviation = median(absolute) / MAD;
  for (let pass = 0; pass < 5; pass++) {
    const squares = absolute.map((value) => Math.min(value, HUBER * deviation) ** 2);
    deviation = Math.sqrt(sum(squares) / squares.length / WINSORIZED);
  }
  return deviation * Math.sqrt(absolute.length / free);
}

/** Least squares over the strategies, with the rounds eliminated: each round's sum of weighted residuals is zero. */
function solveRounds(
  rounds: readonly FittedRound[],
  counts: ArrayLike<number> | null,
  count: number,
): (number | null)[] {
  const { matrix, right, seen } = normalEquations(rounds, counts, count);
  const known = [...seen.keys()].filter((strategy) => strategy > 0 && seen[strategy]);
  const solution = solveLinear(
    known.map((row) => known.map((column) => matrix[row * count + column] ?? 0)),
    known.map((row) => right[row] ?? 0),
  );
  const relative: (number | null)[] = Array.from({ length: count }, (_, strategy) => (strategy === 0 ? 0 : null));
  known.forEach((strategy, position) => (relative[strategy] = solution[position] ?? null));
  return relative;
}

interface NormalEquations {
  /** Row by row; the baseline's row and column are there but not used. */
  matrix: Float64Array;
  right: Float64Array;
  /** Strategies in any counted round. */
  seen: boolean[];
}

function normalEquations(
  rounds: readonly FittedRound[],
  counts: ArrayLike<number> | null,
  count: number,
): NormalEquations {
  const matrix = new Float64Array(count * count);
  const right = new Float64Array(count);
  const seen = Array.from({ length: count }, () => false);
  rounds.forEach(({ strategies, weights, logs }, at) => {
    const times = counts ? (counts[at] ?? 0) : 1;
    if (times === 0) return;
    let sum = 0;
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i] ?? 0;
      total += (weights[i] ?? 0) * (logs[i] ?? 0);
    }
    for (let i = 0; i < strategies.length; i++) {
      const row = strategies[i] ?? 0;
      const weight = times * (weights[i] ?? 0);
      seen[row] = true;
      right[row] = (right[row] ?? 0) + weight * ((logs[i] ?? 0) - total / sum);
      for (let j = 0; j < strategies.length; j++) {
        const cell = row * count + (strategies[j] ?? 0);
        matrix[cell] = (matrix[cell] ?? 0) + (i === j ? weight : 0) - (weight * (weights[j] ?? 0)) / sum;
      }
    }
  });
  return { matrix, right, seen };
}

function standardErrors(rounds: readonly FittedRound[], relative: readonly (number | null)[]): (number | null)[] {
  const count = relative.length;
  const { matrix } = normalEquations(rounds, null, count);
  const known = [...relative.keys()].filter((strategy) => strategy > 0 && relative[strategy] !== null);
  return relative.map((value, strategy) => {
    if (strategy === 0 || value === null) return value === null ? null : 0;
    const at = known.indexOf(strategy);
    const inverse = solveLinear(
      known.map((row) => known.map((column) => matrix[row * count + column] ?? 0)),
      known.map((_, row) => (row === at ? 1 : 0)),
    );
    return Math.sqrt(Math.max(0, inverse[at] ?? 0));
  });
}

/**
 * Returns the degrees of freedom of each strategy's noise by its rounds: for a strategy with its own noise, see `noiseOf`,
 * from its rounds; for others, from all rounds together. Whole numbers, or less than 1 for two rounds.
 */
function measuredFreedom(rounds: readonly FittedRound[], count: number): number[] {
  const paired = rounds.filter(({ strategies }) => strategies.length > 1);
  const times = Array.from({ length: count }, (_, strategy) =>
    sum(paired.map(({ strategies }) => (strategies.includes(strategy) ? 1 : 0))),
  );
  const together = sum(times) - paired.length - times.filter((each) => each > 0).length + 1;
  return times.map((each) => {
    const measured = EFFICIENCY * Math.max(0, each < OWN_NOISE ? together : each - 1);
    return measured < 1 ? measured : Math.floor(measured);
  });
}

/**
 * Solves by Gaussian elimination with pivots; overwrites both arguments. The matrices here are positive definite with
 * at most a dozen rows.
 */
function solveLinear(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot] ?? [], matrix[column] ?? []];
    [right[column], right[pivot]] = [right[pivot] ?? 0, right[column] ?? 0];
    const top = matrix[column] ?? [];
    const head = top[column] ?? 0;
    for (let row = column + 1; row < size; row++) {
      const below = matrix[row] ?? [];
      const factor = (below[column] ?? 0) / head;
      if (factor === 0) continue;
      for (let k = column; k < size; k++) below[k] = (below[k] ?? 0) - factor * (top[k] ?? 0);
      right[row] = (right[row] ?? 0) - factor * (right[column] ?? 0);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let value = right[row] ?? 0;
    for (let k = row + 1; k < size; k++) value -= (matrix[row]?.[k] ?? 0) * (right[k] ?? 0);
    right[row] = value / (matrix[row]?.[row] ?? 1);
  }
  return right;
}
