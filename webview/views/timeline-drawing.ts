import { type ItemMark, visibleMarks } from '../charts/item-marks.ts';
import { STACKED_KINDS, trackSpans } from '../charts/worker-tracks.ts';
import type { WorkerTrack } from '../charts/worker-tracks.ts';
import type { TimeWindow } from '../charts/time-window.ts';
import { canvasFont, color } from '../theme.ts';
import { hatching } from './canvas.ts';
import type { Drawing } from './canvas.ts';
import { SEGMENT_KINDS } from './segment-kinds.tsx';
import { drawTimeAxis } from './time-axis.ts';

/** Space for labels to the left of the tracks, in CSS pixels. */
export const LABEL_WIDTH = 68;
/** Space for the axis below the tracks, in CSS pixels. */
export const AXIS_HEIGHT = 20;

/** Position of the read-out: a worker's row and a time. */
export interface TimelineCursor {
  row: number;
  timeMs: number;
}

function rowHeight(workers: number): number {
  return Math.max(7, Math.min(30, Math.floor(420 / workers)));
}

function rowGap(workers: number): number {
  return rowHeight(workers) > 12 ? 4 : 1;
}

/** Returns the distance from one row to the next, in CSS pixels. */
export function rowPitch(workers: number): number {
  return rowHeight(workers) + rowGap(workers);
}

/** Draws a row per worker over the time shown, a mark per item, the axis below, and the selection and the cursor above. */
export function drawTracks(
  { context, width }: Drawing,
  tracks: readonly WorkerTrack[],
  shown: TimeWindow,
  cursor: TimelineCursor | null,
  selected: ItemMark | null,
): void {
  const height = rowHeight(tracks.length);
  const gap = rowGap(tracks.length);

  const plotWidth = width - LABEL_WIDTH;
  const fills = STACKED_KINDS.map((kind) =>
    SEGMENT_KINDS[kind].hatched
      ? hatching(context, color(SEGMENT_KINDS[kind].color))
      : color(SEGMENT_KINDS[kind].color),
  );
  const gcFill = color('gc');
  const x = (time: number): number => LABEL_WIDTH + ((time - shown.fromMs) / (shown.toMs - shown.fromMs)) * plotWidth;
  context.font = canvasFont(11);
  tracks.forEach((track, row) => {
    const top = row * (height + gap);
    for (const span of trackSpans(track, shown.fromMs, shown.toMs, plotWidth)) {
      let bottom = top + height;
      span.shares.forEach((share, kind) => {
        if (share < 0.002) return;
        const part = share > 0.998 ? height : share * height;
        context.fillStyle = fills[kind] ?? '';
        context.fillRect(LABEL_WIDTH + span.x, bottom - part, span.width, part);
        bottom -= part;
      });
    }
    drawMarks(context, visibleMarks(track, row, shown, plotWidth), { x, top, height, width });
    context.fillStyle = gcFill;
    for (const pause of track.gc) {
      const from = Math.max(LABEL_WIDTH, x(pause.startMs));
      const to = Math.min(width, x(pause.startMs + pause.durationMs));
      if (to > LABEL_WIDTH && from < width)
        context.fillRect(from, top, Math.max(1.5, to - from), Math.min(4, height / 3));
    }
    if (height < 10 && row % Math.ceil(12 / height) !== 0) return;
    context.fillStyle = color('muted');
    context.textBaseline = 'middle';
    context.fillText(`worker ${track.worker}`, 0, top + height / 2);
  });
  drawTimeAxis(context, tracks.length * (height + gap) + 4, LABEL_WIDTH, width, shown);
  if (selected) {
    const from = Math.max(LABEL_WIDTH, x(selected.segment.startMs));
    const to = Math.min(width, x(selected.segment.startMs + selected.segment.durationMs));
    context.strokeStyle = color('focus');
    context.lineWidth = 3;
    if (to > LABEL_WIDTH && from < width)
      context.strokeRect(from, selected.row * (height + gap), Math.max(3, to - from), height);
  }
  if (cursor) {
    context.strokeStyle = color('foreground');
    context.lineWidth = 1.5;
    const at = x(cursor.timeMs);
    context.beginPath();
    context.moveTo(at, 0);
    context.lineTo(at, tracks.length * (height + gap));
    context.stroke();
    context.strokeRect(LABEL_WIDTH, cursor.row * (height + gap) - 0.5, plotWidth - 1, height + 1);
  }
}

/** Separates the items of a row, and writes their numbers where there is room. */
function drawMarks(
  context: CanvasRenderingContext2D,
  marks: readonly ItemMark[],
  { x, top, height, width }: { x: (timeMs: number) => number; top: number; height: number; width: number },
): void {
  context.fillStyle = color('background');
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const { segment, item, items } of marks) {
    const from = Math.max(LABEL_WIDTH, x(segment.startMs));
    const to = Math.min(width, x(segment.startMs + segment.durationMs));
    if (from > LABEL_WIDTH) context.fillRect(from - 0.5, top, 1, height);
    const words = items > 1 ? `${item} …` : String(item);
    if (height >= 14 && to - from > context.measureText(words).width + 8)
      context.fillText(words, (from + to) / 2, top + height / 2 + 0.5);
  }
  context.textAlign = 'left';
}
