import type { MemoryDemand, PoolModel } from '../../model/report.ts';
import { type Random, seededRandom, standardNormal } from '../../math/seeded-random.ts';
import { remoteMemoryFactor } from './remote-memory.ts';

/**
 * One law of contention that agrees with what was measured: in a pool of W workers, tasks take
 * level x norm(1 + contention x (W - 1) + coherence x W x (W - 1), W x demand) times as long as in the serial run.
 *
 * The first term is Gunther's Universal Scalability Law (Guerrilla Capacity Planning, 2007); the second is the roof that memory
 * bandwidth sets: W workers need `W x demand` of it. The norm rounds the corner between the two.
 */
export interface ContentionLaw {
  level: number;
  contention: number;
  coherence: number;
  /** Share of this machine's memory bandwidth that one task needs while it runs alone. */
  demand: number;
  /** Exponent of the norm. */
  corner: number;
  /** How far the tasks are slowed by slow memory, 0 to 1. */
  sensitivity: number;
}

/** Measured points from which the laws are inferred. */
export type LawEvidence = Pick<
  PoolModel,
  'measured' | 'memory' | 'machineContention' | 'machineContentionError' | 'cores'
>;

/** Sharpness of the corner where memory bandwidth runs out: gradual, or only once it is used up. */
const corners = [4, 12];
/** Below this share of the bandwidth, measured pools do not distinguish the corners. */
const CORNER_FELT = 0.3;

/** Standard deviation of the logarithm per doubling of workers, for what no law covers: caches, clock speeds, topology. */
const UNMODELLED_PER_DOUBLING = 0.015;

/**
 * Share of functions whose coherence is zero, and the weight of each ratio of coherence to contention otherwise: ratios
 * below a hundredth are the usual ones of published fits, ratios above one are rare.
 */
const WITHOUT_COHERENCE = 0.1;
const ratios = Array.from({ length: 21 }, (_, step) => 0.003 * 1.5 ** step);
const ratioWeights = normalised(ratios.map((ratio) => (ratio <= 0.015 ? 1 : 0.2) / (1 + ratio)));

/** Without memory readings: the share of functions whose demand never matters, and the demands of the others. */
const WITHOUT_DEMAND = 0.8;
const usualDemands = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];

/**
 * Returns the slowdown of tasks that the law predicts among `running` workers, relative to the serial run on the same
 * machine.
 */
export function slowdown(law: ContentionLaw, running: number, bandwidth = 1): number {
  return (law.level * crowd(law, running, bandwidth)) / crowd(law, 1, bandwidth);
}

function crowd({ contention, coherence, demand, corner }: ContentionLaw, running: number, bandwidth: number): number {
  const usl = 1 + contention * (running - 1) + coherence * running * (running - 1);
  const load = (running * demand) / bandwidth;
  // Far from the corner the norm is the larger of the two.
  if (load < usl / 4) return usl;
  return usl * (1 + (load / usl) ** corner) ** (1 / corner);
}

/**
 * Draws laws from their posterior distribution, evenly by weight: a grid over the coefficients, each weighted by how well
 * it explains the measured points (normal in the logarithm) and by how usual it is. The level has a closed form.
 */
export function drawLaws(evidence: LawEvidence, count: number, seed: number): ContentionLaw[] {
  const cells = cellsOf(evidence);
  const random = seededRandom(seed);
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  const laws: ContentionLaw[] = [];
  let passed = 0;
  let at = 0;
  for (let draw = 0; draw < count; draw++) {
    const wanted = ((draw + 0.5) / count) * total;
    while (at < cells.length - 1 && passed + (cells[at]?.weight ?? 0) < wanted) passed += cells[at++]?.weight ?? 0;
    const cell = cells[at];
    if (!cell) throw new RangeError('Expected at least one law of contention, found none.');
    const { logLevel, levelError, ...coefficients } = cell;
    const level = Math.exp(logLevel + levelError * standardNormal(random));
    laws.push({ ...coefficients, level, sensitivity: evidence.memory?.sensitivity ?? 0 });
  }
  return laws;
}

