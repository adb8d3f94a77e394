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

/** Draws a row per worker over the time shown, with the axis below and the cursor above. */
export function drawTracks(
  { context, width }: Drawing,
  tracks: readonly WorkerTrack[],
  shown: TimeWindow,
  cursor: TimelineCursor | null,
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
