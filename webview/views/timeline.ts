import type { SegmentKind } from '../../src/model/measurement.ts';
import type { StrategyResult } from '../../src/model/report.ts';
import { bytes, counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { pan, zoom } from '../charts/time-window.ts';
import type { TimeWindow } from '../charts/time-window.ts';
import { segmentAt, STACKED_KINDS, trackSpans, workerTrack } from '../charts/worker-tracks.ts';
import type { WorkerTrack } from '../charts/worker-tracks.ts';
import { element } from '../element.ts';
import { canvasFont, color } from '../theme.ts';
import type { ColorName } from '../theme.ts';
import { button } from './button.ts';
import { hatching, responsiveCanvas } from './canvas.ts';
import type { Drawing } from './canvas.ts';
import { drawTimeAxis } from './time-axis.ts';
import { missingAccount } from './missing-account.ts';
import { section } from './section.ts';
import { strategyChip } from './strategy-chip.ts';
import { tooltip } from './tooltip.ts';
import type { MeasuredContext } from './view-context.ts';

const LABEL_WIDTH = 68;
const AXIS_HEIGHT = 20;

const KINDS: Record<SegmentKind, { words: string; color: ColorName; hatched: boolean }> = {
  execute: { words: 'executing', color: 'execute', hatched: false },
  cloneIn: { words: 'receiving and cloning arguments', color: 'clone-in', hatched: true },
  cloneOut: { words: 'cloning and sending results', color: 'clone-out', hatched: true },
  queue: { words: 'waiting for a task on its way', color: 'queue', hatched: false },
  idle: { words: 'idle', color: 'idle', hatched: false },
  gc: { words: 'garbage collection', color: 'gc', hatched: false },
};

function rowHeight(workers: number): number {
  return Math.max(7, Math.min(30, Math.floor(420 / workers)));
}

function legend(): HTMLElement {
  const kinds: SegmentKind[] = ['execute', 'cloneIn', 'cloneOut', 'queue', 'gc', 'idle'];
  return element(
    'ul',
    { class: 'legend' },
    ...kinds.map((kind) =>
      element(
        'li',
        {},
        element('span', {
          class: `swatch ${KINDS[kind].hatched ? 'swatch-hatched' : ''}`,
          variables: { '--mark': `var(--color-${KINDS[kind].color})` },
          'aria-hidden': 'true',
        }),
        KINDS[kind].words,
      ),
    ),
  );
}

/** The tracks of one strategy, with their own zoom. */
function trackView(
  chosen: StrategyResult,
  endMs: number,
  signal: AbortSignal,
): { view: HTMLElement; tools: HTMLElement[] } {
  const tracks = chosen.workerTimeline.map(workerTrack);
  const whole: TimeWindow = { fromMs: 0, toMs: endMs };
  const height = rowHeight(tracks.length);
  const gap = height > 12 ? 4 : 1;
  let shown = whole;
  let cursor: { row: number; timeMs: number } | null = null;
  const tip = tooltip();
  const readOut = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });

  const draw = ({ context, width }: Drawing): void => {
    const plotWidth = width - LABEL_WIDTH;
    const fills = STACKED_KINDS.map((kind) =>
      KINDS[kind].hatched ? hatching(context, color(KINDS[kind].color)) : color(KINDS[kind].color),
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
      context.strokeStyle = color('focus');
      context.lineWidth = 1.5;
      const at = x(cursor.timeMs);
      context.beginPath();
      context.moveTo(at, 0);
      context.lineTo(at, tracks.length * (height + gap));
      context.stroke();
      context.strokeRect(LABEL_WIDTH, cursor.row * (height + gap) - 0.5, plotWidth - 1, height + 1);
    }
  };
  const canvas = responsiveCanvas(tracks.length * (height + gap) + AXIS_HEIGHT, draw, signal);
  const show = (next: TimeWindow): void => {
    shown = next;
    canvas.redraw();
  };
  const describe = (track: WorkerTrack, timeMs: number): { title: string; lines: string[] } => {
    const segment = segmentAt(track, timeMs);
    const activity = chosen.workerTimeline[tracks.indexOf(track)];
    const items =
      segment?.item === undefined
        ? []
        : [
            (segment.items ?? 1) > 1
              ? `items ${segment.item} to ${segment.item + (segment.items ?? 1) - 1}`
              : `item ${segment.item}`,
          ];
    return {
      title: `Worker ${track.worker}: ${segment ? KINDS[segment.kind].words : 'between tasks'}`,
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
  };
  const point = (next: typeof cursor, spoken: boolean): void => {
    cursor = next;
    canvas.redraw();
    const track = cursor ? tracks[cursor.row] : undefined;
    if (!cursor || !track) {
      tip.hide();
      return;
    }
    const { title, lines } = describe(track, cursor.timeMs);
    const plotWidth = canvas.element.clientWidth - LABEL_WIDTH;
    const x = LABEL_WIDTH + ((cursor.timeMs - shown.fromMs) / (shown.toMs - shown.fromMs)) * plotWidth;
    tip.show(x, cursor.row * (height + gap) + height, title, lines);
    if (spoken) readOut.textContent = `${title}. ${lines.join(', ')}.`;
  };
  const timeAt = (clientX: number): number => {
    const bounds = canvas.element.getBoundingClientRect();
    const share = (clientX - bounds.left - LABEL_WIDTH) / Math.max(1, bounds.width - LABEL_WIDTH);
    return shown.fromMs + Math.min(1, Math.max(0, share)) * (shown.toMs - shown.fromMs);
  };

  const box = element(
    'div',
    {
      class: 'timeline chart-canvas',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'timeline',
      'aria-label': `What each of ${counted(tracks.length, 'worker')} did over ${duration(endMs)}. Arrow keys move, plus and minus zoom, 0 shows all.`,
    },
    canvas.element,
    tip.element,
    readOut,
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
    const row = Math.floor((event.clientY - canvas.element.getBoundingClientRect().top) / (height + gap));
    const inside = row >= 0 && row < tracks.length;
    point(inside ? { row, timeMs: timeAt(event.clientX) } : null, false);
  });
  box.addEventListener('pointerleave', () => point(null, false));
  box.addEventListener('blur', () => point(null, false));
  box.addEventListener(
    'wheel',
    (event) => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      // A plain wheel scrolls the page; with Ctrl (which a pinch reports too) it zooms where the pointer is.
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
      button('Zoom in', () => show(zoom(shown, 0.5, middle(), whole)), { appearance: 'icon', icon: 'plus' }),
      button('Zoom out', () => show(zoom(shown, 2, middle(), whole)), { appearance: 'icon', icon: 'minus' }),
      button('Show all', () => show(whole), { appearance: 'icon', icon: 'whole' }),
    ],
  };
}

/** A row per worker over the observed pass. */
export function timelineView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.workerTimeline.length > 0)) return null;
  const place = element('div', {});
  const tools = element('div', { class: 'card-tools' });
  const show = (chosen: StrategyResult, shown: AbortSignal): void => {
    if (chosen.workerTimeline.length === 0 || !chosen.timeMs) {
      tools.replaceChildren();
      place.replaceChildren(element('p', { class: 'muted' }, missingAccount(chosen)));
      return;
    }
    const { view, tools: zoomTools } = trackView(chosen, chosen.timeMs.capacity / chosen.workers, shown);
    tools.replaceChildren(...zoomTools);
    place.replaceChildren(view);
  };
  selection.follow(show, signal);
  return section(
    'timeline-card',
    'What each worker did',
    'Drag to move, Ctrl and the wheel to zoom. Where several things share a pixel, the colours show how much each took.',
    [place, legend()],
    [strategyChip(context), tools],
  );
}
