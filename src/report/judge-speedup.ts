import type { Report } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { confidenceInterval, ratio } from './numbers-in-words.ts';

/** `failed` if there is nothing to judge. */
export interface Judgement {
  outcome: 'fast' | 'slow' | 'undecided' | 'failed';
  /** A sentence with the expected and the measured speedup. */
  text: string;
}

/**
 * Decides by the 95% intervals of all pools whether a function speeds up enough: it does if one pool's interval lies above
 * the limit, and does not if all lie below it.
 */
export function judgeSpeedup(report: Report, atLeast: number): Judgement {
  const { name } = report.target;
  const pools = report.strategies.filter((strategy) => strategy.kind === 'pool');
  const [best] = [...pools].sort((a, b) => b.speedup.value - a.speedup.value);
  if (report.outcome.status === 'failed' || !best) {
    const why = report.outcome.status === 'failed' ? report.outcome.message : 'no pool was measured';
    return { outcome: 'failed', text: `${name} could not be measured: ${why}` };
  }
  if (report.outcome.status === 'cancelled') return { outcome: 'undecided', text: `${name} was cancelled.` };
  const wrong = pools.find(({ results }) => results?.equal === false);
  if (wrong)
    return { outcome: 'failed', text: `${name} gives other results with ${describeStrategy(wrong)} than serially.` };
  const found = `${ratio(best.speedup.value)} with ${describeStrategy(best)} (${confidenceInterval(best)})`;
  const expected = `Expected ${name} to be at least ${ratio(atLeast)} as fast in a pool, found ${found}`;
  // One round has no interval.
  const decided = pools.filter(({ rounds }) => rounds.length > 1);
  if (decided.some(({ speedup }) => speedup.ci95[0] >= atLeast)) return { outcome: 'fast', text: `${expected}.` };
  if (decided.length === pools.length && pools.every(({ speedup }) => speedup.ci95[1] < atLeast))
    return { outcome: 'slow', text: `${expected}.${detailOf(report)}` };
  return {
    outcome: 'undecided',
    text: `${expected}, which decides nothing. A larger budgetSeconds narrows the interval.`,
  };
}

/** The details of the verdict, each after a space. */
function detailOf({ verdict }: Report): string {
  const details = verdict.filter(({ role }) => role === 'detail');
  return details.map(({ text }) => ` ${text}`).join('');
}
