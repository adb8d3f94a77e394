import { duration, percent, ratio, ratioRange } from '../../src/report/numbers-in-words.ts';
import { measuredPoints, speedupSeries } from '../charts/speedup-series.ts';
import type { SpeedupSeries } from '../charts/speedup-series.ts';
import { speedupSummary } from '../charts/speedup-stops.ts';
import { element } from '../element.ts';
import { strategyName } from '../strategy-words.ts';
import { legendLine, legendMark } from './marker.tsx';
import { Section } from './section.tsx';
import { speedupPlot } from './speedup-plot.tsx';
import type { ViewContext } from './view-context.ts';

/** Legend of the points and lines of the chart. */
export function speedupLegend(series: SpeedupSeries): HTMLElement {
  const entry = (mark: Node, words: string): HTMLElement => (
    <li>
      {mark}
      {words}
    </li>
  );
  return (
    <ul class="legend">
      {series.strategies.map(({ name }) => entry(legendMark(name), strategyName(name)))}
      {entry(legendLine('linear'), 'ideal: linear speedup')}
      {series.serialShare !== null &&
        entry(legendLine('amdahl'), `Amdahl bound, ${percent(series.serialShare)} serial`)}
      {series.prediction.length > 0 && entry(legendLine('prediction'), 'expected with more cores')}
    </ul>
  );
}

function speedupTable(series: SpeedupSeries): HTMLElement {
  const head = ['', 'Speedup', '95% CI', 'Time'];
  const measured = series.strategies.flatMap(({ points }) =>
    points.map((p) => [
      p.label,
      ratio(p.speedup),
      ratioRange([p.low, p.high]),
      p.wallMs === undefined ? '' : duration(p.wallMs),
    ]),
  );
  const predicted = series.prediction
    .filter((p) => p.cores > (series.cores ?? 0))
    .map((p) => [`${p.cores} cores, expected`, ratio(p.speedup), ratioRange([p.low, p.high]), '']);
  return (
    <div class="table-scroll chart-table" tabindex={0} role="group" aria-label="Speedup by workers as a table">
      <table>
        <thead>
          <tr>{head.map((words) => (words === '' ? <td /> : <th scope="col">{words}</th>))}</tr>
        </thead>
        <tbody>
          {[...measured, ...predicted].map(([name = '', ...cells]) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td class="numeric">{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Chart of speedup against workers: measured points, ideal, bound, and predictions for more cores. */
export function speedupView({ report, signal }: ViewContext): HTMLElement | null {
  const points = measuredPoints(report);
  if (points.length === 0) return null;
  const waits = report.recommendation?.strategy === 'async';
  const series = speedupSeries(
    points,
    report.machine?.availableParallelism ?? null,
    // Tasks that wait do not become faster with more cores.
    waits ? [] : report.prediction,
    waits ? null : (report.poolModels[0] ?? null),
  );
  const plot = speedupPlot(series, signal);
  const table = speedupTable(series);
  table.hidden = true;
  const legend = speedupLegend(series);
  const toggle = (
    <button class="link" type="button" aria-pressed="false">
      Show as table
    </button>
  );
  toggle.addEventListener('click', () => {
    const asTable = table.hidden;
    table.hidden = !asTable;
    plot.element.hidden = asTable;
    legend.hidden = asTable;
    toggle.setAttribute('aria-pressed', String(asTable));
    toggle.textContent = asTable ? 'Show as chart' : 'Show as table';
  });
  return (
    <Section name="speedup" heading="Speedup by workers" lead={speedupSummary(series)} tools={[toggle]}>
      {plot.element}
      {legend}
      {table}
    </Section>
  );
}
