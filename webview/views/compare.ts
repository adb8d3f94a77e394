import type { ComparedRun, Comparison, Judgement } from '../../src/model/comparison.ts';
import type { DescribedFinding } from '../../src/model/finding.ts';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { ratio } from '../../src/report/numbers-in-words.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { momentInWords } from '../moment.ts';
import { button } from './button.ts';
import { changeTable } from './change-table.ts';
import { icon } from './icon.ts';
import type { IconName } from './icon.ts';
import { section } from './section.ts';
import { sourceLink } from './source-link.ts';
import { verdictHeading } from './verdict-heading.ts';

const JUDGEMENTS: Record<Judgement, { icon: IconName; words: string }> = {
  better: { icon: 'ok', words: 'Better, beyond the noise' },
  worse: { icon: 'warning', words: 'Worse, beyond the noise' },
  same: { icon: 'information', words: 'No difference beyond the noise' },
  unknown: { icon: 'information', words: 'Better or worse cannot be told' },
};

/** Two runs side by side: the answer, what may spoil it, and the numbers. */
export function compareView(comparison: Comparison, host: Host): HTMLElement {
  const { before, after, strategies, findings } = comparison;
  const speedups = strategies.flatMap((row) => (row.speedup ? [{ row, change: row.speedup }] : []));
  const numbers = [
    strategies.length > 0
      ? changeTable({
          name: 'item-times',
          heading: 'Time per item',
          lead: 'Wall time of a pass over all items, divided by their number. Left of the line is faster.',
          unit: 'time',
          comparison,
          rows: strategies.map((row) => ({ row, change: row.itemMs })),
        })
      : null,
    speedups.length > 0
      ? changeTable({
          name: 'speedups',
          heading: 'Speedup',
          lead: 'Against the serial run of the same report. Right of the line is better.',
          unit: 'speedup',
          comparison,
          rows: speedups,
        })
      : null,
  ].filter((view) => view !== null);
  return element(
    'main',
    { class: 'page comparison' },
    element(
      'header',
      { class: 'page-header' },
      element(
        'div',
        { class: 'page-title' },
        element('span', { class: 'function-name' }, after.name),
        element(
          'span',
          { class: 'muted' },
          `${momentInWords(before.startedAt)} \u2192 ${momentInWords(after.startedAt)}`,
        ),
      ),
      element(
        'div',
        { class: 'actions' },
        button('Back to the report', () => host.send({ type: 'closeComparison' }), { icon: 'back' }),
        button('Copy', () => host.send({ type: 'copyComparison' }), { icon: 'copy' }),
      ),
    ),
    verdict(comparison),
    element(
      'div',
      { class: 'views' },
      numbers.length > 0 ? element('div', { class: 'column change-tables' }, ...numbers) : null,
      element('div', { class: 'columns even' }, runCard('before', 'Before', before), runCard('after', 'After', after)),
      unmatched(comparison),
      findings.appeared.length + findings.gone.length > 0
        ? element(
            'div',
            { class: 'columns even' },
            findingsCard('New findings', 'Nothing new was found.', findings.appeared, host),
            findingsCard('Findings that are gone', 'None is gone.', findings.gone, host),
          )
        : null,
    ),
  );
}

function verdict({ verdict: parts, judgement, warnings }: Comparison): HTMLElement {
  // A number and its unit stay on one line.
  const unbroken = parts.map(({ role, text }) => ({ role, text: text.replace(/(\d) (?=[\w%µ])/g, '$1\u00a0') }));
  const { icon: name, words: judged } = JUDGEMENTS[judgement];
  return element(
    'section',
    { class: 'verdict comparison-verdict', 'aria-label': 'Verdict' },
    element(
      'div',
      { class: 'verdict-words' },
      verdictHeading(unbroken, false),
      element('p', { class: `confidence judgement-${judgement}` }, icon(name), element('strong', {}, judged)),
      ...warnings.map(({ message }) =>
        element('p', { class: 'note note-warning' }, icon('warning'), element('span', {}, message)),
      ),
    ),
  );
}

function runCard(name: string, heading: string, run: ComparedRun): HTMLElement {
  const rows: [string, string | null][] = [
    ['Began', momentInWords(run.startedAt)],
    ['Commit', run.commit && describeCommit(run.commit)],
    ['Found', joinVerdict(run.verdict)],
    ['Confidence', run.confidence],
    ['Inputs', run.inputs],
    ['Node', run.nodeVersion],
    ['Machine', run.machine],
  ];
  return section(name, heading, null, [
    element(
      'dl',
      {},
      ...rows.flatMap(([term, words]) =>
        words === null ? [] : [element('div', {}, element('dt', {}, term), element('dd', {}, words))],
      ),
    ),
  ]);
}

function unmatched({ onlyBefore, onlyAfter }: Comparison): HTMLElement | null {
  const lines = (
    [
      ['before', onlyBefore],
      ['after', onlyAfter],
    ] as const
  ).flatMap(([when, results]) => {
    const names = results.map((result) =>
      result.name === 'serial' ? 'serial' : `${labelStrategy(result, results)} (${ratio(result.speedup)})`,
    );
    return names.length === 0 ? [] : [element('p', { class: 'muted' }, `Measured only ${when}: ${names.join(', ')}.`)];
  });
  return lines.length === 0 ? null : element('div', {}, ...lines);
}

function findingsCard(heading: string, none: string, findings: readonly DescribedFinding[], host: Host): HTMLElement {
  return section('findings', heading, null, [
    findings.length === 0
      ? element('p', { class: 'nothing' }, icon('ok'), none)
      : element(
          'ul',
          { class: 'finding-list' },
          ...findings.map((finding) =>
            element(
              'li',
              { class: `finding finding-${finding.severity}` },
              icon(finding.severity),
              element(
                'div',
                {},
                element('p', {}, finding.message),
                element('p', { class: 'finding-place' }, sourceLink(finding.location, host)),
              ),
            ),
          ),
        ),
  ]);
}
