import { chunkSizeOf, type PoolResult, type Report, type StrategyResult } from '../../src/model/report.ts';
import { duration, hasInterval, integer, intervalCell, percent, ratio } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { icon } from './icon.tsx';
import { Section } from './section.tsx';
import type { MeasuredContext } from './view-context.ts';

function resultsCell(strategy: StrategyResult): HTMLElement {
  if (strategy.failedItems > 0)
    return (
      <td class="results">
        {icon('error')} {integer(strategy.failedItems)} failed
      </td>
    );
  if (!strategy.results || strategy.name === 'serial') return <td class="muted">&ndash;</td>;
  return strategy.results.equal ? (
    <td class="results">
      {icon('ok')}
      {strategy.results.compared === undefined ? ' same' : ' same in a sample'}
    </td>
  ) : (
    <td class="results">
      {icon('error')} {integer(strategy.results.differing)} differ
    </td>
  );
}

/** Returns the recommended configuration, or the baseline. */
function bestChoice({ strategies, recommendation }: Report): StrategyResult | undefined {
  return strategies.find(
    (strategy) =>
      strategy.name === recommendation?.strategy &&
      (strategy.name === 'serial' ||
        (strategy.workers === recommendation.workers && chunkSizeOf(strategy) === recommendation.chunkSize)),
  );
}

/** An interval wider than this says nothing about the time: that of two rounds far apart. */
const WIDEST = 100;

/** Returns `\u00b15.2 ms`, half the width of the interval; nothing after a single round. */
function plusMinus(strategy: StrategyResult): HTMLElement | null {
  const [low, high] = strategy.wallMs.ci95;
  return hasInterval(strategy) && high > low && high < WIDEST * low ? (
    <span class="muted interval plus-minus"> &plusmn;{duration((high - low) / 2)}</span>
  ) : null;
}

/** A marker for a doubtful speedup, with the reasons. */
function doubtMark(strategy: StrategyResult, report: Report): HTMLElement | null {
  if (strategy.kind === 'baseline' || strategy.doubts.length === 0) return null;
  const doubts = report.findings.filter(
    (finding) => finding.origin === 'validity' && strategy.doubts.includes(finding.code),
  );
  const reasons = doubts.map((finding) => finding.message).join(' ');
  const severity = doubts[0]?.severity ?? 'warning';
  return (
    <span class="doubt" title={reasons}>
      {icon(severity)}
      <span class="visually-hidden">{reasons}</span>
    </span>
  );
}

/** A number that only pools have. */
function poolCell(strategy: StrategyResult, name: string, words: (pool: PoolResult) => string): HTMLElement {
  return <td class={name}>{strategy.kind === 'pool' ? words(strategy) : '\u2013'}</td>;
}

/** Table of all measured strategies; selecting a row selects the strategy of the detail views. */
export function strategiesTableView(context: MeasuredContext): HTMLElement {
  const { report, selection, signal } = context;
  const headline = bestChoice(report);
  const rows = report.strategies.map((strategy) => {
    const words = strategyLabel(strategy, report);
    const choice = element('input', {
      type: 'radio',
      name: 'strategy',
      'aria-label': `Look closer at ${words}`,
      disabled: strategy.name === 'serial',
      on: { change: () => selection.choose(strategy) },
    });
    const row = (
      <tr on={{ click: () => strategy.name !== 'serial' && selection.choose(strategy) }}>
        <td class="choice">{choice}</td>
        <th scope="row">
          <span class={`key key-${strategy.name}`} aria-hidden="true" />
          {words}
          {strategy === headline && <span class="tag">best choice</span>}
        </th>
        <td class="numeric">
          {duration(strategy.wallMs.median)}
          {plusMinus(strategy)}
        </td>
        <td class="speedup-cell">
          <span class="numeric">{ratio(strategy.speedup.value)}</span>
          {doubtMark(strategy, report)}
          {strategy.name === 'serial' ? null : <span class="muted interval">{intervalCell(strategy)}</span>}
        </td>
        {poolCell(strategy, 'numeric', ({ speedupWithStartup }) => ratio(speedupWithStartup))}
        {resultsCell(strategy)}
        <td class="numeric more">{strategy.name === 'serial' ? '\u2013' : percent(strategy.efficiency)}</td>
        {poolCell(strategy, 'numeric more', ({ startupMs }) => duration(startupMs))}
        {poolCell(strategy, 'numeric more', ({ breakEvenItems }) =>
          breakEvenItems === null ? 'never' : integer(breakEvenItems),
        )}
        {poolCell(strategy, 'numeric more', ({ chunkSize }) => integer(chunkSize))}
      </tr>
    );
    return { strategy, choice, row };
  });
  const show = (chosen: StrategyResult): void => {
    for (const { strategy, choice, row } of rows) {
      choice.checked = strategy === chosen;
      row.classList.toggle('chosen', strategy === chosen);
    }
  };
  show(selection.chosen);
  selection.onChange(show, signal);
  const column = (label: string, title: string, name = 'numeric'): HTMLElement => (
    <th scope="col" class={name} title={title}>
      {label}
    </th>
  );
  const table = (
    <div class="table-scroll" tabindex={0} role="group" aria-label="Table of strategies">
      <table>
        <thead>
          <tr>
            <td />
            {column('Strategy', 'How the items ran', '')}
            {column('Time', 'One warm pass over all items: median, with half the width of the 95% confidence interval')}
            {column(
              'Speedup',
              'Serial time divided by this time without start-up, with the 95% confidence interval',
              '',
            )}
            {column('With start-up', 'Speedup including the start-up time of the pool')}
            {column('Results', 'Compared with the results of the serial run', '')}
            {column('Efficiency', 'Speedup divided by workers', 'numeric more')}
            {column('Start-up', 'Time from creating the pool until every worker is ready', 'numeric more')}
            {column('Break-even', 'Number of items at which the start-up time is recovered', 'numeric more')}
            {column('Chunk', 'Items per message', 'numeric more')}
          </tr>
        </thead>
        <tbody>{rows.map(({ row }) => row)}</tbody>
      </table>
    </div>
  );
  const toggle: HTMLElement = (
    <button
      type="button"
      class="link small"
      aria-pressed="false"
      on={{
        click: () => {
          const isWide = table.classList.toggle('all-columns');
          toggle.setAttribute('aria-pressed', String(isWide));
          toggle.textContent = isWide ? 'Fewer columns' : 'More columns';
        },
      }}
    >
      More columns
    </button>
  );
  return (
    <Section name="strategies" heading="Results" tools={[toggle]}>
      {table}
    </Section>
  );
}
