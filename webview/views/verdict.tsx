import type { Confidence, ParallelResult, Report } from '../../src/model/report.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { counted, duration, ratio } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { sortFindings } from '../sort-findings.ts';
import { strategyLabel } from '../strategy-words.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { verdictHeading } from './verdict-heading.tsx';
import type { ViewContext } from './view-context.ts';

/** Maximum number of warnings next to the number. */
const SHOWN_NOTES = 2;

const CONFIDENCE: Record<Confidence, { icon: IconName; words: string }> = {
  high: { icon: 'ok', words: 'High confidence' },
  medium: { icon: 'information', words: 'Medium confidence' },
  low: { icon: 'warning', words: 'Low confidence' },
  invalid: { icon: 'error', words: 'Not to be trusted' },
};

function confidenceLine(context: ViewContext, shown: ParallelResult | null): HTMLElement {
  const { confidence } = context.report;
  const { icon: name, words } = CONFIDENCE[confidence];
  const replicas = shown?.spread.replicas ?? 0;
  const rounds = shown ? counted(shown.rounds.length, 'paired round') : '';
  const basis =
    shown && replicas > 0 ? `${rounds} in ${counted(replicas, 'fresh process', 'fresh processes')}` : rounds;
  return (
    <p class={`confidence confidence-${confidence}`}>
      {icon(name)}
      <strong>{words}</strong>
      {basis !== '' && <span class="muted">{basis}</span>}
    </p>
  );
}

function timeBar(label: string, ms: number, longestMs: number, kind: string): HTMLElement {
  return (
    <div class="time-bar">
      <span class="time-bar-label">{label}</span>
      <span class="time-bar-track">
        <span class={`time-bar-fill ${kind}`} variables={{ '--share': ms / longestMs }} />
      </span>
      <span class="time-bar-value">{duration(ms)}</span>
    </div>
  );
}

/** Text next to the number: its interval, and a note if the advice is to stay serial. */
function numberInWords({ speedup }: ParallelResult, label: string, declined: boolean): string {
  const [low, high] = speedup.ci95;
  const interval = high > low ? `${ratio(low)} to ${ratio(high)} with 95 % confidence` : 'one round, no interval';
  return declined ? `at best, with ${label}; ${interval}` : interval;
}

/** The number next to the sentence: the speedup with its interval, and the two times it is computed from. */
function headlineNumber({ report }: ViewContext, shown: ParallelResult): HTMLElement {
  const serial = report.strategies.find((strategy) => strategy.name === 'serial');
  const label = strategyLabel(shown, report);
  const longest = Math.max(serial?.wallMs.median ?? 0, shown.wallMs.median);
  return (
    <div class="headline">
      <p class="headline-number">
        <span class="number">{ratio(shown.speedup.value)}</span>
        <span class="muted">{numberInWords(shown, label, report.recommendation?.strategy === 'serial')}</span>
      </p>
      <div class="time-bars">
        {serial && timeBar('serial', serial.wallMs.median, longest, 'serial')}
        {timeBar(label, shown.wallMs.median, longest, shown.name)}
      </div>
      {shown.kind === 'pool' && (
        <p class="muted small">
          {ratio(shown.speedupWithStartup)} when the start-up of {duration(shown.startupMs)} counts in
        </p>
      )}
      {validityNotes(report)}
    </div>
  );
}

/** Further doubts about the number, most severe first; all but a few are collapsed. */
function validityNotes({ findings, verdict }: Report): HTMLElement[] {
  const said = verdict.map(({ text }) => text);
  const unsaid = findings.filter(({ origin, message }) => origin === 'validity' && !said.includes(message));
  const notes = sortFindings(unsaid).map((finding) => (
    <p class={`note note-${finding.severity}`}>
      {icon(finding.severity)}
      <span>{finding.message}</span>
    </p>
  ));
  if (notes.length <= SHOWN_NOTES + 1) return notes;
  const folded = notes.slice(SHOWN_NOTES);
  return [
    ...notes.slice(0, SHOWN_NOTES),
    <details class="more-notes">
      <summary>{folded.length} more about the measurement</summary>
      {folded}
    </details>,
  ];
}

/** The answer in one sentence, how sure it is, why, and what to do with it. */
export function verdictView(context: ViewContext): HTMLElement {
  const { report, host, trusted } = context;
  const shown = findHeadline(report);
  const { recommendation } = report;
  return (
    <section class="verdict" aria-label="Verdict">
      <div class="verdict-words">
        {verdictHeading(report.verdict, report.confidence === 'low' || report.confidence === 'invalid')}
        {recommendation && <p class="reason">{recommendation.reason}</p>}
        {confidenceLine(context, shown)}
        {host.present && (
          <div class="actions">
            {recommendation && recommendation.strategy !== 'serial' && (
              <Button appearance="primary" icon="copy" onClick={() => host.send({ type: 'copyPoolOptions' })}>
                {recommendation.strategy === 'async' ? 'Copy code' : 'Copy pool options'}
              </Button>
            )}
            {recommendation && recommendation.strategy !== 'serial' && recommendation.strategy !== 'async' && (
              <Button
                title="Rewrite a call of this function with the recommended pool; shown as a preview first"
                onClick={() => host.send({ type: 'generateParallel' })}
              >
                Generate parallel version …
              </Button>
            )}
            <Button icon="copy" onClick={() => host.send({ type: 'copySummary' })}>
              Copy summary
            </Button>
            {!trusted && <span class="muted">Trust the workspace to profile again.</span>}
          </div>
        )}
      </div>
      {shown && headlineNumber(context, shown)}
    </section>
  );
}
