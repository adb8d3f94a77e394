import { nowMs } from '../../multiprocessing/clock.ts';
import { digestInto } from './digest-value.ts';

/**
 * Digests of some items of a pass. The sample depends on `count` and `step` only, so passes with equal values are
 * comparable.
 */
export interface ItemDigests {
  /** Number of items in the pass. */
  count: number;
  /** One of every `step` items was digested; 1 means all. */
  step: number;
  /** Two lanes per digested item, in order. */
  lanes: Uint32Array;
}

/** How much to digest: as much as a time allows, or the same sample as another pass. */
export type DigestLimit = { atMostMs: number } | { step: number };

/** Number of items used to estimate the cost of one. */
const PROBED = 2_000;

/** Digests as many of the values as the limit allows, spread over all of them. */
export function digestItems(values: readonly unknown[], limit: DigestLimit, digestOne = digestInto): ItemDigests {
  if (values.length === 0) return { count: 0, step: 1, lanes: new Uint32Array() };
  const step = 'step' in limit ? limit.step : fittingStep(values, limit.atMostMs, digestOne);
  const sampled = sampledCount(values.length, step);
  const lanes = new Uint32Array(2 * sampled);
  for (let position = 0; position < sampled; position++)
    digestOne(lanes, 2 * position, values[itemAt(position, values.length, step)]);
  return { count: values.length, step, lanes };
}

/** Returns the items, in order, whose digests differ. Passes with different samples cannot be compared. */
export function differingItems(one: ItemDigests, other: ItemDigests): number[] {
  const items: number[] = [];
  for (let lane = 0; lane < one.lanes.length; lane += 2) {
    if (one.lanes[lane] !== other.lanes[lane] || one.lanes[lane + 1] !== other.lanes[lane + 1])
      items.push(itemAt(lane / 2, one.count, one.step));
  }
  return items;
}

/** Returns the limit that yields the same sample again. */
export function sampleOf({ step }: ItemDigests): DigestLimit {
  return { step };
}

/** Returns whether two passes have the same items or results, as far as they were digested. */
export function isSameDigests(one: ItemDigests, other: ItemDigests): boolean {
  return one.count === other.count && differingItems(one, other).length === 0;
}

/** Returns how many of `count` items are in the sample. */
export function sampledCount(count: number, step: number): number {
  return Math.ceil(count / step);
}

/** Returns the step at which digesting takes about `atMostMs`, estimated from some of the values. */
function fittingStep(values: readonly unknown[], atMostMs: number, digestOne: typeof digestInto): number {
  const probeStep = Math.max(1, Math.ceil(values.length / PROBED));
  const lanes = new Uint32Array(2);
  const probes = sampledCount(values.length, probeStep);
  const startedAtMs = nowMs();
  let probed = 0;
  // A single value may take longer than the whole limit.
  do digestOne(lanes, 0, values[itemAt(probed++, values.length, probeStep)]);
  while (probed < probes && nowMs() - startedAtMs < atMostMs);
  return stepFor(values.length, (nowMs() - startedAtMs) / probed, atMostMs);
}

/** Returns the smallest step at which digesting `count` items of `itemMs` each takes at most `atMostMs`. */
export function stepFor(count: number, itemMs: number, atMostMs: number): number {
  const affordable = Math.max(1, Math.floor(atMostMs / itemMs));
  return count <= affordable ? 1 : Math.ceil(count / affordable);
}

/**
 * Returns the item digested in a group of `step` items. Its offset varies from group to group, because a fixed one
 * would see only one part of a repeating pattern.
 */
function itemAt(position: number, count: number, step: number): number {
  if (step === 1) return position;
  const first = position * step;
  const scattered = Math.imul(position + 1, 0x9e3779b1) >>> 0;
  return first + (scattered % Math.min(step, count - first));
}
