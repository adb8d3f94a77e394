import type { TaskTimes } from '../../src/model/measurement.ts';

/** A bar of the histogram of task times. */
export interface TaskBar {
  fromMs: number;
  toMs: number;
  count: number;
  /** `median` or `95%` if the bar contains it. */
  mark: string | null;
}

/** Returns the bars from the first to the last non-empty one. */
export function taskBars(tasks: Pick<TaskTimes, 'histogram' | 'p50Ms' | 'p95Ms'>): TaskBar[] {
  const { edgesMs, counts } = tasks.histogram;
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first < 0) return [];
  const bars = counts.slice(first, last + 1).map((count, i): TaskBar => ({
    fromMs: edgesMs[first + i] ?? 0,
    toMs: edgesMs[first + i + 1] ?? 0,
    count,
    mark: null,
  }));
  const holding = (ms: number): number => {
    const at = bars.findIndex((bar) => ms < bar.toMs);
    return at < 0 ? bars.length - 1 : at;
  };
  const median = holding(tasks.p50Ms);
  const late = holding(tasks.p95Ms);
  return bars.map((bar, i) => ({
    ...bar,
    mark: i === median && i === late ? 'median, 95%' : i === median ? 'median' : i === late ? '95%' : null,
  }));
}
