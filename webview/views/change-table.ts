import type { Change, Comparison, Judgement, StrategyComparison } from '../../src/model/comparison.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { duration, ratio } from '../../src/report/numbers-in-words.ts';
import { changeInWords, intervalInWords } from '../../src/report/write-comparison.ts';
import { changeScale } from '../charts/change-scale.ts';
import { element } from '../element.ts';
import { section } from './section.ts';

/** One word, for a column of them. */
const JUDGEMENTS: Record<Judgement, string> = { better: 'better', worse: 'worse', same: 'noise', unknown: 'unknown' };

/** A number of each strategy in both runs. */
export interface ChangeTable {
  /** Class of the section. */
  name: string;
  heading: string;
  lead: string;
  unit: 'time' | 'speedup';
  comparison: Comparison;
  rows: { row: StrategyComparison; change: Change }[];
}

/**
 * Before, after and the difference with its interval, drawn on one scale for all rows: what crosses the line in the middle
 * may be noise.
 */
export function changeTable({ name, heading, lead, unit, comparison, rows }: ChangeTable): HTMLElement {
  const { strategies, headline } = comparison;
  const inWords = unit === 'time' ? duration : ratio;
  const scale = changeScale(rows.map(({ change }) => change));
  const all = strategies.map((each) => ({ ...each, chunkSize: each.chunkSize.after }));
  const label = (row: StrategyComparison): string =>
    row.name === 'serial' ? 'serial' : labelStrategy({ ...row, chunkSize: row.chunkSize.after }, all);
  const column = (words: string, kind = 'numeric'): HTMLElement => element('th', { scope: 'col', class: kind }, words);
  return section(name, heading, lead, [
    element(
      'div',
      { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': `${heading}, before and after` },
      element(
        'table',
        { class: 'changes' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            column('Strategy', ''),
            column('Before'),
            column('After'),
            column('Change'),
            element(
              'td',
              { class: 'change-axis', 'aria-hidden': 'true' },
              element('span', {}, changeInWords(1 / scale.end)),
              element('span', {}, changeInWords(scale.end)),
            ),
            element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Judgement')),
          ),
        ),
        element(
          'tbody',
          {},
          ...rows.map(({ row, change }) =>
            element(
              'tr',
              { class: headline !== null && strategies[headline] === row ? 'chosen' : '' },
              element(
                'th',
                { scope: 'row' },
                element('span', { class: `key key-${row.name}`, 'aria-hidden': 'true' }),
                label(row),
              ),
              element('td', { class: 'numeric' }, inWords(change.before.value)),
              element('td', { class: 'numeric' }, inWords(change.after.value)),
              element(
                'td',
                { class: 'numeric' },
                changeInWords(change.ratio),
                element('span', { class: 'visually-hidden' }, `, 95 % interval: ${intervalInWords(change)}`),
              ),
              element(
                'td',
                { class: 'change-cell', 'aria-hidden': 'true' },
                changeDrawing(change, scale.markOf(change)),
              ),
              element('td', { class: `judgement-${change.judgement}` }, JUDGEMENTS[change.judgement]),
            ),
          ),
        ),
      ),
    ),
  ]);
}

function changeDrawing(change: Change, mark: { at: number; from: number; to: number }): HTMLElement {
  return element(
    'span',
    {
      class: `change judgement-${change.judgement}`,
      title: `95 % interval: ${intervalInWords(change)}`,
      variables: { '--at': mark.at, '--from': mark.from, '--to': mark.to },
    },
    element('span', { class: 'change-interval' }),
    element('span', { class: 'change-point' }),
  );
}
