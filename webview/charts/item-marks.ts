import type { Segment } from '../../src/model/measurement.ts';
import { integer } from '../../src/report/numbers-in-words.ts';
import type { WorkerTrack } from './worker-tracks.ts';

/** A part of a track that executes one item, or several that were merged because there are too many to keep. */
export interface ItemMark {
  /** Index of the row. */
  row: number;
  segment: Segment;
  /** The first item. */
  item: number;
  items: number;
}

/** Marks closer than this are not drawn: they would fill the row. */
const LEAST_WIDTH = 4;

function markOf(row: number, segment: Segment): ItemMark | null {
  if (segment.kind !== 'execute' || segment.item === undefined) return null;
  return { row, segment, item: segment.item, items: segment.items ?? 1 };
}

/** Returns the items of a row that are wide enough to be drawn in the time shown over a width in pixels. */
export function visibleMarks(
  track: WorkerTrack,
  row: number,
  shown: { fromMs: number; toMs: number },
  width: number,
): ItemMark[] {
  const leastMs = (LEAST_WIDTH * (shown.toMs - shown.fromMs)) / Math.max(1, width);
  return track.segments.flatMap((segment) => {
    const isShown = segment.startMs < shown.toMs && segment.startMs + segment.durationMs > shown.fromMs;
    return isShown && segment.durationMs >= leastMs ? (markOf(row, segment) ?? []) : [];
  });
}

/** Returns the item that a row executes at a time; `null` if it executes none. */
export function markAt(track: WorkerTrack, row: number, timeMs: number): ItemMark | null {
  const segment = track.segments.find(({ startMs, durationMs }) => startMs <= timeMs && timeMs < startMs + durationMs);
  return segment ? markOf(row, segment) : null;
}

/** Returns the next item of a row after a time, or the previous one before it; `null` at the end. */
export function neighbourMark(track: WorkerTrack, row: number, timeMs: number, step: 1 | -1): ItemMark | null {
  const marks = track.segments.flatMap((segment) => markOf(row, segment) ?? []);
  const found =
    step > 0
      ? marks.find(({ segment }) => segment.startMs > timeMs)
      : marks.findLast(({ segment }) => segment.startMs + segment.durationMs <= timeMs);
  return found ?? null;
}

/** `item 12`, `4 items, the first is 12`: items of several messages may share a segment, so they have no last one. */
export function itemsInWords({ item, items }: Pick<ItemMark, 'item' | 'items'>): string {
  return items > 1 ? `${integer(items)} items, the first is ${integer(item)}` : `item ${integer(item)}`;
}
