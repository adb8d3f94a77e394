import type { Conclusion, NextStep } from '../model/conclusion.ts';
import type { Finding } from '../model/finding.ts';
import type { Confidence, Outcome, ParallelResult, Report, VerdictPart } from '../model/report.ts';
import { capitalize } from './capitalize.ts';
import { describeQuiet, isMadeUp } from './conclude.ts';
import { describeFinding } from './describe-finding.ts';
import { describeStrategy } from './describe-strategy.ts';
import { findHeadline } from './find-headline.ts';
import { firstDoubt } from './judge-confidence.ts';
import { confidenceInterval, ratio } from './numbers-in-words.ts';
import { describeSpeedup, MARGIN } from './recommend.ts';

/** Labels of the outcomes. */
export const outcomeLabels: Record<Conclusion['outcome'], string> = {
  pays: 'Parallel pays',
  serial: 'Keep it serial',
  none: 'No verdict',
};

/** The steps as buttons. */
export const nextStepLabels: Record<NextStep, string> = {
  measureAgain: 'Measure again',
  measureLonger: 'Measure longer',
  changeInputs: 'Change inputs',
};

/** Factor by which "Measure longer" raises the budget of the shown run. */
export const longerBudgetFactor = 3;

/** Labels of the levels of confidence. */
export const confidenceLabels: Record<Confidence, string> = {
  high: 'High confidence',
  medium: 'Medium confidence',
  low: 'Low confidence',
  invalid: 'Unreliable',
};

/** Longest first item that is shown in a verdict. */
const MAX_PREVIEW = 60;

/** Inputs of the verdict. */
export interface VerdictFacts {
  name: string;
  outcome: Outcome;
  inputs: Report['inputs'];
  conclusion: Conclusion;
  /** Sentences that explain a recommendation beyond its speedup. */
  notes: readonly string[];
  headline: ParallelResult | null;
  confidence: Confidence;
  findings: readonly Finding[];
}

/** Returns the answer, how the run ended and why the numbers may be wrong. */
export function writeVerdict(facts: VerdictFacts): VerdictPart[] {
  const { outcome, name, conclusion } = facts;
  if (outcome.status === 'failed' && !outcome.partial) {
    const stage = {
      inputs: 'its inputs could not be evaluated',
      load: 'its module could not be loaded',
      run: 'the run failed',
    };
    return [answer(`${name} was not measured: ${stage[outcome.stage]}.`), detail(asSentence(outcome.message))];
  }
  if (outcome.status === 'cancelled' && !outcome.partial)
    return [answer(`${name} was not measured: the run was cancelled.`)];
  const early = { completed: null, cancelled: 'Cancelled early:', failed: 'Stopped by a failure:' }[outcome.status];
  const isDistrusted = conclusion.outcome === 'none' && facts.confidence === 'invalid' && facts.headline !== null;
  const before = [
    ...(early === null ? [] : [status(early)]),
    ...(isDistrusted ? [status('Unreliable:'), doubt(lowerFirst(conclusion.reason))] : []),
  ];
  const [first, ...others] = writeAnswer(facts, isDistrusted);
  if (!first) return before;
  return isMadeUp(facts.inputs) ? [first, ...before, ...others] : [...before, first, ...others];
}

/** The whole verdict as a paragraph. */
export function joinVerdict(verdict: readonly VerdictPart[]): string {
  return verdict.map(({ text }) => text).join(' ');
}

/**
 * Returns the outcome of a report; for reports from before there were outcomes, it is derived from the recommendation.
 */
export function conclusionOf({
  conclusion,
  recommendation,
  confidence,
  verdict,
}: Pick<Report, 'conclusion' | 'recommendation' | 'confidence' | 'verdict'>): Conclusion {
  if (conclusion) return conclusion;
  if (!recommendation || confidence === 'invalid')
    return { outcome: 'none', reason: joinVerdict(verdict), next: 'measureAgain' };
  return { outcome: recommendation.strategy === 'serial' ? 'serial' : 'pays', reason: recommendation.reason };
}

/** `Parallel pays: 3.6x with 4 threads`, short enough for a line above a function. */
export function writeShortVerdict(report: Report): string {
  const { outcome } = report;
  const conclusion = conclusionOf(report);
  return `${outcomeLabels[conclusion.outcome]}: ${
    outcome.status !== 'completed' && !outcome.partial
      ? `the run ${outcome.status === 'failed' ? 'failed' : 'was cancelled'}`
      : writeShortReason(conclusion, findHeadline(report), report.confidence)
  }`;
}

