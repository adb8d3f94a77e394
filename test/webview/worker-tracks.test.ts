import { describe, expect, it } from 'vitest';
import type { Segment } from '../../src/model/measurement.ts';
import { segmentAt, STACKED_KINDS, trackSpans, workerTrack } from '../../webview/charts/worker-tracks.ts';

const segment = (kind: Segment['kind'], startMs: number, durationMs: number): Segment => ({
  kind,
  startMs,
  durationMs,
});
const track = workerTrack({
  worker: 0,
  segments: [segment('cloneIn', 10, 10), segment('execute', 20, 60), segment('gc', 40, 5), segment('idle', 90, 10)],
});
const shareOf = (spans: { width: number; shares: readonly number[] }[], kind: (typeof STACKED_KINDS)[number]): number =>
  spans.reduce((sum, span) => sum + span.width * (span.shares[STACKED_KINDS.indexOf(kind)] ?? 0), 0);

describe('trackSpans', () => {
  it('fills a segment at once if it covers whole pixels', () => {
    const spans = trackSpans(track, 0, 100, 100);
    expect(spans.map((span) => [span.x, span.width])).toEqual([
      [10, 10],
      [20, 60],
      [90, 10],
    ]);
  });

  it('keeps the time of each kind if several share a pixel', () => {
    const spans = trackSpans(track, 0, 100, 7);
    expect(shareOf(spans, 'execute') * (100 / 7)).toBeCloseTo(60);
    expect(shareOf(spans, 'cloneIn') * (100 / 7)).toBeCloseTo(10);
    expect(shareOf(spans, 'idle') * (100 / 7)).toBeCloseTo(10);
  });

  it('shows a part of the time as well as the whole', () => {
    const spans = trackSpans(track, 15, 25, 10);
    expect(shareOf(spans, 'cloneIn')).toBeCloseTo(5);
    expect(shareOf(spans, 'execute')).toBeCloseTo(5);
    expect(spans).toHaveLength(2);
  });

  it('costs as much as its pixels, not as its segments', () => {
    const many = workerTrack({
      worker: 1,
      segments: Array.from({ length: 200_000 }, (_, i) => segment(i % 2 === 0 ? 'execute' : 'queue', i, 1)),
    });
    const spans = trackSpans(many, 0, 200_000, 1000);
    expect(spans.length).toBeLessThanOrEqual(1000);
    expect(shareOf(spans, 'execute')).toBeCloseTo(500);
    expect(shareOf(spans, 'queue')).toBeCloseTo(500);
  });

  it('draws nothing for an empty window', () => {
    expect(trackSpans(track, 5, 5, 100)).toEqual([]);
    expect(trackSpans(workerTrack({ worker: 2, segments: [] }), 0, 10, 10)).toEqual([]);
  });
});

describe('segmentAt', () => {
  it('returns the state of a worker, and null between segments', () => {
    expect(segmentAt(track, 20)?.kind).toBe('execute');
    expect(segmentAt(track, 79.9)?.kind).toBe('execute');
    expect(segmentAt(track, 85)).toBeNull();
    expect(segmentAt(track, 0)).toBeNull();
  });

  it('keeps garbage collection, which happens inside a task, apart', () => {
    expect(segmentAt(track, 42)?.kind).toBe('execute');
    expect(track.gc).toHaveLength(1);
  });
});
