import type { ComparedRun, Comparison, Judgement } from '../../src/model/comparison.ts';
import type { DescribedFinding } from '../../src/model/finding.ts';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { ratio } from '../../src/report/numbers-in-words.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { momentInWords } from '../moment.ts';
import { Button } from './button.tsx';
import { ChangeTable } from './change-table.tsx';
import { icon } from './icon.tsx';
import { inlineCode } from './inline-code.tsx';
import type { IconName } from './icon.tsx';
import { Section } from './section.tsx';
import { SourceLink } from './source-link.tsx';
import { verdictSentence } from './verdict-sentence.tsx';

const JUDGEMENTS: Record<Judgement, { icon: IconName; words: string }> = {
  better: { icon: 'ok', words: 'Better, beyond the noise' },
  worse: { icon: 'warning', words: 'Worse, beyond the noise' },
  same: { icon: 'information', words: 'No difference beyond the noise' },
  unknown: { icon: 'information', words: 'Inconclusive' },
};

/** Compares two runs: the conclusion, its caveats, and the numbers. */
export function compareView(comparison: Comparison, host: Host): HTMLElement {
  const { before, after, strategies, findings } = comparison;
  const speedups = strategies.flatMap((row) => (row.speedup ? [{ row, change: row.speedup }] : []));
  return (
    <main class="page comparison">
      <header class="page-header">
        <div class="page-title">
          <span class="function-name">{after.name}</span>
          <span class="muted">
            {momentInWords(before.startedAt)} → {momentInWords(after.startedAt)}
          </span>
        </div>
        <div class="actions">
          <Button icon="back" onClick={() => host.send({ type: 'closeComparison' })}>
            Back to the report
          </Button>
          <Button icon="copy" onClick={() => host.send({ type: 'copyComparison' })}>
            Copy
          </Button>
        </div>
      </header>
      {verdict(comparison)}
      <div class="views">
        {strategies.length > 0 && (
          <div class="column change-tables">
            <ChangeTable
              name="item-times"
              heading="Time per item"
              lead="Wall time of a pass over all items, divided by their number."
              unit="time"
              comparison={comparison}
              rows={strategies.map((row) => ({ row, change: row.itemMs }))}
            />
            {speedups.length > 0 && (
              <ChangeTable
                name="speedups"
                heading="Speedup"
                lead="Against the serial run of the same report."
                unit="speedup"
                comparison={comparison}
                rows={speedups}
              />
            )}
          </div>
        )}
        <div class="columns even">
          {runCard('before', 'Before', before)}
          {runCard('after', 'After', after)}
        </div>
        {unmatched(comparison)}
        {findings.appeared.length + findings.gone.length > 0 && (
          <div class="columns even">
            {comparedFindings('New findings', 'No new findings.', findings.appeared, host)}
            {comparedFindings('Resolved findings', 'No finding was resolved.', findings.gone, host)}
          </div>
        )}
      </div>
    </main>
  );
}

function verdict({ verdict: parts, judgement, warnings }: Comparison): HTMLElement {
  // Keeps a number and its unit on one line.
  const unbroken = parts.map(({ role, text }) => ({ role, text: text.replace(/(\d) (?=[\w%µ])/g, '$1\u00a0') }));
  const { icon: name, words: judged } = JUDGEMENTS[judgement];
  return (
    <section class="verdict comparison-verdict" aria-label="Verdict">
      <div class="verdict-words">
        {verdictSentence(unbroken, false, true)}
        <p class={`confidence judgement-${judgement}`}>
          {icon(name)}
          <strong>{judged}</strong>
        </p>
        {warnings.map(({ message }) => (
          <p class="note note-warning">
            {icon('warning')}
            <span>{message}</span>
          </p>
        ))}
      </div>
    </section>
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
  return (
    <Section name={name} heading={heading}>
      <dl>
        {rows
          .filter(([, words]) => words !== null)
          .map(([term, words]) => (
            <div>
              <dt>{term}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
    </Section>
  );
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
    return names.length === 0
      ? []
      : [
          <p class="muted">
            Measured only {when}: {names.join(', ')}.
          </p>,
        ];
  });
  return lines.length === 0 ? null : <div>{lines}</div>;
}

/** The findings that only one of two reports has. */
export function comparedFindings(
  heading: string,
  none: string,
  findings: readonly DescribedFinding[],
  host: Host,
): HTMLElement {
  return (
    <Section name="findings" heading={heading}>
      {findings.length === 0 ? (
        <p class="nothing">
          {icon('ok')}
          {none}
        </p>
      ) : (
        <ul class="finding-list">
          {findings.map((finding) => (
            <li class={`finding finding-${finding.severity}`}>
              {icon(finding.severity)}
              <div>
                <p>{inlineCode(finding.message)}</p>
                <p class="finding-location">
                  <SourceLink location={finding.location} host={host} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
