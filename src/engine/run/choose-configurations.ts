import type { Configuration } from '../../model/plan.ts';
import { roundMs } from '../host/round-length.ts';
import { LEAST_ROUNDS } from './spend-budget.ts';
import { warmUpMs } from './strategy-track.ts';

/** Below this mean task time, the cost of sending a task is worth measuring. */
const SHORT_TASK_MS = 1;

/** Approximate cost of one message; a pass with chunks of one must stay affordable. */
const MESSAGE_MS = 0.05;

/** Facts known after the first serial pass. */
export interface Costs {
  serialMs: number;
  /** Budget left for the pools and the baseline's rounds, in ms. */
  leftMs: number;
  cores: number;
  /** Time to start a process without its first passes, in ms. */
  startMs: number;
  /** Fewest rounds that a confidence interval needs. */
  rounds: number;
  /** Whether tasks mostly wait, so that workers beyond the cores gain. */
  waits: boolean;
}

/** Approximate start-up time that each further worker adds, in ms. */
const WORKER_MS = { serial: 0, async: 0, threads: 20, processes: 60, bullmq: 60 };
/** Longer serial runs are warmed up with only a part of their items. */
const WHOLE_WARM_UP_MS = 1_000;
const PARTIAL_WARM_UP_MS = 150;
/** Number of configurations kept whatever they cost: with fewer there is no answer. */
export const MIN_CONFIGURATIONS = 3;

/**
 * Keeps the configurations that fit into the budget, most informative first: threads on all cores, threads one step
 * beyond, processes on all cores, then the rest from many workers to one; for tasks that wait, the most workers first.
 * Preserves order. A configuration fits if
 * there is time for the rounds that a confidence interval needs, or for three rounds of a slow function: fewer rows in
 * the table are better than rows that show only noise.
 */
export function chooseConfigurations(configurations: readonly Configuration[], costs: Costs): Configuration[] {
  const ranked = mostTellingFirst(
    configurations.filter(({ strategy }) => strategy !== 'serial'),
    costs,
  );
  const least = ranked.slice(0, MIN_CONFIGURATIONS);
  const wanted = { ...costs, rounds: affordableRounds(least, costs) };
  const kept = new Set<Configuration>(least);
  const isKept = (one: Configuration): boolean => one.strategy === 'serial' || kept.has(one);
  if (wanted.rounds < Math.min(LEAST_ROUNDS, costs.rounds)) return configurations.filter(isKept);
  let roomMs = roomBeside(least, wanted);
  for (const configuration of ranked.slice(MIN_CONFIGURATIONS)) {
    roomMs -= configurationMs(configuration, wanted);
    if (roomMs < 0) break;
    kept.add(configuration);
  }
  return configurations.filter(isKept);
}

/** Returns the number of rounds that an interval needs, or that the budget allows if fewer; at least one. */
export function affordableRounds(least: readonly Configuration[], costs: Costs): number {
  let { rounds } = costs;
  while (rounds > 1 && roomBeside(least, { ...costs, rounds }) < 0) rounds--;
  return rounds;
}

/** Sorts configurations by how informative they are; further chunk sizes come last. */
export function mostTellingFirst(
  configurations: readonly Configuration[],
  tasks: Pick<Costs, 'cores' | 'waits'>,
): Configuration[] {
  return configurations.toSorted((a, b) => rank(a, tasks) - rank(b, tasks));
}

/**
 * Returns whether one more configuration fits, given how long the others took to start.
 *
 * @param started with the time of one pass
 * @param costs `startMs`: average start-up time of the others
 */
export function stillFits(next: Configuration, started: readonly { passMs: number }[], costs: Costs): boolean {
  const startedMs = started.reduce((sum, { passMs }) => sum + costs.rounds * roundMs(passMs, costs.serialMs), 0);
  return startedMs <= roomBeside([next], costs);
}

/** Returns the budget that remains after the rounds of the baseline and the chosen configurations, in ms. */
function roomBeside(chosen: readonly Configuration[], costs: Costs): number {
  const pools = chosen.filter(({ strategy }) => strategy !== 'serial');
  const poolsMs = pools.reduce((sum, pool) => sum + configurationMs(pool, costs), 0);
  return costs.leftMs - costs.rounds * roundMs(costs.serialMs, costs.serialMs) - poolsMs;
}

/**
 * Estimates the time for a fresh process, its workers and its rounds, in ms. Promises and sleeping tasks become faster
 * with any number of workers.
 */
function configurationMs(configuration: Configuration, costs: Costs): number {
  const { startMs, rounds, serialMs, cores } = costs;
  const roundsMs = rounds * roundMs(serialMs / configuration.workers, serialMs);
  return startMs + extraStartMs(configuration, serialMs, cores) + roundsMs;
}

/** Estimates the time that a configuration takes before its rounds, beyond the start-up time of any process, in ms. */
export function extraStartMs(configuration: Configuration, serialMs: number, cores: number): number {
  const { strategy, workers } = configuration;
  const passMs = serialMs / Math.min(workers, cores);
  // Workers of a long run are warmed up with a part of its items.
  const coldMs = serialMs < WHOLE_WARM_UP_MS ? passMs : PARTIAL_WARM_UP_MS;
  const repeatedMs = warmUpMs(configuration, cores) - warmUpMs({ strategy: 'serial', workers: 1 });
  return WORKER_MS[strategy] * workers + coldMs + Math.max(0, repeatedMs - coldMs) + passMs;
}

function rank({ strategy, workers, chunkSize }: Configuration, tasks: Pick<Costs, 'cores' | 'waits'>): number {
  if (chunkSize !== null) return 100 + rank({ strategy, workers, chunkSize: null }, tasks);
  const { cores, waits } = tasks;
  const kind = { serial: 0, async: 0, threads: 1, processes: 2, bullmq: 0 }[strategy];
  // Measured only on request, and with one number of workers.
  if (strategy === 'bullmq') return 0.5;
  if (strategy === 'async') return 0;
  if (workers === cores) return kind === 1 ? 1 : 3;
  if (workers > cores) return (kind === 1 ? 2 : 4) - (waits ? 1.5 + workers / 10_000 : 0);
  return 10 - workers / cores + kind / 10;
}

/**
 * Adds configurations that show the effect of the chunk size: one item per message and one message per worker, in
 * addition to the pool's default. Only for short tasks and threads on all cores, and as far as the budget allows.
 */
export function sweepChunkSizes(
  configurations: readonly Configuration[],
  costs: Costs & { items: number; budgetMs: number },
): Configuration[] {
  const { serialMs, items, cores, budgetMs } = costs;
  const base = configurations.find(({ strategy, workers }) => strategy === 'threads' && workers === cores);
  if (base?.chunkSize !== null || serialMs / items >= SHORT_TASK_MS || items <= 4 * cores) return [];
  const defaultSize = Math.ceil(items / (4 * cores));
  const sizes = [Math.ceil(items / cores)];
  if (items * MESSAGE_MS < budgetMs / 10) sizes.unshift(1);
  const room = Math.floor(roomBeside(configurations, costs) / configurationMs(base, costs));
  return sizes
    .filter((size) => size !== defaultSize)
    .slice(0, Math.max(0, room))
    .map((chunkSize) => ({ ...base, chunkSize }));
}
