import type { TaskTimes } from '../../model/measurement.ts';
import { preview } from '../values/preview.ts';

const SAMPLE = 10_000;
const SLOWEST = 20;
const BINS_PER_DECADE = 10;

/** Aggregates the times of single tasks. `taskMs[i]` belongs to item `i`; NaN marks an item that was not timed. */
export function aggregateTaskTimes(taskMs: Float64Array, items: readonly unknown[]): TaskTimes {
  const known = withoutGaps(taskMs);
  const sorted = known.toSorted();
  const count = sorted.length;
  let sumMs = 0;
  for (const ms of sorted) sumMs += ms;
  const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0;
  const order = slowestItems(taskMs);
  const step = Math.max(1, Math.ceil(count / SAMPLE));
  return {
    count,
    sumMs,
    minMs: at(0),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: sorted[count - 1] ?? 0,
    histogram: logHistogram(sorted),
    slowest: order.map((item) => ({ item, ms: taskMs[item] ?? 0, input: preview(items[item]) })),
    sampleMs: Array.from({ length: Math.ceil(count / step) }, (_, index) => known[index * step] ?? 0),
  };
}

/** Returns the same array if every item was timed: copying millions of numbers takes too long. */
function withoutGaps(taskMs: Float64Array): Float64Array {
  for (const ms of taskMs) if (Number.isNaN(ms)) return taskMs.filter((each) => !Number.isNaN(each));
  return taskMs;
}

function slowestItems(taskMs: Float64Array): number[] {
  const top: number[] = [];
  let least = -1;
  for (let item = 0; item < taskMs.length; item++) {
    const ms = taskMs[item] ?? Number.NaN;
    if (!(ms > least)) continue;
    top.push(item);
    if (top.length >= SLOWEST * 4) {
      keepSlowest(top, taskMs);
      least = taskMs[top[top.length - 1] ?? 0] ?? -1;
    }
  }
  keepSlowest(top, taskMs);
  return top;
}

function keepSlowest(top: number[], taskMs: Float64Array): void {
  top.sort((a, b) => (taskMs[b] ?? 0) - (taskMs[a] ?? 0));
  top.length = Math.min(top.length, SLOWEST);
}

/** Returns bins of equal width on a logarithmic axis, ten per decade, over the range that occurs. */
function logHistogram(sorted: Float64Array): TaskTimes['histogram'] {
  const low = Math.max(sorted[0] ?? 0, 1e-6);
  const high = Math.max(sorted[sorted.length - 1] ?? 0, low);
  const first = Math.floor(Math.log10(low) * BINS_PER_DECADE);
  const last = Math.floor(Math.log10(high) * BINS_PER_DECADE);
  const edgesMs = Array.from({ length: last - first + 2 }, (_, index) => 10 ** ((first + index) / BINS_PER_DECADE));
  // The values are sorted: the number below an edge is the index at which it would be inserted. Values below the first
  // edge count in the first bin.
  const below = edgesMs.map((edge, index) =>
    index === 0 ? 0 : index === edgesMs.length - 1 ? sorted.length : insertionIndex(sorted, edge),
  );
  const counts = below.slice(1).map((count, index) => count - (below[index] ?? 0));
  return { edgesMs, counts };
}

/** Returns how many of the sorted numbers are below `value`. */
function insertionIndex(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
