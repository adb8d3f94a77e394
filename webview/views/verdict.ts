import type { Confidence, StrategyResult } from '../../src/model/report.ts';
import { counted, duration, ratio } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { headlineStrategy } from '../selection.ts';
import { strategyLabel } from '../strategy-words.ts';
import { button } from './button.ts';
import { icon } from './icon.ts';
import type { IconName } from './icon.ts';
import type { ViewContext } from './view-context.ts';

const CONFIDENCE: Record<Confidence, { icon: IconName; words: string }> = {
  high: { icon: 'ok', words: 'High confidence' },
  medium: { icon: 'information', words: 'Medium confidence' },
  low: { icon: 'warning', words: 'Low confidence' },
  invalid: { icon: 'error', words: 'Not to be trusted' },
};

function confidenceLine(context: ViewContext, shown: StrategyResult | null): HTMLElement {
  const { confidence } = context.report;
  const { icon: name, words } = CONFIDENCE[confidence];
  const isolates = shown?.spread?.isolates ?? 0;
  const rounds = shown ? counted(shown.rounds.length, 'paired round') : '';
  const basis =
    shown && isolates > 0 ? `${rounds} in ${counted(isolates, 'fresh process', 'fresh processes')}` : rounds;
  return element(
    'p',
    { class: `confidence confidence-${confidence}` },
    icon(name),
    element('strong', {}, words),
    basis === '' ? null : element('span', { class: 'muted' }, basis),
  );
}

function timeBar(label: string, ms: number, longestMs: number, kind: string): HTMLElement {
  return element(
    'div',
    { class: 'time-bar' },
    element('span', { class: 'time-bar-label' }, label),
    element(
      'span',
      { class: 'time-bar-track' },
      element('span', { class: `time-bar-fill ${kind}`, variables: { '--share': ms / longestMs } }),
    ),
    element('span', { class: 'time-bar-value' }, duration(ms)),
  );
}

/** The number beside the sentence: the speedup with its interval, and the two times it is made of. */
function headlineNumber(context: ViewContext, shown: StrategyResult): HTMLElement {
  const serial = context.report.strategies.find((strategy) => strategy.name === 'serial');
  const [low, high] = shown.speedup.ci95;
  const warnings = context.report.findings.filter((finding) => finding.origin === 'validity');
  const longest = Math.max(serial?.wallMs.median ?? 0, shown.wallMs.median);
  return element(
    'div',
    { class: 'headline' },
    element(
      'p',
      { class: 'headline-number' },
      element('span', { class: 'number' }, ratio(shown.speedup.value)),
      element(
        'span',
        { class: 'muted' },
        shown.name === 'serial' ? 'the baseline itself' : `${ratio(low)} to ${ratio(high)} with 95 % confidence`,
      ),
    ),
    serial ? timeBar('serial', serial.wallMs.median, longest, 'serial') : null,
    shown.name === 'serial' ? null : timeBar(strategyLabel(shown), shown.wallMs.median, longest, shown.name),
    shown.name === 'serial' || shown.startupMs === 0
      ? null
      : element(
          'p',
          { class: 'muted small' },
          `${ratio(shown.speedupWithStartup)} when the start-up of ${duration(shown.startupMs)} counts in`,
        ),
    ...warnings.map((finding) =>
      element(
        'p',
        { class: `note note-${finding.severity}` },
        icon(finding.severity),
        element('span', {}, finding.message),
      ),
    ),
  );
}

/** The answer in one sentence, how sure it is, why, and what to do with it. */
export function verdictView(context: ViewContext): HTMLElement {
  const { report, host, trusted } = context;
  const shown = headlineStrategy(report);
  const { recommendation } = report;
  return element(
    'section',
    { class: 'verdict', 'aria-label': 'Verdict' },
    element(
      'div',
      { class: 'verdict-words' },
      element('h1', {}, report.verdict),
      recommendation ? element('p', { class: 'reason' }, recommendation.reason) : null,
      confidenceLine(context, shown),
      host.present
        ? element(
            'div',
            { class: 'actions' },
            recommendation && recommendation.strategy !== 'serial'
              ? button('Copy pool options', () => host.send({ type: 'copyPoolOptions' }), {
                  appearance: 'primary',
                  icon: 'copy',
                })
              : null,
            button('Copy summary', () => host.send({ type: 'copySummary' }), { icon: 'copy' }),
            trusted ? null : element('span', { class: 'muted' }, 'Trust the workspace to profile again.'),
          )
        : null,
    ),
    shown ? headlineNumber(context, shown) : null,
  );
}
