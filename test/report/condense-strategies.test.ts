import { describe, expect, it } from 'vitest';
import type { Segment, SegmentKind } from '../../src/model/measurement.ts';
import { condenseCores, condenseSegments } from '../../src/report/condense-strategies.ts';

const kinds: SegmentKind[] = ['queue', 'cloneIn', 'execute', 'cloneOut'];

function track(count: number): Segment[] {
  let now = 0;
  return Array.from({ length: count }, (_, index) => {
    const durationMs = 0.5 + (index % 5) / 10;
    const segment: Segment = { kind: kinds[index % 4] ?? 'idle', startMs: now, durationMs };
    if (segment.kind === 'execute') Object.assign(segment, { item: index, items: 3 });
    now += durationMs;
    return segment;
  });
}

const totals = (segments: readonly Segment[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { kind, durationMs } of segments) sums[kind] = (sums[kind] ?? 0) + durationMs;
  return sums;
};

describe('condenseSegments', () => {
  it('does not change a short track', () => {
    expect(condenseSegments(track(50), 100)).toHaveLength(50);
    expect(condenseSegments([], 100)).toEqual([]);
  });

  it('keeps the time of every kind and the items, in order and without overlap', () => {
    const before = track(10_000);
    const after = condenseSegments(before, 400);
    expect(after.length).toBeLessThanOrEqual(400);
    expect(after.length).toBeGreaterThan(200);
    const [was, is] = [totals(before), totals(after)];
    for (const kind of kinds) expect(is[kind]).toBeCloseTo(was[kind] ?? NaN, 2);
    const items = (segments: Segment[]): number => segments.reduce((sum, segment) => sum + (segment.items ?? 0), 0);
    expect(items(after)).toBe(items(before));
    for (const [index, segment] of after.entries()) {
      const previous = after[index - 1];
      if (previous) expect(segment.startMs).toBeGreaterThanOrEqual(previous.startMs + previous.durationMs - 1e-3);
    }
  });
});

describe('condenseCores', () => {
  it('averages neighbours and keeps the mean', () => {
    const timesMs = Array.from({ length: 1200 }, (_, sample) => sample * 100);
    const ours = timesMs.map((_, sample) => (sample % 2 === 0 ? 1 : 0.5));
    const cores = [{ core: 0, ours, others: ours.map(() => 0), stolen: ours.map(() => 0) }];
    const condensed = condenseCores({ attributed: true, timesMs, cores }, 600);
    expect(condensed.timesMs).toHaveLength(600);
    expect(condensed.timesMs[0]).toBe(50);
    expect(new Set(condensed.cores[0]?.ours)).toEqual(new Set([0.75]));
  });
});
