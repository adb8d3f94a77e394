import type { Confidence, Outcome, ParallelResult, Recommendation, VerdictPart } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { duration, ratio } from './numbers-in-words.ts';
import type { Advice } from './recommend.ts';

/** Inputs of the verdict. */
export interface VerdictFacts {
  name: string;
  outcome: Outcome;
  advice: Advice | null;
  /** The result that the recommendation is about, or the best one when it is to stay serial. */
  headline: ParallelResult | null;
  confidence: Confidence;
  /** The first reason why the number cannot be trusted, a sentence; `null` when it can. */
  doubt: string | null;
  /** Why no pool could run it, as its finding says; `null` when one could, or none was asked for. */
  obstacle: string | null;
}

/** The answer, and around it how the run ended and why the numbers may be wrong. */
export function writeVerdict(facts: VerdictFacts): VerdictPart[] {
  const { outcome, name } = facts;
  if (outcome.status === 'failed' && !outcome.partial) {
    const stage = {
      inputs: 'its inputs could not be made',
      load: 'its module could not be loaded',
      run: 'the run failed',
    };
    return [answer(`${name} was not measured: ${stage[outcome.stage]}.`), { role: 'detail', text: outcome.message }];
  }
  if (outcome.status === 'cancelled' && !outcome.partial)
    return [answer(`${name} was not measured: the run was cancelled.`)];
  const early = { completed: null, cancelled: 'Cancelled early:', failed: 'Stopped by a failure:' }[outcome.status];
  return [...(early === null ? [] : [status(early)]), ...writeNumbers(facts)];
}

/** The whole verdict as a paragraph. */
export function joinVerdict(verdict: readonly VerdictPart[]): string {
  return verdict.map(({ text }) => text).join(' ');
}

function answer(text: string): VerdictPart {
  return { role: 'answer', text };
}

function status(text: string): VerdictPart {
  return { role: 'status', text };
}

function writeNumbers({ name, advice, headline, confidence, doubt, obstacle }: VerdictFacts): VerdictPart[] {
  if (!headline || !advice) {
    return obstacle === null
      ? [answer(`${name} was measured serially only, so there is nothing to compare.`)]
      : [answer(`${name} cannot run in a pool as it is.`), { role: 'detail', text: obstacle }];
  }
  const numbers = writeAdvice(name, advice, headline);
  const doubts: VerdictPart[] = doubt === null ? [] : [{ role: 'doubt', text: doubt }];
  switch (confidence) {
    case 'invalid':
      return [status('Not a valid measurement:'), ...doubts, answer(`As measured, ${numbers}`)];
    case 'low':
      return [
        answer(numbers),
        status('Confidence is low:'),
        ...(doubts.length > 0 ? doubts : [{ role: 'doubt' as const, text: 'the interval is wide.' }]),
      ];
    case 'medium':
    case 'high':
      return [answer(numbers)];
  }
}

function writeAdvice(name: string, { recommendation, because }: Advice, headline: ParallelResult): string {
  if (recommendation.strategy === 'serial') return `${name} is best left serial: ${because}`;
  const [low, high] = headline.speedup.ci95;
  const interval =
    headline.rounds.length > 1 ? ` (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})` : ' (one round only)';
  const startup =
    headline.kind === 'pool' && headline.speedupWithStartup < 1
      ? `, its start-up of ${duration(headline.startupMs)} not counted`
      : '';
  const how =
    headline.name === 'async'
      ? `on one thread with ${describeStrategy(headline)}`
      : `with ${describeStrategy(headline)}`;
  return `${name} runs ${headline.speedup.value.toFixed(2)} times as fast ${how}${interval}${startup}.`;
}

/** `3.6x with 4 threads`, short enough for a line above a function. */
export function writeShortVerdict(recommendation: Recommendation | null): string {
  if (!recommendation) return 'not compared';
  const { strategy, workers, speedup } = recommendation;
  if (strategy === 'serial') return 'best left serial';
  return `${ratio(speedup)} with ${describeStrategy({ name: strategy, workers })}`;
}
