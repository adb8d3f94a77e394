import uPlot from 'uplot';
import type { SpeedupSeries } from '../charts/speedup-series.ts';
import { speedupStops, speedupSummary } from '../charts/speedup-stops.ts';
import type { SpeedupStop } from '../charts/speedup-stops.ts';
import { element } from '../element.ts';
import { onThemeChange } from '../theme.ts';
import { drawPoints, PLOT_HEIGHT, plotData, plotOptions } from './speedup-drawing.ts';
import { tooltip } from './tooltip.tsx';

/** Distance at which the pointer selects a point, in CSS pixels. */
const REACH = 48;

export interface SpeedupPlot {
  element: HTMLElement;
  update(series: SpeedupSeries): void;
}

/** The chart itself; pointer and arrow keys select a point to read out. */
export function speedupPlot(first: SpeedupSeries, signal: AbortSignal): SpeedupPlot {
  let series = first;
  let stops = speedupStops(series);
  let current: SpeedupStop | null = null;
  let plot: uPlot | null = null;
  const container = <div class="plot-container" />;
  const tip = tooltip();
  const readOut = <div class="visually-hidden" aria-live="polite" />;
  const box = (
    <div
      class="plot"
      tabindex={0}
      role="application"
      aria-roledescription="chart"
      aria-label={`Speedup against workers. ${speedupSummary(series)} Arrow keys read the points.`}
      variables={{ '--height': `${PLOT_HEIGHT}px` }}
    >
      {container}
      {tip.element}
      {readOut}
    </div>
  );

  const show = (stop: SpeedupStop | null, spoken: boolean): void => {
    if (stop === current && stop !== null) return;
    current = stop;
    plot?.redraw(false, false);
    if (!stop || !plot) {
      tip.hide();
      return;
    }
    const over = plot.over;
    tip.show(
      over.offsetLeft + plot.valToPos(stop.x, 'x'),
      over.offsetTop + plot.valToPos(stop.y, 'y'),
      stop.title,
      stop.lines,
    );
    if (spoken) readOut.textContent = `${stop.title}. ${stop.lines.join(', ')}.`;
  };
  const nearest = (event: PointerEvent): SpeedupStop | null => {
    if (!plot) return null;
    const bounds = plot.over.getBoundingClientRect();
    const [px, py] = [event.clientX - bounds.left, event.clientY - bounds.top];
    let found: SpeedupStop | null = null;
    let distance = REACH;
    for (const stop of stops) {
      const far = Math.hypot(plot.valToPos(stop.x, 'x') - px, plot.valToPos(stop.y, 'y') - py);
      if (far < distance) [found, distance] = [stop, far];
    }
    return found;
  };
  const step = (key: string): SpeedupStop | undefined => {
    const at = current ? stops.indexOf(current) : -1;
    switch (key) {
      case 'ArrowRight':
        return stops[Math.min(stops.length - 1, at + 1)];
      case 'ArrowLeft':
        return stops[Math.max(0, at - 1)];
      case 'Home':
        return stops[0];
      case 'End':
        return stops.at(-1);
      default:
        return undefined;
    }
  };
  box.addEventListener('pointermove', (event) => show(nearest(event), false));
  box.addEventListener('pointerleave', () => show(null, false));
  box.addEventListener('blur', () => show(null, false));
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(null, false);
    const stop = step(event.key);
    if (!stop) return;
    event.preventDefault();
    show(stop, true);
  });

  const build = (): void => {
    const width = container.clientWidth;
    if (width === 0 || signal.aborted) return;
    plot?.destroy();
    plot = new uPlot(
      plotOptions(series, width, (drawn) => drawPoints(drawn, series, current)),
      plotData(series),
      container,
    );
  };
  let builtWidth = 0;
  const observer = new ResizeObserver(() => {
    if (container.clientWidth === builtWidth) return;
    builtWidth = container.clientWidth;
    build();
  });
  observer.observe(container);
  onThemeChange(build, signal);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    plot?.destroy();
  });

  return {
    element: box,
    update: (next) => {
      series = next;
      stops = speedupStops(series);
      current = null;
      box.setAttribute('aria-label', `Speedup against workers. ${speedupSummary(series)} Arrow keys read the points.`);
      build();
    },
  };
}
