import type { Confidence, Outcome, Recommendation, StrategyResult } from '../model/report.ts';
import { ratio } from './numbers-in-words.ts';
import { describeStrategy } from './recommend.ts';

/** What the verdict is made from. */
export interface VerdictFacts {
  name: string;
  outcome: Outcome;
  recommendation: Recommendation | null;
  /** The result that the recommendation is about, or the best one when it is to stay serial. */
  headline: StrategyResult | null;
  confidence: Confidence;
  /** The first reason why the number cannot be trusted, as a clause; `null` when it can. */
  doubt: string | null;
}

/** The answer in one sentence, with how sure it is. */
export function writeVerdict(facts: VerdictFacts): string {
  const { outcome, name } = facts;
  if (outcome.status === 'failed' && !outcome.partial) {
    const stage = {
      inputs: 'its inputs could not be read',
      load: 'its module could not be loaded',
      run: 'the run failed',
    };
    return `${name} was not measured: ${stage[outcome.stage]}. ${outcome.message}`;
  }
  if (outcome.status === 'cancelled' && !outcome.partial) return `${name} was not measured: the run was cancelled.`;
  const prefix =
    outcome.status === 'completed'
      ? ''
      : outcome.status === 'cancelled'
        ? 'Cancelled early: '
        : 'Stopped by a failure: ';
  return prefix + writeNumbers(facts);
}

function writeNumbers({ name, recommendation, headline, confidence, doubt }: VerdictFacts): string {
  if (!headline || !recommendation) return `${name} was measured serially only, so there is nothing to compare.`;
  const [low, high] = headline.speedup.ci95;
  const gain = headline.speedup.value.toFixed(2);
  const interval = headline.rounds.length > 1 ? ` (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})` : '';
  const certainty = { high: '', medium: '', low: ' Low confidence', invalid: ' Do not rely on this number' }[
    confidence
  ];
  const trust = certainty === '' ? '' : `${certainty}${doubt === null ? '' : `: ${doubt}`}.`;
  if (recommendation.strategy === 'serial') {
    return `${name} is best left serial: ${describeStrategy(headline)} ran ${gain} times as fast${interval}.${trust}`;
  }
  const wins = headline.name === 'async' ? 'Promise concurrency suffices: ' : '';
  return `${wins}${name} ran ${gain} times as fast with ${describeStrategy(headline)}${interval}.${trust}`;
}

/** `4 threads: 3.6x`, short enough for a line above a function. */
export function writeShortVerdict(recommendation: Recommendation | null): string {
  if (!recommendation) return 'not compared';
  if (recommendation.strategy === 'serial') return 'best left serial';
  return `${ratio(recommendation.speedup)} with ${describeStrategy({ name: recommendation.strategy, workers: recommendation.workers })}`;
}
