import { describe, expect, it } from 'vitest';
import { taskBars } from '../../webview/charts/task-bars.ts';

describe('taskBars', () => {
  it('omits the empty bins at both ends and keeps those in between', () => {
    const bars = taskBars({
      histogram: { edgesMs: [1, 2, 4, 8, 16, 32], counts: [0, 3, 0, 1, 0] },
      p50Ms: 3,
      p95Ms: 12,
    });
    expect(bars.map((bar) => [bar.fromMs, bar.toMs, bar.count])).toEqual([
      [2, 4, 3],
      [4, 8, 0],
      [8, 16, 1],
    ]);
  });

  it('marks the bars that contain the median and the 95% time', () => {
    const tasks = { histogram: { edgesMs: [1, 2, 4, 8], counts: [5, 4, 1] }, p50Ms: 1.9, p95Ms: 8 };
    expect(taskBars(tasks).map((bar) => bar.mark)).toEqual(['median', null, '95%']);
    expect(taskBars({ ...tasks, p95Ms: 1.95 }).map((bar) => bar.mark)).toEqual(['median, 95%', null, null]);
  });

  it('returns no bars without tasks', () => {
    expect(taskBars({ histogram: { edgesMs: [], counts: [] }, p50Ms: 0, p95Ms: 0 })).toEqual([]);
  });
});
