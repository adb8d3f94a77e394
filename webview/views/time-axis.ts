import { tickInWords, timeTicks } from '../charts/time-window.ts';
import type { TimeWindow } from '../charts/time-window.ts';
import { color } from '../theme.ts';

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
  for (const tick of ticks) {
    const at = left + ((right - left) * (tick - shown.fromMs)) / (shown.toMs - shown.fromMs);
    const words = tickInWords(tick, step);
    const half = context.measureText(words).width / 2;
    context.textAlign = at - half < left ? 'left' : at + half > right ? 'right' : 'center';
    context.fillText(words, at, top);
  }
  context.textAlign = 'left';
}
