import { nowMs } from '../../multiprocessing/clock.ts';
import { digestInto } from './digest-value.ts';

/**
 * Digests of some of the items of a pass. The sample depends on `count` and `step` alone, so that two passes with the same
 * of both can be compared.
 */
export interface ItemDigests {
  /** Items of the pass. */
  count: number;
  /** One of so many in a row was digested; 1: all. */
  step: number;
  /** Two for each digested item, in order. */
  lanes: Uint32Array;
}

/** How much to digest: as much as fits into a time, or the same sample as another. */
export type DigestLimit = { atMostMs: number } | { step: number };

/** Items by which the cost of one is estimated. */
const PROBED = 2_000;

/** Digests as many of the values, spread over all of them, as the limit says. */
export function digestItems(values: readonly unknown[], limit: DigestLimit, digestOne = digestInto): ItemDigests {
  if (values.length === 0) return { count: 0, step: 1, lanes: new Uint32Array() };
  const step = 'step' in limit ? limit.step : fittingStep(values, limit.atMostMs, digestOne);
  const sampled = sampledCount(values.length, step);
  const lanes = new Uint32Array(2 * sampled);
  for (let position = 0; position < sampled; position++)
    digestOne(lanes, 2 * position, values[itemAt(position, values.length, step)]);
  return { count: values.length, step, lanes };
}

/** The items, in order, whose digests differ. Passes with different samples cannot be compared. */
export function differingItems(one: ItemDigests, other: ItemDigests): number[] {
  const items: number[] = [];
  for (let lane = 0; lane < one.lanes.length; lane += 2) {
    if (one.lanes[lane] !== other.lanes[lane] || one.lanes[lane + 1] !== other.lanes[lane + 1])
      items.push(itemAt(lane / 2, one.count, one.step));
  }
  return items;
}

/** The limit that gives the same sample again. */
export function sampleOf({ step }: ItemDigests): DigestLimit {
  return { step };
}

/** Whether two passes have the same items or results, as far as they were digested. */
export function isSameDigests(one: ItemDigests, other: ItemDigests): boolean {
  return one.count === other.count && differingItems(one, other).length === 0;
}

/** How many of `count` items are in the sample. */
export function sampledCount(count: number, step: number): number {
  return Math.ceil(count / step);
}

/** The step at which digesting takes about `atMostMs`, from the cost of some. */
function fittingStep(values: readonly unknown[], atMostMs: number, digestOne: typeof digestInto): number {
  const probeStep = Math.max(1, Math.ceil(values.length / PROBED));
  const lanes = new Uint32Array(2);
  const probes = sampledCount(values.length, probeStep);
  const startedAtMs = nowMs();
  let probed = 0;
  // A single value may take longer than all should.
  do digestOne(lanes, 0, values[itemAt(probed++, values.length, probeStep)]);
  while (probed < probes && nowMs() - startedAtMs < atMostMs);
  return stepFor(values.length, (nowMs() - startedAtMs) / probed, atMostMs);
}

/** The smallest step at which digesting `count` items of `itemMs` each takes no longer than `atMostMs`. */
export function stepFor(count: number, itemMs: number, atMostMs: number): number {
  const affordable = Math.max(1, Math.floor(atMostMs / itemMs));
  return count <= affordable ? 1 : Math.ceil(count / affordable);
}

/**
 * One item out of each `step` in a row, at a place that varies from one group to the next: a fixed one would see only one
 * part of items with a pattern that repeats.
 */
function itemAt(position: number, count: number, step: number): number {
  if (step === 1) return position;
  const first = position * step;
  const scattered = Math.imul(position + 1, 0x9e3779b1) >>> 0;
  return first + (scattered % Math.min(step, count - first));
}
