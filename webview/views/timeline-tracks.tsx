import type { StrategyResult } from '../../src/model/report.ts';
import { bytes, counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { pan, zoom } from '../charts/time-window.ts';
import type { TimeWindow } from '../charts/time-window.ts';
import { segmentAt, workerTrack } from '../charts/worker-tracks.ts';
import type { WorkerTrack } from '../charts/worker-tracks.ts';
import { element } from '../element.ts';
import { IconButton } from './button.tsx';
import { responsiveCanvas } from './canvas.ts';
import type { Drawing } from './canvas.ts';
import { SEGMENT_KINDS } from './segment-kinds.tsx';
import { AXIS_HEIGHT, drawTracks, LABEL_WIDTH, rowPitch } from './timeline-drawing.ts';
import type { TimelineCursor } from './timeline-drawing.ts';
import { tooltip } from './tooltip.tsx';

/** Describes a worker's state at a time of a pass that took `endMs`, and its totals. */
function segmentInWords(
  chosen: StrategyResult,
  track: WorkerTrack,
  timeMs: number,
  endMs: number,
): { title: string; lines: string[] } {
  const segment = segmentAt(track, timeMs);
  const activity = chosen.workerTimeline.find(({ worker }) => worker === track.worker);
  const items =
    segment?.item === undefined
      ? []
      : [
          (segment.items ?? 1) > 1
            ? `items ${segment.item} to ${segment.item + (segment.items ?? 1) - 1}`
            : `item ${segment.item}`,
        ];
  return {
    title: `Worker ${track.worker}: ${segment ? SEGMENT_KINDS[segment.kind].words : 'between tasks'}`,
    lines: [
      ...items,
      ...(segment
        ? [`${duration(segment.durationMs)}, from ${duration(segment.startMs)}`]
        : [`at ${duration(timeMs)}`]),
      ...(activity
        ? [
            `in all ${counted(activity.tasks, 'item')}, busy ${percent(activity.busyMs / endMs)}`,
            `${bytes(activity.bytesIn)} in, ${bytes(activity.bytesOut)} out`,
          ]
        : []),
    ],
  };
}

/** The tracks of one strategy, with their own zoom. */
export function timelineTracks(
  chosen: StrategyResult,
  endMs: number,
  signal: AbortSignal,
): { view: HTMLElement; tools: HTMLElement[] } {
  const tracks = chosen.workerTimeline.map(workerTrack);
  const whole: TimeWindow = { fromMs: 0, toMs: endMs };
  const pitch = rowPitch(tracks.length);
  let shown = whole;
  let cursor: TimelineCursor | null = null;
  const tip = tooltip();
  const readOut = <div class="visually-hidden" aria-live="polite" />;

  const draw = (drawing: Drawing): void => drawTracks(drawing, tracks, shown, cursor);
  const canvas = responsiveCanvas(tracks.length * pitch + AXIS_HEIGHT, draw, signal);
  const show = (next: TimeWindow): void => {
    shown = next;
    canvas.redraw();
  };
  const point = (next: TimelineCursor | null, spoken: boolean): void => {
    cursor = next;
    canvas.redraw();
    const track = cursor ? tracks[cursor.row] : undefined;
    if (!cursor || !track) {
      tip.hide();
      return;
    }
    const { title, lines } = segmentInWords(chosen, track, cursor.timeMs, endMs);
    const plotWidth = canvas.element.clientWidth - LABEL_WIDTH;
    const x = LABEL_WIDTH + ((cursor.timeMs - shown.fromMs) / (shown.toMs - shown.fromMs)) * plotWidth;
    tip.show(x, (cursor.row + 1) * pitch, title, lines);
    if (spoken) readOut.textContent = `${title}. ${lines.join(', ')}.`;
  };
  const timeAt = (clientX: number): number => {
    const bounds = canvas.element.getBoundingClientRect();
    const share = (clientX - bounds.left - LABEL_WIDTH) / Math.max(1, bounds.width - LABEL_WIDTH);
    return shown.fromMs + Math.min(1, Math.max(0, share)) * (shown.toMs - shown.fromMs);
  };

  const box = (
    <div
      class="timeline chart-canvas"
      tabindex={0}
      role="application"
      aria-roledescription="timeline"
      aria-label={`Timeline of ${counted(tracks.length, 'worker')} over ${duration(endMs)}. Arrow keys move, plus and minus zoom, 0 shows all.`}
    >
      {canvas.element}
      {tip.element}
      {readOut}
    </div>
  );
  let dragged: { x: number; from: TimeWindow } | null = null;
  box.addEventListener('pointerdown', (event) => {
    dragged = { x: event.clientX, from: shown };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener('pointerup', () => (dragged = null));
  box.addEventListener('pointercancel', () => (dragged = null));
  box.addEventListener('pointermove', (event) => {
    if (dragged) {
      const perPixel =
        (dragged.from.toMs - dragged.from.fromMs) / Math.max(1, canvas.element.clientWidth - LABEL_WIDTH);
      show(pan(dragged.from, (dragged.x - event.clientX) * perPixel, whole));
      return;
    }
    const row = Math.floor((event.clientY - canvas.element.getBoundingClientRect().top) / pitch);
    const inside = row >= 0 && row < tracks.length;
    point(inside ? { row, timeMs: timeAt(event.clientX) } : null, false);
  });
  box.addEventListener('pointerleave', () => point(null, false));
  box.addEventListener('blur', () => point(null, false));
  box.addEventListener(
    'wheel',
    (event) => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      // A plain wheel scrolls the page. With Ctrl, which a pinch reports too, it zooms at the pointer.
      if (!event.ctrlKey && !event.metaKey && !sideways) return;
      event.preventDefault();
      const length = shown.toMs - shown.fromMs;
      if (event.ctrlKey || event.metaKey)
        show(zoom(shown, Math.exp(event.deltaY * 0.004), timeAt(event.clientX), whole));
      else show(pan(shown, ((event.deltaX || event.deltaY) / 600) * length, whole));
    },
    { passive: false },
  );
  box.addEventListener('keydown', (event) => {
    const length = shown.toMs - shown.fromMs;
    const at = cursor ?? { row: 0, timeMs: (shown.fromMs + shown.toMs) / 2 };
    const moveTo = (row: number, timeMs: number): void => {
      const inside = Math.min(whole.toMs, Math.max(0, timeMs));
      if (inside < shown.fromMs || inside > shown.toMs) shown = pan(shown, inside - at.timeMs, whole);
      point({ row: Math.min(tracks.length - 1, Math.max(0, row)), timeMs: inside }, true);
    };
    const actions: Record<string, () => void> = {
      ArrowLeft: () => moveTo(at.row, at.timeMs - length / 40),
      ArrowRight: () => moveTo(at.row, at.timeMs + length / 40),
      ArrowUp: () => moveTo(at.row - 1, at.timeMs),
      ArrowDown: () => moveTo(at.row + 1, at.timeMs),
      '+': () => show(zoom(shown, 0.5, at.timeMs, whole)),
      '=': () => show(zoom(shown, 0.5, at.timeMs, whole)),
      '-': () => show(zoom(shown, 2, at.timeMs, whole)),
      '0': () => show(whole),
      Escape: () => point(null, false),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
  const middle = (): number => (shown.fromMs + shown.toMs) / 2;
  return {
    view: box,
    tools: [
      <IconButton icon="plus" label="Zoom in" onClick={() => show(zoom(shown, 0.5, middle(), whole))} />,
      <IconButton icon="minus" label="Zoom out" onClick={() => show(zoom(shown, 2, middle(), whole))} />,
      <IconButton icon="whole" label="Show all" onClick={() => show(whole)} />,
    ],
  };
}
