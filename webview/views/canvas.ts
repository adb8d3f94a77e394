import { element } from '../element.ts';
import { onThemeChange } from '../theme.ts';

/** Drawing context of a canvas; sizes in CSS pixels. */
export interface Drawing {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
}

export interface Canvas {
  element: HTMLCanvasElement;
  /** Draws before the next frame, once regardless of the number of calls. */
  redraw(): void;
}

/**
 * Creates a canvas that fills its container's width, is sharp on every screen, and redraws when its size or the theme
 * changes.
 *
 * @param height in CSS pixels
 */
export function responsiveCanvas(height: number, draw: (drawing: Drawing) => void, signal: AbortSignal): Canvas {
  const canvas = element('canvas', { 'aria-hidden': 'true', variables: { '--height': `${height}px` } });
  let scheduled = 0;
  const paint = (): void => {
    scheduled = 0;
    const width = canvas.clientWidth;
    const context = canvas.getContext('2d');
    if (width === 0 || !context || signal.aborted) return;
    const scale = window.devicePixelRatio;
    const pixelWidth = Math.round(width * scale);
    const pixelHeight = Math.round(height * scale);
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    draw({ context, width, height });
  };
  const redraw = (): void => {
    if (scheduled === 0) scheduled = requestAnimationFrame(paint);
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(canvas);
  onThemeChange(redraw, signal);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    cancelAnimationFrame(scheduled);
  });
  return { element: canvas, redraw };
}

/** Returns a pattern of diagonal lines, which distinguish an area without its colour. */
export function hatching(context: CanvasRenderingContext2D, stroke: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const pen = tile.getContext('2d');
  if (!pen) return stroke;
  pen.strokeStyle = stroke;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const offset of [-6, 0, 6]) {
    pen.moveTo(offset, 6);
    pen.lineTo(offset + 6, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat') ?? stroke;
}
