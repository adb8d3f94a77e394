import type { FarmForecast } from '../../model/farm-forecast.ts';
import { counted, duration, integer, ratio } from '../numbers-in-words.ts';
import { paint } from './ansi.ts';
import { heading, table } from './text-layout.ts';

/** A table by number of machines, and what the numbers rest on. */
export function formatFarmForecastText(forecast: FarmForecast, { colour }: { colour: boolean }): string {
  const ink = paint(colour);
  const { target, points, probe, redis } = forecast;
  const rows = table([
    ['  machines', ...points.map(({ machines }) => integer(machines))],
    ['  workers', ...points.map(({ workers }) => integer(workers))],
    ['  chunk size', ...points.map(({ chunkSize }) => integer(chunkSize))],
    ['  speedup', ...points.map(({ speedup }) => ratio(speedup))],
    ['  at least', ...points.map(({ low }) => ratio(low))],
    ['  at most', ...points.map(({ high }) => ratio(high))],
  ]);
  const [first] = points;
  const cores = first ? `, each with ${counted(first.cores, 'core')}` : '';
  return `${[
    heading(ink, `Expected speedup of ${target.name} with workers of a queue`),
    ...rows,
    '',
    ink.dim(
      `Simulated with ${counted(forecast.items, 'item')} on machines like the measured one${cores}. "At least" and "at most" are a 95% interval.`,
    ),
    ink.dim(
      `A job costs ${duration(probe.workerPerJobMs.value)} of a worker's time at ${redis}: measured with ${counted(probe.jobs, 'job')} while all cores were busy.`,
    ),
  ].join('\n')}\n`;
}
