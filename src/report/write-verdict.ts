import type { Confidence, Outcome, ParallelResult, Recommendation } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { duration, ratio } from './numbers-in-words.ts';

/** Inputs of the verdict. */
export interface VerdictFacts {
  name: string;
  outcome: Outcome;
  recommendation: Recommendation | null;
  /** The result that the recommendation is about, or the best one when it is to stay serial. */
  headline: ParallelResult | null;
  confidence: Confidence;
  /** The first reason why the number cannot be trusted, a sentence; `null` when it can. */
  doubt: string | null;
  /** Why no pool could run it, as its finding says; `null` when one could, or none was asked for. */
  obstacle: string | null;
}

/** The answer in one sentence; a second sentence only if the first needs a caveat. */
export function writeVerdict(facts: VerdictFacts): string {
  const { outcome, name } = facts;
  if (outcome.status === 'failed' && !outcome.partial) {
    const stage = {
      inputs: 'its inputs could not be made',
      load: 'its module could not be loaded',
      run: 'the run failed',
    };
    return `${name} was not measured: ${stage[outcome.stage]}. ${outcome.message}`;
  }
  if (outcome.status === 'cancelled' && !outcome.partial) return `${name} was not measured: the run was cancelled.`;
  const early = { completed: '', cancelled: 'Cancelled early: ', failed: 'Stopped by a failure: ' }[outcome.status];
  return early + writeNumbers(facts);
}

function writeNumbers({ name, recommendation, headline, confidence, doubt, obstacle }: VerdictFacts): string {
  if (!headline || !recommendation) {
    return obstacle === null
      ? `${name} was measured serially only, so there is nothing to compare.`
      : `${name} cannot run in a pool as it is. ${obstacle}`;
  }
  const numbers = writeAdvice(name, recommendation, headline);
  if (confidence === 'invalid') return `Not a valid measurement: ${doubt ?? ''} As measured, ${numbers}`;
  return confidence === 'low' ? `${numbers} Confidence is low: ${doubt ?? 'the interval is wide.'}` : numbers;
}

function writeAdvice(name: string, recommendation: Recommendation, headline: ParallelResult): string {
  if (recommendation.strategy === 'serial') {
    return `${name} is best left serial: ${recommendation.reason.replace(/^[^:]*: /, '')}`;
  }
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
