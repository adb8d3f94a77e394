import type { Segment } from '../../model/measurement.ts';

const MOST = 2_000;

/**
 * Keeps a track drawable whatever the number of tasks: where there are more than 2,000 segments, time is cut into equal
 * cells and each cell keeps, of every kind, the total as one segment. Durations per kind are preserved.
 */
export function mergeSegments(segments: Segment[]): Segment[] {
  const last = segments.at(-1);
  if (segments.length <= MOST || !last) return segments;
  const end = last.startMs + last.durationMs;
  const kinds = new Set(segments.map((segment) => segment.kind)).size;
  const cellMs = end / Math.floor(MOST / kinds);
  const merged: Segment[] = [];
  let cell = new Map<Segment['kind'], Segment>();
  let cellStart = 0;
  const close = (): void => {
    let at = cellStart;
    for (const segment of cell.values()) {
      merged.push({ ...segment, startMs: at });
      at += segment.durationMs;
    }
    cell = new Map();
    cellStart = at;
  };
  for (const segment of segments) {
    if (segment.startMs >= cellStart + cellMs) close();
    const sum = cell.get(segment.kind);
    if (!sum) cell.set(segment.kind, { ...segment });
    else {
      sum.durationMs += segment.durationMs;
      if (segment.items !== undefined) sum.items = (sum.items ?? 0) + segment.items;
    }
  }
  close();
  return merged;
}