/** Median and standard deviation of the coefficients, as the report shows them. */
export function summariseLaws(
  evidence: LawEvidence,
): Pick<PoolModel, 'inflation' | 'inflationError' | 'contention' | 'contentionError' | 'coherence' | 'coherenceError'> {
  const cells = cellsOf(evidence);
  const level = summary(cells.map(({ logLevel, weight }) => ({ value: Math.exp(logLevel), weight })));
  const contention = summary(cells.map(({ contention: value, weight }) => ({ value, weight })));
  const coherence = summary(cells.map(({ coherence: value, weight }) => ({ value, weight })));
  const levelError = Math.hypot(level.error, level.median * (cells[0]?.levelError ?? 0));
  return {
    inflation: level.median,
    inflationError: levelError,
    contention: contention.median,
    contentionError: contention.error,
    coherence: coherence.median,
    coherenceError: coherence.error,
  };
}

/**
 * The factor by which a machine with more cores than were measured may differ from any law fitted here: chance that grows
 * with each doubling, and memory of other sockets for tasks that wait for memory.
 */
export function unmodelledFactor(law: ContentionLaw, running: number, measuredWorkers: number, random: Random): number {
  const chance = standardNormal(random);
  const remote = remoteMemoryFactor(law.sensitivity, running, random);
  if (running <= measuredWorkers) return 1;
  return Math.exp(UNMODELLED_PER_DOUBLING * Math.log2(running / measuredWorkers) * chance) * remote;
}

interface Cell extends Pick<ContentionLaw, 'contention' | 'coherence' | 'demand' | 'corner'> {
  weight: number;
  logLevel: number;
  levelError: number;
}

/** Models whose weighted laws are kept, of a megabyte each: the pools of one report. */
const MOST_WEIGHED = 3;

/** A model is queried many times. The latest one is last. */
let weighed: { evidence: LawEvidence; cells: Cell[] }[] = [];

function cellsOf(evidence: LawEvidence): Cell[] {
  const known = weighed.find((one) => isSame(one.evidence, evidence));
  const cells = known?.cells ?? weighCells(evidence);
  weighed = [...weighed.filter((one) => one !== known), { evidence, cells }].slice(-MOST_WEIGHED);
  return cells;
}

function isSame(a: LawEvidence, b: LawEvidence): boolean {
  return (
    a.measured === b.measured &&
    a.memory === b.memory &&
    a.machineContention === b.machineContention &&
    a.machineContentionError === b.machineContentionError
  );
}

function weighCells({ measured, memory, machineContention, machineContentionError }: LawEvidence): Cell[] {
  const precisions = measured.map(({ inflationError }) => 1 / inflationError ** 2);
  const precision = precisions.reduce((sum, value) => sum + value, 0);
  const levelError = Math.sqrt(1 / precision);
  const logs = measured.map(({ inflation }) => Math.log(inflation));
  const contentions = contentionGrid(measured, machineContention);
  const demands = withCorners(demandGrid(memory), Math.max(...measured.map(({ workers }) => workers)));
  const cells: Cell[] = [];
  const law = { level: 1, contention: 0, coherence: 0, demand: 0, corner: 0, sensitivity: 0 };
  const rest = new Float64Array(measured.length);
  const add = (contention: number, coherence: number, prior: number): void => {
    law.contention = contention;
    law.coherence = coherence;
    let logLevel = 0;
    measured.forEach(({ workers }, index) => {
      rest[index] = (logs[index] ?? 0) - Math.log(slowdown(law, workers));
      logLevel += ((precisions[index] ?? 0) * (rest[index] ?? 0)) / precision;
    });
    let misfit = 0;
    for (let index = 0; index < rest.length; index++)
      misfit += (precisions[index] ?? 0) * ((rest[index] ?? 0) - logLevel) ** 2;
    const weight = prior * Math.exp(-misfit / 2);
    cells.push({ contention, coherence, demand: law.demand, corner: law.corner, logLevel, levelError, weight });
  };
  contentions.forEach((contention, index) => {
    const spacing = ((contentions[index + 1] ?? contention) - (contentions[index - 1] ?? contention)) / 2;
    const density = contentionDensity(contention - machineContention, machineContentionError, machineContention);
    for (const { demand, corner, weight } of demands) {
      law.demand = demand;
      law.corner = corner;
      const prior = spacing * density * weight;
      if (prior === 0) continue;
      if (contention === 0) {
        add(0, 0, prior);
        continue;
      }
      add(contention, 0, prior * WITHOUT_COHERENCE);
      ratios.forEach((ratio, step) => {
        add(contention, ratio * contention, prior * (1 - WITHOUT_COHERENCE) * (ratioWeights[step] ?? 0));
      });
    }
  });
  // Points that no law explains (all weights vanish) are explained by each as badly as by any other.
  if (!cells.some(({ weight }) => weight > 0)) return cells.map((cell) => ({ ...cell, weight: 1 }));
  const most = Math.max(...cells.map(({ weight }) => weight));
  return cells.filter(({ weight }) => weight > 1e-6 * most);
}

