import { chunkSizeOf, type PoolResult, type Report, type StrategyResult } from '../../src/model/report.ts';
import { duration, integer, percent, ratio } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { icon } from './icon.ts';
import { section } from './section.ts';
import type { MeasuredContext } from './view-context.ts';

function resultsCell(strategy: StrategyResult): HTMLElement {
  if (strategy.failedItems > 0) return element('td', {}, icon('error'), ` ${integer(strategy.failedItems)} failed`);
  if (!strategy.results || strategy.name === 'serial') return element('td', { class: 'muted' }, '\u2013');
  return strategy.results.equal
    ? element('td', {}, icon('ok'), strategy.results.compared === undefined ? ' same' : ' same in a sample')
    : element('td', {}, icon('error'), ` ${integer(strategy.results.differing)} differ`);
}

/** The recommended configuration, or the baseline. */
function bestChoice({ strategies, recommendation }: Report): StrategyResult | undefined {
  return strategies.find(
    (strategy) =>
      strategy.name === recommendation?.strategy &&
      (strategy.name === 'serial' ||
        (strategy.workers === recommendation.workers && chunkSizeOf(strategy) === recommendation.chunkSize)),
  );
}

/** `\u00b15.2 ms`, half the width of the interval; nothing after a single round. */
function plusMinus([low, high]: [number, number]): HTMLElement | null {
  return high > low ? element('span', { class: 'muted interval' }, ` \u00b1${duration((high - low) / 2)}`) : null;
}

/** A marker for a doubtful speedup, with the reasons. */
function doubtMark(strategy: StrategyResult, report: Report): HTMLElement | null {
  if (strategy.kind === 'baseline' || strategy.doubts.length === 0) return null;
  const doubts = report.findings.filter(
    (finding) => finding.origin === 'validity' && strategy.doubts.includes(finding.code),
  );
  const reasons = doubts.map((finding) => finding.message).join(' ');
  const severity = doubts[0]?.severity ?? 'warning';
  return element(
    'span',
    { class: 'doubt', title: reasons },
    icon(severity),
    element('span', { class: 'visually-hidden' }, reasons),
  );
}

/** A number that only pools have. */
function poolCell(strategy: StrategyResult, words: (pool: PoolResult) => string): HTMLElement {
  return element('td', { class: 'numeric' }, strategy.kind === 'pool' ? words(strategy) : '\u2013');
}

/** All that was measured, a row each; choosing a row chooses what the closer views show. */
export function strategiesTableView(context: MeasuredContext): HTMLElement {
  const { report, selection, signal } = context;
  const headline = bestChoice(report);
  const best = Math.max(...report.strategies.map((strategy) => strategy.speedup.value));
  const rows = report.strategies.map((strategy) => {
    const words = strategyLabel(strategy, report);
    const choice = element('input', {
      type: 'radio',
      name: 'strategy',
      'aria-label': `Look closer at ${words}`,
      disabled: strategy.name === 'serial',
      on: { change: () => selection.choose(strategy) },
    });
    const [low, high] = strategy.speedup.ci95;
    const row = element(
      'tr',
      { on: { click: () => strategy.name !== 'serial' && selection.choose(strategy) } },
      element('td', { class: 'choice' }, choice),
      element(
        'th',
        { scope: 'row' },
        element('span', { class: `key key-${strategy.name}`, 'aria-hidden': 'true' }),
        words,
        strategy === headline ? element('span', { class: 'tag' }, 'best choice') : null,
      ),
      element('td', { class: 'numeric' }, duration(strategy.wallMs.median), plusMinus(strategy.wallMs.ci95)),
      element(
        'td',
        { class: 'speedup-cell' },
        element('span', { class: 'numeric' }, ratio(strategy.speedup.value)),
        element(
          'span',
          { class: 'cell-bar' },
          element('span', {
            class: `cell-bar-fill ${strategy.name}`,
            variables: { '--share': strategy.speedup.value / best },
          }),
        ),
        strategy.name === 'serial' || high === low
          ? null
          : element('span', { class: 'muted interval' }, `${ratio(low)} to ${ratio(high)}`),
        doubtMark(strategy, report),
      ),
      element('td', { class: 'numeric' }, strategy.name === 'serial' ? '\u2013' : percent(strategy.efficiency)),
      poolCell(strategy, ({ startupMs }) => duration(startupMs)),
      poolCell(strategy, ({ speedupWithStartup }) => ratio(speedupWithStartup)),
      poolCell(strategy, ({ chunkSize }) => integer(chunkSize)),
      poolCell(strategy, ({ breakEvenItems }) => (breakEvenItems === null ? 'never' : integer(breakEvenItems))),
      resultsCell(strategy),
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
  const column = (label: string, title: string, name = 'numeric'): HTMLElement =>
    element('th', { scope: 'col', class: name, title }, label);
  return section('strategies', 'Everything that was measured', null, [
    element(
      'div',
      { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'Table of strategies' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('td'),
            column('Strategy', 'How the items were run', ''),
            column('Time', 'One pass over all items, warm: median and half the width of its 95 % interval'),
            column('Speedup', 'Serial time over this time, start-up not counted, with its 95 % interval', ''),
            column('Efficiency', 'Speedup over workers'),
            column('Start-up', 'From making the pool until every worker was ready'),
            column('With start-up', 'Speedup when the start-up counts in once'),
            column('Chunk', 'Items sent in one message'),
            column('Pays from', 'Items from which the start-up pays'),
            column('Results', 'Compared with those of the serial run', ''),
          ),
        ),
        element('tbody', {}, ...rows.map(({ row }) => row)),
      ),
    ),
  ]);
}