function writeShortReason(conclusion: Conclusion, headline: ParallelResult | null, confidence: Confidence): string {
  if (!headline)
    return conclusion.outcome === 'serial' ? 'it cannot run in a pool' : 'only the serial run was measured';
  const number = `${ratio(headline.speedup.value)} with ${describeStrategy(headline)}`;
  if (conclusion.outcome !== 'none' && conclusion.quiet) return describeQuiet(conclusion.quiet);
  switch (conclusion.outcome) {
    case 'pays':
      return number;
    case 'serial':
      // An interval below the margin keeps its value below it: a faster result was ruled out because its results
      // differ.
      if (headline.speedup.value < MARGIN) return `best parallel result ${number}`;
      return `${number}, but ${headline.results?.equal === false ? 'results differ' : 'items fail'}`;
    case 'none':
      if (confidence !== 'invalid') return `${number}, ${confidenceInterval(headline)}`;
      return conclusion.quiet ? `unreliable, ${describeQuiet(conclusion.quiet)}` : `${number} is unreliable`;
  }
}

function answer(text: string): VerdictPart {
  return { role: 'answer', text };
}

function status(text: string): VerdictPart {
  return { role: 'status', text };
}

function doubt(text: string): VerdictPart {
  return { role: 'doubt', text };
}

function detail(text: string): VerdictPart {
  return { role: 'detail', text };
}

/** Returns the answer and its consequence. */
function writeAnswer(
  { name, inputs, conclusion, notes, headline, confidence, findings }: VerdictFacts,
  isDistrusted: boolean,
): VerdictPart[] {
  const lead = isMadeUp(inputs) ? `With generated inputs${describeFirstItem(inputs)}, ` : '';
  const keep = `${lead === '' ? 'Keep' : `${lead}keep`} ${name} serial.`;
  const reached = headline ? `${lead}${name} ${conclusion.outcome === 'pays' ? 'reaches' : 'reached'}` : '';
  if (!headline)
    return conclusion.outcome === 'serial'
      ? [answer(`${keep} It cannot run in a pool.`), detail(conclusion.reason)]
      : [answer(`${lead}${name} has no parallel result.`), doubt(conclusion.reason)];
  const numbers = `${ratio(headline.speedup.value)} with ${describeStrategy(headline)} (${confidenceInterval(headline)})`;
  if (conclusion.outcome !== 'none' && conclusion.quiet)
    return [
      answer(
        conclusion.outcome === 'pays'
          ? `${lead}${name} reaches ${describeQuiet(conclusion.quiet)}.`
          : `${keep} ${conclusion.reason}`,
      ),
      detail(`Measured: ${numbers}.`),
      ...writeDistrust(findings, headline),
    ];
  switch (conclusion.outcome) {
    case 'pays':
      return [
        answer(`${reached} ${describeSpeedup(headline)}.`),
        ...notes.map(detail),
        ...writeDoubt(findings, headline, confidence, inputs),
      ];
    case 'serial':
      return [answer(`${keep} ${conclusion.reason}`), ...writeDoubt(findings, headline, confidence, inputs)];
    case 'none': {
      const { quiet } = conclusion;
      return [
        answer(`${reached} ${numbers}.`),
        ...(isDistrusted ? [] : [doubt(conclusion.reason)]),
        ...(quiet ? [detail(`Expect ${describeQuiet(quiet)}.`)] : []),
      ];
    }
  }
}

/** Says why the measured numbers are unreliable, although the estimate decides. */
function writeDistrust(findings: readonly Finding[], headline: ParallelResult): VerdictPart[] {
  const first = firstDoubt(findings, headline);
  return first ? [status('Unreliable:'), doubt(lowerFirst(describeFinding(first)))] : [];
}

function writeDoubt(
  findings: readonly Finding[],
  headline: ParallelResult,
  confidence: Confidence,
  inputs: Report['inputs'],
): VerdictPart[] {
  if (confidence !== 'low') return [];
  const first = firstDoubt(findings, headline);
  const reason = isMadeUp(inputs)
    ? 'real inputs may behave differently. Choose real inputs.'
    : first
      ? lowerFirst(describeFinding(first))
      : 'the interval is wide.';
  return [status('Low confidence:'), doubt(reason)];
}

/** ` (62, [1, 2])`; empty if the first item is unknown. */
function describeFirstItem({ preview }: Pick<Report['inputs'], 'preview'>): string {
  const [first] = preview;
  if (first === undefined) return '';
  return ` (${first.length > MAX_PREVIEW ? `${first.slice(0, MAX_PREVIEW - 1)}…` : first})`;
}

function lowerFirst(text: string): string {
  // A name or an abbreviation keeps its capital letter.
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** Starts a message with a capital letter, which it lacks where other texts continue with it. */
function asSentence(message: string): string {
  // A path or an identifier keeps its letters.
  return /^[a-z]+ /.test(message) ? capitalize(message) : message;
}
