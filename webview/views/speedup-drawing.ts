import uPlot from 'uplot';
import type { SpeedupSeries } from '../charts/speedup-series.ts';
import type { SpeedupStop } from '../charts/speedup-stops.ts';
import { canvasFont, color } from '../theme.ts';
import { DASHES, drawMarker } from './marker.tsx';

/** In CSS pixels. */
export const PLOT_HEIGHT = 320;
/** Distance between the points of two strategies at the same number of workers, in CSS pixels. */
const APART = 7;
/** uPlot's `Scale.Distr.Logarithmic`, a `const enum` that its declarations do not export as a value. */
const LOGARITHMIC = { distr: 3, log: 2 } as const;

/** Returns all curves over one common row of x, as uPlot requires. */
export function plotData(series: SpeedupSeries): uPlot.AlignedData {
  const table = (points: readonly (readonly [number, ...number[]])[], columns: number): uPlot.AlignedData => [
    points.map((point) => point[0]),
    ...Array.from({ length: columns }, (_, i) => points.map((point) => point[i + 1] ?? null)),
  ];
  return uPlot.join([
    table(series.linear, 1),
    table(series.amdahl, 1),
    table(
      series.prediction.map((p) => [p.cores, p.speedup, p.low, p.high]),
      3,
    ),
  ]);
}

function withAlpha(name: Parameters<typeof color>[0], alpha: number): string {
  return `color-mix(in srgb, ${color(name)} ${alpha * 100}%, transparent)`;
}

/** Returns axes, grid and curves; `draw` draws the measured points over them. */
export function plotOptions(series: SpeedupSeries, width: number, draw: (plot: uPlot) => void): uPlot.Options {
  const line = (stroke: () => string, lineWidth: number, dash: number[] = []): uPlot.Series => ({
    stroke,
    width: lineWidth,
    dash,
    spanGaps: true,
    points: { show: false },
  });
  const axis = {
    stroke: () => color('muted'),
    font: canvasFont(12),
    labelFont: canvasFont(12),
    grid: { stroke: () => color('grid'), width: 1 },
    ticks: { show: false },
    labelSize: 22,
    labelGap: 2,
  };
  const scale = (range: { min: number; max: number }): uPlot.Scale =>
    Object.assign(
      { time: false, range: [range.min, range.max] as [number, number] },
      series.logarithmic ? LOGARITHMIC : {},
    );
  return {
    width,
    height: PLOT_HEIGHT,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: scale(series.x), y: scale(series.y) },
    axes: [
      {
        ...axis,
        label: series.prediction.length > 0 ? 'workers, and as many cores where predicted' : 'workers',
        size: 28,
        splits: () => series.xTicks,
        values: (_, splits) => splits.map((value) => String(value)),
        filter: (_, splits) => splits,
      },
      {
        ...axis,
        label: 'speedup',
        incrs: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
        size: 42,
        values: (_, splits) => splits.map((value) => `${value}x`),
        ...(series.logarithmic ? { filter: (_: uPlot, splits: number[]) => splits } : {}),
      },
    ],
    series: [
      {},
      line(() => color('muted'), 1.25, [2, 4]),
      line(() => color('foreground'), 1.25, [10, 4, 2, 4]),
      line(() => color('prediction'), 1.5, [6, 5]),
      line(() => 'transparent', 0),
      line(() => 'transparent', 0),
    ],
    bands: [{ series: [5, 4], fill: () => withAlpha('prediction', 0.22) }],
    hooks: { draw: [draw] },
  };
}

/** Draws whiskers, markers and the line at the machine's cores over the curves, in canvas pixels. */
export function drawPoints(plot: uPlot, series: SpeedupSeries, current: SpeedupStop | null): void {
  const { ctx } = plot;
  const scale = window.devicePixelRatio;
  const x = (value: number): number => plot.valToPos(value, 'x', true);
  const y = (value: number): number => plot.valToPos(value, 'y', true);
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  if (series.cores !== null && series.cores < series.x.max) {
    const at = Math.round(x(series.cores));
    ctx.strokeStyle = color('muted');
    ctx.lineWidth = scale;
    ctx.setLineDash([3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, top + height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = color('muted');
    ctx.font = canvasFont(11 * scale);
    const words = series.cores === 1 ? 'this machine: 1 core' : `this machine: ${series.cores} cores`;
    const fits = at + ctx.measureText(words).width + 6 * scale < left + width;
    ctx.textAlign = fits ? 'left' : 'right';
    ctx.fillText(words, at + (fits ? 6 : -6) * scale, top + height - 8 * scale);
  }
  series.strategies.forEach(({ name, points, line }, at) => {
    // Strategies of equal speed would overlap; a few pixels apart, both are visible.
    const shift = (at - (series.strategies.length - 1) / 2) * APART * scale;
    const places = points.map((point) => ({ point, px: x(point.workers) + shift, py: y(point.speedup) }));
    ctx.strokeStyle = color(name);
    ctx.lineWidth = 2 * scale;
    ctx.setLineDash(DASHES[name].map((length) => length * scale));
    ctx.beginPath();
    for (const { point, px, py } of places) if (line.includes(point)) ctx.lineTo(px, py);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.lineWidth = 1.5 * scale;
    const cap = 4 * scale;
    ctx.beginPath();
    for (const { point, px } of places) {
      ctx.moveTo(px, y(point.low));
      ctx.lineTo(px, y(point.high));
      for (const end of [point.low, point.high]) {
        ctx.moveTo(px - cap, y(end));
        ctx.lineTo(px + cap, y(end));
      }
    }
    ctx.stroke();
    for (const { point, px, py } of places) drawMarker(ctx, name, px, py, 4.5 * scale, line.includes(point));
  });
  if (current) {
    ctx.strokeStyle = color('focus');
    ctx.lineWidth = 2 * scale;
    ctx.beginPath();
    ctx.arc(x(current.x), y(current.y), 10 * scale, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}
