import type { StrategyResult } from '../../src/model/report.ts';
import { bytes, counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { type ItemMark, itemsInWords, markAt, neighbourMark } from '../charts/item-marks.ts';
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

/** A press that moves less is a click. */
const CLICK_PIXELS = 4;

/** Describes a worker's state at a time of a pass that took `endMs`, and its totals. */
function segmentInWords(
  chosen: StrategyResult,
  track: WorkerTrack,
  timeMs: number,
  endMs: number,
): { title: string; lines: string[] } {
  const segment = segmentAt(track, timeMs);
  const activity = chosen.workerTimeline.find(({ worker }) => worker === track.worker);
  const items = segment?.item === undefined ? [] : [itemsInWords({ item: segment.item, items: segment.items ?? 1 })];
  return {
    title: `Worker ${track.worker}${activity?.machine === undefined ? '' : ` on ${activity.machine}`}: ${segment ? SEGMENT_KINDS[segment.kind].words : 'between tasks'}`,
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

/**
 * The tracks of one strategy, with their own zoom.
 * @param onSelect gets the item that the user selects; `null` when nothing is selected any more
 */
export function timelineTracks(
  chosen: StrategyResult,
  endMs: number,
  onSelect: (mark: ItemMark | null) => void,
  signal: AbortSignal,
): { view: HTMLElement; tools: HTMLElement[] } {
  const tracks = chosen.workerTimeline.map(workerTrack);
  const whole: TimeWindow = { fromMs: 0, toMs: endMs };
  const pitch = rowPitch(tracks.length);
  let shown = whole;
  let cursor: TimelineCursor | null = null;
  let selected: ItemMark | null = null;
  const tip = tooltip();
  const readOut = <div class="visually-hidden" aria-live="polite" />;

  const draw = (drawing: Drawing): void => drawTracks(drawing, tracks, shown, cursor, selected);
  const canvas = responsiveCanvas(tracks.length * pitch + AXIS_HEIGHT, draw, signal);
  const describe = (spoken: boolean): void => {
    const track = cursor ? tracks[cursor.row] : undefined;
    if (!cursor || !track || cursor.timeMs < shown.fromMs || cursor.timeMs > shown.toMs) {
      tip.hide();
      return;
    }
    const { title, lines } = segmentInWords(chosen, track, cursor.timeMs, endMs);
    const plotWidth = canvas.element.clientWidth - LABEL_WIDTH;
    const x = LABEL_WIDTH + ((cursor.timeMs - shown.fromMs) / (shown.toMs - shown.fromMs)) * plotWidth;
    tip.show(x, (cursor.row + 1) * pitch, title, lines);
    if (spoken) readOut.textContent = `${title}. ${lines.join(', ')}.`;
  };
  const point = (next: TimelineCursor | null, spoken: boolean): void => {
    cursor = next;
    canvas.redraw();
    describe(spoken);
  };
  /** @param pointerX position of the pointer, which the tooltip stays at; without one, it stays at its time */
  const show = (next: TimeWindow, pointerX?: number): void => {
    shown = next;
    if (cursor && pointerX !== undefined) cursor = { ...cursor, timeMs: timeAt(pointerX) };
    canvas.redraw();
    describe(false);
  };
  const select = (mark: ItemMark | null): void => {
    selected = mark;
    canvas.redraw();
    onSelect(mark);
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
      aria-label={`Timeline of ${counted(tracks.length, 'worker')} over ${duration(endMs)}. Arrow keys move, Page Down and Page Up go from item to item, Enter selects, plus and minus zoom, 0 shows all.`}
    >
      {canvas.element}
      {tip.element}
      {readOut}
    </div>
  );
  const rowAt = (clientY: number): number => Math.floor((clientY - canvas.element.getBoundingClientRect().top) / pitch);
  let dragged: { x: number; from: TimeWindow; isFar: boolean } | null = null;
  box.addEventListener('pointerdown', (event) => {
    dragged = { x: event.clientX, from: shown, isFar: false };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener('pointerup', (event) => {
    const row = rowAt(event.clientY);
    const track = tracks[row];
    if (dragged && !dragged.isFar && track) select(markAt(track, row, timeAt(event.clientX)));
    dragged = null;
  });
  box.addEventListener('pointercancel', () => (dragged = null));
  box.addEventListener('pointermove', (event) => {
    if (dragged) {
      const perPixel =
        (dragged.from.toMs - dragged.from.fromMs) / Math.max(1, canvas.element.clientWidth - LABEL_WIDTH);
      dragged.isFar ||= Math.abs(dragged.x - event.clientX) >= CLICK_PIXELS;
      if (dragged.isFar) show(pan(dragged.from, (dragged.x - event.clientX) * perPixel, whole), event.clientX);
      return;
    }
    const row = rowAt(event.clientY);
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
        show(zoom(shown, Math.exp(event.deltaY * 0.004), timeAt(event.clientX), whole), event.clientX);
      else show(pan(shown, ((event.deltaX || event.deltaY) / 600) * length, whole), event.clientX);
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
    const goToItem = (step: 1 | -1): void => {
      const track = tracks[at.row];
      const mark = track && neighbourMark(track, at.row, at.timeMs, step);
      if (mark) moveTo(at.row, mark.segment.startMs + mark.segment.durationMs / 2);
    };
    const selectHere = (): void => {
      const track = tracks[at.row];
      if (track) select(markAt(track, at.row, at.timeMs));
    };
    const actions: Record<string, () => void> = {
      PageDown: () => goToItem(1),
      PageUp: () => goToItem(-1),
      Enter: selectHere,
      ' ': selectHere,
      ArrowLeft: () => moveTo(at.row, at.timeMs - length / 40),
      ArrowRight: () => moveTo(at.row, at.timeMs + length / 40),
      ArrowUp: () => moveTo(at.row - 1, at.timeMs),
      ArrowDown: () => moveTo(at.row + 1, at.timeMs),
      '+': () => show(zoom(shown, 0.5, at.timeMs, whole)),
      '=': () => show(zoom(shown, 0.5, at.timeMs, whole)),
      '-': () => show(zoom(shown, 2, at.timeMs, whole)),
      '0': () => show(whole),
      Escape: () => {
        point(null, false);
        select(null);
      },
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
