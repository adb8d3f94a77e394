import { coreLanes } from './core-lanes.ts';
import type { CoreLanes } from './core-lanes.ts';

/** Converts live samples, one row per time, to lanes, one per core; `null` before the first sample. */
export function liveLanes(cores: { timesMs: number[]; ours: number[][]; others: number[][] }): CoreLanes | null {
  const count = Math.max(0, ...cores.ours.map((shares) => shares.length));
  const begin = cores.timesMs[0];
  if (count === 0 || begin === undefined) return null;
  return coreLanes({
    attributed: true,
    timesMs: cores.timesMs.map((time) => time - begin),
    cores: Array.from({ length: count }, (_, core) => ({
      core,
      ours: cores.ours.map((shares) => shares[core] ?? 0),
      others: cores.others.map((shares) => shares[core] ?? 0),
      stolen: cores.ours.map(() => 0),
    })),
  });
}
