/** @jsx svg */
import type { StrategyName } from '../../src/model/plan.ts';
import { svg } from '../element.ts';
import { color } from '../theme.ts';

/** Line patterns, which distinguish strategies without colour. */
export const DASHES: Record<StrategyName, number[]> = {
  serial: [],
  threads: [],
  processes: [8, 4],
  async: [2, 3],
  bullmq: [12, 3],
};

/**
 * Draws a strategy's point: a circle for threads, a square for processes, a diamond for async, a triangle for a queue; hollow if another chunk
 * size was faster.
 */
export function drawMarker(
  context: CanvasRenderingContext2D,
  name: StrategyName,
  x: number,
  y: number,
  radius: number,
  filled: boolean,
): void {
  context.beginPath();
  switch (name) {
    case 'serial':
    case 'threads':
      context.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'processes':
      context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case 'async':
      context.moveTo(x, y - radius * 1.25);
      context.lineTo(x + radius * 1.25, y);
      context.lineTo(x, y + radius * 1.25);
      context.lineTo(x - radius * 1.25, y);
      context.closePath();
      break;
    case 'bullmq':
      context.moveTo(x, y - radius * 1.25);
      context.lineTo(x + radius * 1.25, y + radius);
      context.lineTo(x - radius * 1.25, y + radius);
      context.closePath();
      break;
  }
  context.fillStyle = color(filled ? name : 'background');
  context.fill();
  context.lineWidth = radius / 3;
  context.strokeStyle = color(filled ? 'background' : name);
  context.stroke();
}

/** Returns the same mark on its line, for a legend. */
export function legendMark(name: StrategyName): SVGElement {
  const shape = {
    serial: <circle cx="14" cy="6" r="4" />,
    threads: <circle cx="14" cy="6" r="4" />,
    processes: <rect x="10.2" y="2.2" width="7.6" height="7.6" />,
    async: <path d="M14 1l5 5-5 5-5-5Z" />,
    bullmq: <path d="M14 1l5 9H9Z" />,
  }[name];
  return (
    <svg class={`legend-mark stroke-${name}`} viewBox="0 0 28 12" width="28" height="12" aria-hidden="true">
      <path d="M0 6H28" stroke-dasharray={DASHES[name].join(' ')} />
      {shape}
    </svg>
  );
}

/** Returns a line without a mark, for the legend of bounds and predictions. */
export function legendLine(name: 'linear' | 'amdahl' | 'prediction'): SVGElement {
  const dash = { linear: '2 4', amdahl: '10 4 2 4', prediction: '6 5' }[name];
  return (
    <svg class={`legend-mark stroke-${name}`} viewBox="0 0 28 12" width="28" height="12" aria-hidden="true">
      {name === 'prediction' && <rect class="band" x="0" y="0" width="28" height="12" />}
      <path d="M0 6H28" stroke-dasharray={dash} />
    </svg>
  );
}
