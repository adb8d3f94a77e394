import type { Conclusion, NextStep } from '../../src/model/conclusion.ts';
import type { Confidence, ParallelResult, Report } from '../../src/model/report.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { confidenceInterval, counted, duration, ratio, roughRatio } from '../../src/report/numbers-in-words.ts';
import {
  conclusionOf,
  confidenceLabels,
  joinVerdict,
  nextStepLabels,
  outcomeLabels,
} from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import { sortFindings } from '../sort-findings.ts';
import { strategyLabel } from '../strategy-words.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import { inlineCode } from './inline-code.tsx';
import type { IconName } from './icon.tsx';
import { verdictSentence } from './verdict-sentence.tsx';
import type { ViewContext } from './view-context.ts';

const CONFIDENCE_ICONS: Record<Confidence, IconName> = {
  high: 'ok',
  medium: 'information',
  low: 'warning',
  invalid: 'error',
};

const OUTCOME_ICONS: Record<Conclusion['outcome'], IconName> = { pays: 'ok', serial: 'stopped', none: 'warning' };

function confidenceLine(context: ViewContext, shown: ParallelResult | null): HTMLElement {
  const { confidence } = context.report;
  const replicas = shown?.spread.replicas ?? 0;
  const rounds = shown ? counted(shown.rounds.length, 'paired round') : '';
  const basis =
    shown && replicas > 0 ? `${rounds} in ${counted(replicas, 'fresh process', 'fresh processes')}` : rounds;
  return (
    <p class={`confidence confidence-${confidence}`}>
      {icon(CONFIDENCE_ICONS[confidence])}
      <strong>{confidenceLabels[confidence]}</strong>
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

/** The number next to the sentence: the speedup with its interval, and the two times it is computed from. */
function headlineNumber({ report }: ViewContext, shown: ParallelResult): HTMLElement {
  const serial = report.strategies.find((strategy) => strategy.name === 'serial');
  const label = strategyLabel(shown, report);
  const { conclusion } = report;
  const quiet = conclusion?.outcome === 'pays' ? conclusion.quiet : undefined;
  const longest = Math.max(serial?.wallMs.median ?? 0, shown.wallMs.median);
  return (
    <div class="headline">
      <p class="headline-number">
        <span class="number">{quiet ? `≈ ${roughRatio(quiet.speedup)}` : ratio(shown.speedup.value)}</span>
        <span class="muted">
          with {label}, {quiet ? 'estimate for a quiet machine' : confidenceInterval(shown)}
        </span>
      </p>
      <div class="time-bars">
        {serial && timeBar('serial', serial.wallMs.median, longest, 'serial')}
        {timeBar(label, shown.wallMs.median, longest, shown.name)}
      </div>
      {shown.kind === 'pool' && (
        <p class="muted small">
          {ratio(shown.speedupWithStartup)} including a start-up of {duration(shown.startupMs)}
        </p>
      )}
      {validityNotes(report)}
    </div>
  );
}

/** Doubts about the number other than the one in the verdict, most severe first, collapsed. */
function validityNotes({ findings, verdict }: Report): HTMLElement | null {
  const said = joinVerdict(verdict).toLowerCase();
  const unsaid = findings.filter(
    ({ origin, message }) => origin === 'validity' && !said.includes(message.toLowerCase()),
  );
  const notes = sortFindings(unsaid).map((finding) => (
    <p class={`note note-${finding.severity}`}>
      {icon(finding.severity)}
      <span>{inlineCode(finding.message)}</span>
    </p>
  ));
  if (notes.length === 0) return null;
  return (
    <details class="more-notes">
      <summary>{counted(notes.length, 'note')} about the measurement</summary>
      {notes}
    </details>
  );
}

/** Button for the one step that may lead to a verdict. */
function nextButton(next: NextStep, host: ViewContext['host']): HTMLElement {
  const type = { measureAgain: 'runAgain', measureLonger: 'measureLonger', changeInputs: 'changeInputs' } as const;
  return (
    <Button appearance="primary" icon="play" onClick={() => host.send({ type: type[next] })}>
      {nextStepLabels[next]}
    </Button>
  );
}

/** The outcome with its reason, its confidence, and the next step. */
export function verdictView(context: ViewContext): HTMLElement {
  const { report, host, trusted } = context;
  const shown = findHeadline(report);
  const { recommendation } = report;
  const conclusion = conclusionOf(report);
  return (
    <section class="verdict" aria-label="Verdict">
      <div class="verdict-words">
        <h1 class={`outcome-label outcome-label-${conclusion.outcome}`}>
          {icon(OUTCOME_ICONS[conclusion.outcome])}
          {outcomeLabels[conclusion.outcome]}
        </h1>
        {verdictSentence(report.verdict, report.confidence === 'low' || report.confidence === 'invalid', false)}
        {confidenceLine(context, shown)}
        {host.present && (
          <div class="actions">
            {conclusion.outcome === 'none' && trusted && nextButton(conclusion.next, host)}
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
