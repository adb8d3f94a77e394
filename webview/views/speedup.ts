import { duration, percent, ratio } from '../../src/report/numbers-in-words.ts';
import { measuredPoints, speedupSeries } from '../charts/speedup-series.ts';
import type { SpeedupSeries } from '../charts/speedup-series.ts';
import { speedupSummary } from '../charts/speedup-stops.ts';
import { element } from '../element.ts';
import { strategyName } from '../strategy-words.ts';
import { legendLine, legendMark } from './marker.ts';
import { section } from './section.ts';
import { speedupPlot } from './speedup-plot.ts';
import type { ViewContext } from './view-context.ts';

/** Legend of the chart's lines. */
export function speedupLegend(series: SpeedupSeries): HTMLElement {
  const entry = (mark: Node, words: string): HTMLElement => element('li', {}, mark, words);
  return element(
    'ul',
    { class: 'legend' },
    ...series.strategies.map(({ name }) => entry(legendMark(name), strategyName(name))),
    entry(legendLine('linear'), 'ideal: as many times as workers'),
    series.serialShare === null
      ? null
      : entry(legendLine('amdahl'), `Amdahl bound, ${percent(series.serialShare)} serial`),
    series.prediction.length > 0 ? entry(legendLine('prediction'), 'expected with more cores') : null,
  );
}

function speedupTable(series: SpeedupSeries): HTMLElement {
  const head = ['', 'Speedup', '95 % interval', 'Time'];
  const measured = series.strategies.flatMap(({ points }) =>
    points.map((p) => [
      p.label,
      ratio(p.speedup),
      `${ratio(p.low)} to ${ratio(p.high)}`,
      p.wallMs === undefined ? '' : duration(p.wallMs),
    ]),
  );
  const predicted = series.prediction
    .filter((p) => p.cores > (series.cores ?? 0))
    .map((p) => [`${p.cores} cores, expected`, ratio(p.speedup), `${ratio(p.low)} to ${ratio(p.high)}`, '']);
  return element(
    'div',
    {
      class: 'table-scroll chart-table',
      tabindex: 0,
      role: 'group',
      'aria-label': 'Speedup against workers as a table',
    },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...head.map((words) => (words === '' ? element('td') : element('th', { scope: 'col' }, words))),
        ),
      ),
      element(
        'tbody',
        {},
        ...[...measured, ...predicted].map(([name = '', ...cells]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            ...cells.map((cell) => element('td', { class: 'numeric' }, cell)),
          ),
        ),
      ),
    ),
  );
}

/** Speedup against workers: what was measured, the ideal, the bound, and what is expected of more cores. */
export function speedupView({ report, signal }: ViewContext): HTMLElement | null {
  const points = measuredPoints(report);
  if (points.length === 0) return null;
  const waits = report.recommendation?.strategy === 'async';
  const series = speedupSeries(
    points,
    report.machine?.availableParallelism ?? null,
    // Tasks that wait do not get faster with cores.
    waits ? [] : report.prediction,
    waits ? null : (report.poolModels[0] ?? null),
  );
  const plot = speedupPlot(series, signal);
  const table = speedupTable(series);
  table.hidden = true;
  const legend = speedupLegend(series);
  const toggle = element('button', { class: 'link', type: 'button', 'aria-pressed': 'false' }, 'Show as table');
  toggle.addEventListener('click', () => {
    const asTable = table.hidden;
    table.hidden = !asTable;
    plot.element.hidden = asTable;
    legend.hidden = asTable;
    toggle.setAttribute('aria-pressed', String(asTable));
    toggle.textContent = asTable ? 'Show as chart' : 'Show as table';
  });
  return section('speedup', 'Speedup against workers', speedupSummary(series), [plot.element, legend, table], [toggle]);
}
