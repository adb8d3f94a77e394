import { expect, it } from 'vitest';
import { mergeSegments } from '../../../src/engine/host/observe-pass.ts';
import type { Segment } from '../../../src/model/measurement.ts';

const many: Segment[] = Array.from({ length: 100_000 }, (_, index): Segment =>
  index % 2 === 0
    ? { kind: 'execute', startMs: index, durationMs: 1, item: index / 2, items: 1 }
    : { kind: 'queue', startMs: index, durationMs: 1 },
);

it('does not change a short track', () => {
  expect(mergeSegments(many.slice(0, 10))).toEqual(many.slice(0, 10));
});

it('merges a long track in order, and keeps the time and the items of every kind', () => {
  const merged = mergeSegments(many);
  expect(merged.length).toBeLessThanOrEqual(2_002);
  const total = (kind: Segment['kind']): number =>
    merged.filter((segment) => segment.kind === kind).reduce((sum, { durationMs }) => sum + durationMs, 0);
  expect(total('execute')).toBeCloseTo(50_000, 6);
  expect(total('queue')).toBeCloseTo(50_000, 6);
  expect(merged.reduce((sum, { items = 0 }) => sum + items, 0)).toBe(50_000);
  merged.slice(1).forEach((segment, index) => {
    const before = merged[index];
    expect(segment.startMs).toBeGreaterThanOrEqual((before?.startMs ?? 0) + (before?.durationMs ?? 0) - 1e-6);
  });
});
