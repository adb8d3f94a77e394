import { mean } from '../../src/math/median.ts';
import type { CoreSamples } from '../../src/model/measurement.ts';

/** One core over time: shares stacked from the bottom, with the time span of each sample. */
export interface CoreLane {
  core: number;
  ours: readonly number[];
  others: readonly number[];
  stolen: readonly number[];
  /** Mean share of `ours` over the time shown. */
  meanOurs: number;
  meanOthers: number;
}

export interface CoreLanes {
  lanes: CoreLane[];
  /** `edgesMs[i]` to `edgesMs[i + 1]` is the time of sample i. */
  edgesMs: number[];
  endMs: number;
  /** Average number of cores used by this run and by other processes: 0 to the number of cores. */
  meanOurs: number;
  meanOthers: number;
}

/**
 * Returns edges halfway between the middles of neighbouring samples; the outermost edges are symmetric around their
 * sample.
 */
export function sampleEdges(middlesMs: readonly number[]): number[] {
  const first = middlesMs[0];
  if (first === undefined) return [];
  const last = middlesMs.at(-1) ?? first;
  const inner = middlesMs.slice(1).map((time, i) => (time + (middlesMs[i] ?? time)) / 2);
  const before = inner[0] ?? first * 2;
  return [Math.max(0, first - (before - first)), ...inner, last + (last - (inner.at(-1) ?? 0))];
}

/** Converts samples to one lane per core. */
export function coreLanes(samples: CoreSamples): CoreLanes {
  const lanes = samples.cores.map((core) => ({
    core: core.core,
    ours: core.ours,
    others: core.others,
    stolen: core.stolen,
    meanOurs: mean(core.ours),
    meanOthers: mean(core.others),
  }));
  const edgesMs = sampleEdges(samples.timesMs);
  return {
    lanes,
    edgesMs,
    endMs: edgesMs.at(-1) ?? 0,
    meanOurs: lanes.reduce((sum, lane) => sum + lane.meanOurs, 0),
    meanOthers: lanes.reduce((sum, lane) => sum + lane.meanOthers, 0),
  };
}

/**
 * Returns whether the samples cover a single pass. Short work is repeated until there are enough samples, so their time
 * span then does not show the length of a pass.
 */
export function showsOnePass(samples: CoreSamples, passMs: number): boolean {
  return (sampleEdges(samples.timesMs).at(-1) ?? 0) < 2 * passMs;
}
