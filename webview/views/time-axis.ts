import { tickInWords, timeTicks } from '../charts/time-window.ts';
import type { TimeWindow } from '../charts/time-window.ts';
import { color } from '../theme.ts';

/** Between two labels. */
const GAP = 8;

/** Draws the labels of a time window from `left` to `right` at a height, in CSS pixels, with the context's font. */
export function drawTimeAxis(
  context: CanvasRenderingContext2D,
  top: number,
  left: number,
  right: number,
  shown: TimeWindow,
): void {
  const ticks = timeTicks(shown);
  const step = (ticks[1] ?? shown.toMs) - (ticks[0] ?? 0);
  context.fillStyle = color('muted');
  context.textBaseline = 'top';
  context.textAlign = 'left';
  let free = left;
  for (const tick of ticks) {
    const at = left + ((right - left) * (tick - shown.fromMs)) / (shown.toMs - shown.fromMs);
    const words = tickInWords(tick, step);
    const { width } = context.measureText(words);
    const from = Math.max(left, Math.min(at - width / 2, right - width));
    // A narrow axis has no room for all of them.
    if (from < free) continue;
    context.fillText(words, from, top);
    free = from + width + GAP;
  }
}