/** Returns the prior density: most functions lose little more than the machine takes from any code; some lose a lot. */
function contentionDensity(beyond: number, error: number, machine: number): number {
  if (beyond < 0) {
    const scale = Math.max(error, 0.3 * machine, 0.002);
    return 140 * Math.exp(-((beyond / scale) ** 2) / 2);
  }
  const exponential = (mean: number): number => Math.exp(-beyond / mean) / mean;
  return 0.5 * exponential(0.004) + 0.35 * exponential(0.03) + 0.15 * exponential(0.2);
}

/** Log-spaced, and dense around the value that the widest and the narrowest point suggest. */
function contentionGrid(measured: LawEvidence['measured'], machine: number): number[] {
  const grid = new Set<number>([0, machine]);
  for (let step = 0; step <= 40; step++) grid.add(0.0004 * (1.22 ** step - 1));
  const narrow = measured.reduce((a, b) => (b.workers < a.workers ? b : a));
  const wide = measured.reduce((a, b) => (b.workers > a.workers ? b : a));
  const steps = wide.workers - narrow.workers;
  if (steps > 0) {
    const guess = (wide.inflation / narrow.inflation - 1) / steps;
    const error = (Math.hypot(wide.inflationError, narrow.inflationError) * (1 + Math.max(0, guess) * steps)) / steps;
    for (let step = -12; step <= 12; step++) grid.add(Math.max(0, guess + (step / 4) * error));
  }
  return [...grid].sort((a, b) => a - b);
}

/** Demands to consider and the weight of each. */
function demandGrid(memory: MemoryDemand | undefined): { demand: number; weight: number }[] {
  if (!memory) {
    const weight = (1 - WITHOUT_DEMAND) / usualDemands.length;
    return [{ demand: 0, weight: WITHOUT_DEMAND }, ...usualDemands.map((demand) => ({ demand, weight }))];
  }
  if (!memory.saturated) {
    // The bandwidth is larger than the streams could show, so that a share of it is at most what was seen.
    const { value, ci95 } = memory.demandShare;
    const possible = [...usualDemands.filter((demand) => demand > value && demand < ci95[1]), Math.max(value, ci95[1])];
    const weight = (1 - WITHOUT_DEMAND) / Math.max(1, possible.length);
    return [{ demand: value, weight: WITHOUT_DEMAND }, ...possible.map((demand) => ({ demand, weight }))];
  }
  const {
    value,
    ci95: [low, high],
  } = memory.demandShare;
  // The value splits the interval in halves of equal weight, of which each is normal around the value.
  const spread = (towards: number): number => Math.max(1e-4, Math.abs(towards - value) / 1.96);
  const steps = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
  return steps.map((step) => ({
    demand: Math.max(0, value + step * spread(step < 0 ? low : high)),
    weight: Math.exp(-(step ** 2) / 2),
  }));
}

function withCorners(
  demands: readonly { demand: number; weight: number }[],
  widest: number,
): { demand: number; corner: number; weight: number }[] {
  const [, hard = 12] = corners;
  return demands.flatMap(({ demand, weight }) =>
    demand * widest > CORNER_FELT
      ? corners.map((corner) => ({ demand, corner, weight: weight / corners.length }))
      : [{ demand, corner: hard, weight }],
  );
}

function summary(values: readonly { value: number; weight: number }[]): { median: number; error: number } {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const mean = sorted.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
  const variance = sorted.reduce((sum, { value, weight }) => sum + (value - mean) ** 2 * weight, 0) / total;
  let passed = 0;
  const median = sorted.find(({ weight }) => (passed += weight) >= total / 2)?.value ?? mean;
  return { median, error: Math.sqrt(variance) };
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
