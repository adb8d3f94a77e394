import type { Conclusion, NextStep, QuietEstimate } from '../model/conclusion.ts';
import type { Finding, FindingCode } from '../model/finding.ts';
import {
  chunkSizeOf,
  type BaselineResult,
  type Confidence,
  type Outcome,
  type ParallelResult,
  type Report,
} from '../model/report.ts';
import { capitalize } from './capitalize.ts';
import { describeFinding } from './describe-finding.ts';
import { describeStrategy } from './describe-strategy.ts';
import { firstDoubt } from './judge-confidence.ts';
import { ratio, roughRatio } from './numbers-in-words.ts';
import { MARGIN, type Advice } from './recommend.ts';

/** Shorter tasks than this depend strongly on the size of their inputs, which generated inputs cannot reflect. */
const SIZE_SENSITIVE_MS = 1;

/** The facts behind a conclusion. */
export interface ConclusionFacts {
  outcome: Outcome;
  inputs: Pick<Report['inputs'], 'count' | 'source' | 'generated'>;
  serial: BaselineResult | null;
  advice: Advice | null;
  /** The result that `advice` is about. */
  headline: ParallelResult | null;
  findings: readonly Finding[];
  confidence: Confidence;
  /** The finding that explains why no pool could run the function; `null` if one could, or none was requested. */
  obstacle: string | null;
  /** Shown without a verdict. */
  quiet: QuietEstimate | null;
  /** The advice for an idle machine; `null` if only the measured numbers can decide. */
  quietAdvice: QuietAdvice | null;
}

/** The advice from the estimates for an idle machine. */
export interface QuietAdvice {
  outcome: Exclude<Advice['outcome'], 'none'>;
  /** Of the recommended pool, or of the one that was fastest. */
  estimate: QuietEstimate;
}

/** Returns the outcome of a run with its reason and, without a verdict, the step that may lead to one. */
export function conclude(facts: ConclusionFacts): Conclusion {
  const { outcome, serial, advice, headline, findings, inputs, obstacle } = facts;
  if (!serial && outcome.status === 'failed')
    return none(outcome.message, outcome.stage === 'inputs' ? 'changeInputs' : 'measureAgain');
  if (!serial) return none('The run was cancelled before anything was measured.', 'measureAgain');
  if (inputs.count > 0 && serial.failedItems >= inputs.count)
    return none('The function threw for every item. Choose inputs that it accepts.', 'changeInputs');
  if (!advice || !headline)
    return obstacle === null
      ? none('Only the serial run was measured.', 'measureAgain')
      : { outcome: 'serial', reason: obstacle };
  if (advice.outcome === 'serial' && advice.isWrong) return { outcome: 'serial', reason: advice.recommendation.reason };
  const about = { strategy: headline.name, workers: headline.workers, chunkSize: chunkSizeOf(headline) };
  if (facts.confidence === 'invalid')
    return decideQuiet(facts, serial) ?? { ...distrust(findings, headline, facts.quiet), about };
  switch (advice.outcome) {
    case 'pays':
      return { outcome: 'pays', reason: advice.recommendation.reason };
    case 'serial':
      return isMadeUp(inputs) && isSizeSensitive(serial, inputs.count)
        ? { ...none('Generated inputs may be smaller than real ones. Choose real inputs.', 'changeInputs'), about }
        : { outcome: 'serial', reason: advice.recommendation.reason };
    case 'none':
      return { ...leaveOpen(headline, findings), about };
  }
}

/** Decides by the estimates for an idle machine, except where the inputs leave the outcome open. */
function decideQuiet({ quietAdvice, inputs }: ConclusionFacts, serial: BaselineResult): Conclusion | null {
  if (!quietAdvice) return null;
  const { outcome, estimate } = quietAdvice;
  if (outcome === 'serial' && isMadeUp(inputs) && isSizeSensitive(serial, inputs.count)) return null;
  const expected = `${describeQuiet(estimate)}.`;
  return {
    outcome,
    reason: outcome === 'pays' ? capitalize(expected) : `Expect ${expected}`,
    quiet: estimate,
  };
}

/** `about 2x with 2 threads on a quiet machine (estimate)`. */
export function describeQuiet({ speedup, strategy: name, workers }: QuietEstimate): string {
  return `about ${roughRatio(speedup)} with ${describeStrategy({ name, workers })} on a quiet machine (estimate)`;
}

/**
 * Returns whether the inputs were generated from the parameter types, in this run or in the one they were remembered
 * from.
 */
export function isMadeUp({ source, generated }: Pick<Report['inputs'], 'source' | 'generated'>): boolean {
  return source === 'generated' || generated !== undefined;
}

type NoVerdict = Extract<Conclusion, { outcome: 'none' }>;

function none(reason: string, next: NextStep): NoVerdict {
  return { outcome: 'none', reason, next };
}

function isSizeSensitive({ wallMs }: BaselineResult, items: number): boolean {
  return wallMs.median < SIZE_SENSITIVE_MS * Math.max(1, items);
}

/** Findings of validity that a longer measurement resolves; for the others, only another run helps. */
const NEXT: Partial<Record<FindingCode, NextStep>> = {
  'wide-interval': 'measureLonger',
  'too-few-rounds': 'measureLonger',
};

function distrust(findings: readonly Finding[], headline: ParallelResult, quiet: QuietEstimate | null): NoVerdict {
  const doubt = firstDoubt(findings, headline);
  const reason = doubt ? describeFinding(doubt) : 'The measurement is unreliable.';
  const next = (doubt && NEXT[doubt.code]) ?? 'measureAgain';
  return { outcome: 'none', reason, next, ...(quiet && { quiet }) };
}

function leaveOpen(open: ParallelResult, findings: readonly Finding[]): NoVerdict {
  const isShort = findings.find(({ code }) => code === 'pass-too-short');
  if (isShort) return none(describeFinding(isShort), 'changeInputs');
  if (open.rounds.length < 2) return none('One round does not give an interval. Measure longer.', 'measureLonger');
  return none(
    `The interval includes ${ratio(MARGIN)}, the least speedup that is worth a pool. Measure longer.`,
    'measureLonger',
  );
}
