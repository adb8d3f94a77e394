import type { Forecast } from '../../model/forecast.ts';
import { counted, integer, percent, ratio } from '../numbers-in-words.ts';
import { paint } from './ansi.ts';
import { heading, table } from './text-layout.ts';

/** A table by number of cores, and what the numbers rest on. */
export function formatForecastText(forecast: Forecast, { colour }: { colour: boolean }): string {
  const ink = paint(colour);
  const { target, kind, points, bandwidth } = forecast;
  const row = (name: string, cells: readonly string[]): string[] => [`  ${name}`, ...cells];
  const rows = table([
    row(
      'cores',
      points.map(({ cores }) => integer(cores)),
    ),
    row(
      'workers',
      points.map(({ workers }) => integer(workers)),
    ),
    row(
      'speedup',
      points.map(({ speedup }) => ratio(speedup)),
    ),
    row(
      'at least',
      points.map(({ low }) => ratio(low)),
    ),
    row(
      'at most',
      points.map(({ high }) => ratio(high)),
    ),
    row(
      'Amdahl bound',
      points.map(({ amdahl }) => ratio(amdahl)),
    ),
  ]);
  const machine = bandwidth === 1 ? '' : `, memory bandwidth ${ratio(bandwidth)}`;
  const basis =
    `Simulated with ${counted(forecast.items, 'item')}${machine}. ` +
    `Measured on ${counted(forecast.measuredCores, 'core')}, ${forecast.startedAt}; "at least" and "at most" are a 95% interval.`;
  return `${[
    heading(ink, `Expected speedup of ${target.name} with ${kind}`),
    ...rows,
    '',
    ink.dim(basis),
    ink.dim(memoryInWords(forecast)),
  ].join('\n')}\n`;
}

function memoryInWords({ memory }: Forecast): string {
  if (!memory) return 'Memory bandwidth: the demand of a task was not measured, so it widens the interval.';
  const most = memory.saturated ? '' : ' at most';
  const demand = memory.saturated ? memory.demandShare.value : memory.demandShare.ci95[1];
  return `Memory bandwidth: a task needs${most} ${percent(demand)} of that of the measured machine.`;
}
