import type { Segment, SegmentKind, WorkerActivity } from '../../src/model/measurement.ts';

/**
 * Kinds that fill a track, stacked from the bottom in this order. `gc` runs during the others and has its own strip.
 */
export const STACKED_KINDS = ['execute', 'cloneIn', 'cloneOut', 'queue', 'idle'] as const satisfies SegmentKind[];

/** A worker's segments, indexed to look up quickly how much of each kind lies in a time span. */
export interface WorkerTrack {
  worker: number;
  segments: readonly Segment[];
  starts: Float64Array;
  ends: Float64Array;
  /** Index into `STACKED_KINDS`. */
  kinds: Uint8Array;
  /** For each kind, the time spent in it before each segment; one entry more than there are segments. */
  before: Float64Array[];
  gc: readonly Segment[];
}

/** Part of a row to fill: from `x` to `x + width` in pixels; `shares` sums to at most 1. */
export interface TrackSpan {
  x: number;
  width: number;
  shares: readonly number[];
}

/** Prepares a worker's segments, once per report. */
export function workerTrack(activity: Pick<WorkerActivity, 'worker' | 'segments'>): WorkerTrack {
  const order: readonly string[] = STACKED_KINDS;
  const segments = activity.segments.filter((segment) => segment.kind !== 'gc').sort((a, b) => a.startMs - b.startMs);
  const before = STACKED_KINDS.map(() => new Float64Array(segments.length + 1));
  const starts = new Float64Array(segments.length);
  const ends = new Float64Array(segments.length);
  const kinds = new Uint8Array(segments.length);
  segments.forEach((segment, i) => {
    const kind = order.indexOf(segment.kind);
    starts[i] = segment.startMs;
    ends[i] = segment.startMs + segment.durationMs;
    kinds[i] = kind;
    before.forEach((sums, k) => (sums[i + 1] = (sums[i] ?? 0) + (k === kind ? segment.durationMs : 0)));
  });
  return {
    worker: activity.worker,
    segments,
    starts,
    ends,
    kinds,
    before,
    gc: activity.segments.filter((segment) => segment.kind === 'gc').sort((a, b) => a.startMs - b.startMs),
  };
}

/** Returns the index of the last segment that starts at or before a time, or -1. */
function segmentBefore(track: WorkerTrack, timeMs: number): number {
  let low = 0;
  let high = track.starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track.starts[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Returns the state of a worker at a time; `null` between segments. */
export function segmentAt(track: WorkerTrack, timeMs: number): Segment | null {
  const segment = track.segments[segmentBefore(track, timeMs)];
  return segment && timeMs < segment.startMs + segment.durationMs ? segment : null;
}

/** Returns the time spent in a kind from the start of the pass until a time. */
function timeUntil(track: WorkerTrack, kind: number, timeMs: number, at: number): number {
  if (at < 0) return 0;
  const whole = track.before[kind]?.[at] ?? 0;
  if (track.kinds[at] !== kind) return whole;
  return whole + Math.min(timeMs, track.ends[at] ?? 0) - (track.starts[at] ?? 0);
}

/**
 * Returns the spans to fill between two times over a width in pixels. A segment that covers whole pixels is one span; a
 * pixel with several segments shows their shares. The cost depends on the pixels, not on the number of segments.
 */
export function trackSpans(track: WorkerTrack, fromMs: number, toMs: number, width: number): TrackSpan[] {
  const perPixel = (toMs - fromMs) / width;
  if (!(perPixel > 0)) return [];
  const spans: TrackSpan[] = [];
  let x = 0;
  let startAt = segmentBefore(track, fromMs);
  let start = STACKED_KINDS.map((_, kind) => timeUntil(track, kind, fromMs, startAt));
  while (x < width) {
    const time = fromMs + x * perPixel;
    const end = track.ends[startAt];
    // A segment that covers further pixels is drawn at once up to the last of them.
    const reach =
      startAt >= 0 && end !== undefined && end > time ? Math.floor((Math.min(end, toMs) - fromMs) / perPixel) : x;
    const gap = end === undefined || end <= time ? (track.starts[startAt + 1] ?? toMs) : time;
    const gapReach = gap > time ? Math.floor((Math.min(gap, toMs) - fromMs) / perPixel) : x;
    const next = Math.min(width, Math.max(x + 1, reach, gapReach));
    const nextTime = fromMs + next * perPixel;
    const nextAt = segmentBefore(track, nextTime);
    const sums = STACKED_KINDS.map((_, kind) => timeUntil(track, kind, nextTime, nextAt));
    const total = (next - x) * perPixel;
    const shares = sums.map((sum, kind) => Math.min(1, Math.max(0, (sum - (start[kind] ?? 0)) / total)));
    if (shares.some((share) => share > 0)) spans.push({ x, width: next - x, shares });
    x = next;
    start = sums;
    startAt = nextAt;
  }
  return spans;
}
