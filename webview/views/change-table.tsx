import type { Change, Comparison, StrategyComparison } from '../../src/model/comparison.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { duration, ratio } from '../../src/report/numbers-in-words.ts';
import { changeInWords, intervalInWords, judgementWords } from '../../src/report/write-comparison.ts';
import { changeScale } from '../charts/change-scale.ts';
import { element } from '../element.ts';
import { Section } from './section.tsx';

/**
 * Table of one number for each strategy in both runs: before, after, and the difference in words and with its interval,
 * drawn on one scale for all rows. An interval that crosses the line in the middle may be noise.
 */
export function ChangeTable(props: {
  /** Class of the section. */
  name: string;
  heading: string;
  lead: string;
  unit: 'time' | 'speedup';
  comparison: Comparison;
  rows: { row: StrategyComparison; change: Change }[];
}): HTMLElement {
  const { name, heading, lead, unit, comparison, rows } = props;
  const { strategies, headline } = comparison;
  const inWords = unit === 'time' ? duration : ratio;
  const scale = changeScale(rows.map(({ change }) => change));
  const all = strategies.map((each) => ({ ...each, chunkSize: each.chunkSize.after }));
  const label = (row: StrategyComparison): string =>
    row.name === 'serial' ? 'serial' : labelStrategy({ ...row, chunkSize: row.chunkSize.after }, all);
  const column = (words: string, kind = 'numeric'): HTMLElement => (
    <th scope="col" class={kind}>
      {words}
    </th>
  );
  return (
    <Section name={name} heading={heading} lead={lead}>
      <div class="table-scroll" tabindex={0} role="group" aria-label={`${heading}, before and after`}>
        <table class="changes">
          <thead>
            <tr>
              {column('Strategy', '')}
              {column('Before')}
              {column('After')}
              <td class="change-axis" aria-hidden="true">
                <span>{changeInWords(1 / scale.end)}</span>
                <span>{changeInWords(scale.end)}</span>
              </td>
              {column('Change (95% CI)', 'change-words')}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, change }) => (
              <tr class={headline !== null && strategies[headline] === row ? 'chosen' : ''}>
                <th scope="row">
                  <span class={`key key-${row.name}`} aria-hidden="true" />
                  {label(row)}
                </th>
                <td class="numeric">{inWords(change.before.value)}</td>
                <td class="numeric">{inWords(change.after.value)}</td>
                <td class="change-cell" aria-hidden="true">
                  {changeDrawing(change, scale.markOf(change))}
                </td>
                <td class={`change-words judgement-${change.judgement}`}>
                  <strong>{judgementWords[change.judgement]}</strong>{' '}
                  <span class="change-size">{changeInWords(change.ratio)}</span>
                  <span class="interval muted"> {intervalInWords(change)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function changeDrawing(change: Change, mark: { at: number; from: number; to: number }): HTMLElement {
  return (
    <span
      class={`change judgement-${change.judgement}`}
      title={`95% CI: ${intervalInWords(change)}`}
      variables={{ '--at': mark.at, '--from': mark.from, '--to': mark.to }}
    >
      <span class="change-interval" />
      <span class="change-point" />
    </span>
  );
}
