import { counted, duration, percent, ratio, ratioRange } from '../../src/report/numbers-in-words.ts';
import type { SpeedupSeries } from './speedup-series.ts';

/** A position in the chart where pointer and keyboard stop, with the text to announce. */
export interface SpeedupStop {
  x: number;
  y: number;
  title: string;
  lines: string[];
}

/** Returns every measured and predicted point, from left to right. */
export function speedupStops(series: SpeedupSeries): SpeedupStop[] {
  const measured = series.strategies.flatMap(({ points }) =>
    points.map((point) => ({
      x: point.workers,
      y: point.speedup,
      title: `${ratio(point.speedup)} with ${point.label}`,
      lines: [
        point.high > point.low ? `95% CI ${ratioRange([point.low, point.high])}` : 'one round, no interval',
        ...(point.wallMs === undefined ? [] : [`${duration(point.wallMs)} a pass`]),
        ...(point.strategy === 'async' ? [] : [`${percent(point.speedup / point.workers)} efficiency`]),
      ],
    })),
  );
  const predicted = series.prediction
    .filter((point) => point.cores > (series.cores ?? 0))
    .map((point) => ({
      x: point.cores,
      y: point.speedup,
      title: `${ratio(point.speedup)} expected on ${counted(point.cores, 'core')}`,
      lines: [`95% CI ${ratioRange([point.low, point.high])}`, `Amdahl bound ${ratio(point.amdahl)}`],
    }));
  return [...measured, ...predicted].sort((a, b) => a.x - b.x || b.y - a.y);
}

/** Returns a summary of the chart in one or two sentences: its text alternative and the line above it. */
export function speedupSummary(series: SpeedupSeries): string {
  const sentences = series.strategies.flatMap(({ line }) => {
    const best = line.reduce((a, b) => (b.speedup > a.speedup ? b : a));
    const last = line.at(-1);
    const flattens = last && last.workers > best.workers ? `, and ${last.workers} reach ${ratio(last.speedup)}` : '';
    return [`At best ${ratio(best.speedup)} with ${best.label}${flattens}.`];
  });
  const far = series.prediction.at(-1);
  if (far && far.cores > (series.cores ?? 0))
    sentences.push(`On ${counted(far.cores, 'core')} about ${ratio(far.speedup)} is expected.`);
  return sentences.join(' ');
}
