import {
  chunkSizeOf,
  type BaselineResult,
  type ParallelResult,
  type Recommendation,
  type StrategyResult,
} from '../model/report.ts';
import { cpuShare, helperShare, HELPING, WAITING_BELOW } from './cpu-share.ts';
import { describeStrategy } from './describe-strategy.ts';
import { counted, duration, percent, ratio } from './numbers-in-words.ts';
import { pickFastest, pickFewestAsGood, pickSimplest, wellMeasured } from './pick-simplest.ts';

/** A pool costs code, memory and start-up; below this gain it is not worth them. */
const WORTHWHILE = 1.1;

/** A recommendation, and the facts in its reason without the advice before them. */
export interface Advice {
  recommendation: Recommendation;
  because: string;
}

/**
 * Recommends a strategy for the function.
 *
 * @param results all strategies, baseline first
 * @param target `async`: whether promises can overlap its waiting
 * @param items in a pass
 * @param deterministic whether differing results say something about the pool; chance makes them differ as well
 * @returns `null` when there is nothing to compare
 */
export function recommend(
  results: readonly StrategyResult[],
  target: { async: boolean },
  items: number,
  deterministic: boolean,
): Advice | null {
  const serial = results.find((result) => result.kind === 'baseline');
  const others = results.filter((result) => result.kind !== 'baseline');
  if (!serial || others.length === 0) return null;
  const isRight = (result: StrategyResult): boolean =>
    (!deterministic || (result.results?.equal ?? true)) && result.failedItems <= serial.failedItems;
  const right = wellMeasured(others.filter(isRight));
  const share = cpuShare(results);
  const helpers = helperShare(results) ?? 0;

  const best = pickFastest(right);
  const wrong = pickFastest(others.filter((result) => !isRight(result)));
  if (wrong && wrong.speedup.value > Math.max(WORTHWHILE, best?.speedup.value ?? 0) && !isWorthwhile(best)) {
    return staySerial(
      'Stay serial until the results agree',
      explainWrong(pickFewestAsGood(others, wrong), serial, items),
    );
  }
  if (!best) return staySerial('Stay serial', 'no parallel run gave the results of the serial one.');
  const chosen = pickSimplest(right, best, share);
  if (!isWorthwhile(chosen)) return declineWorkers(chosen, serial, items, { share, helpers }, target.async);
  const because = explainChoice(chosen, best, { share, helpers }, items);
  return {
    because,
    recommendation: {
      strategy: chosen.name,
      workers: chosen.workers,
      chunkSize: chunkSizeOf(chosen),
      speedup: chosen.speedup.value,
      reason: `${capitalise(describeStrategy(chosen))}: ${because}`,
    },
  };
}

function staySerial(advice: string, because: string): Advice {
  return {
    because,
    recommendation: { strategy: 'serial', workers: 1, chunkSize: null, speedup: 1, reason: `${advice}: ${because}` },
  };
}

function isWorthwhile(result: ParallelResult | undefined): result is ParallelResult {
  return result !== undefined && result.speedup.value >= WORTHWHILE && result.speedup.ci95[0] >= 1;
}

interface TaskShares {
  /** Of a task's time that its thread computes; `null` where that is not known. */
  share: number | null;
  /** Cores that other threads and child processes use for it meanwhile. */
  helpers: number;
}

function describeWait(share: number, helpers: number): string {
  return helpers >= HELPING
    ? 'other threads or child processes do the work of a task'
    : `a task waits for ${percent(1 - share)} of its time`;
}

function explainChoice(
  chosen: ParallelResult,
  best: ParallelResult,
  { share, helpers }: TaskShares,
  items: number,
): string {
  const waits = share !== null && share < WAITING_BELOW;
  const reasons = [
    waits
      ? `${describeWait(share, helpers)}${chosen.name === 'async' ? ', which needs no worker' : ''}`
      : `${percent(chosen.efficiency)} of ${chosen.workers === 1 ? 'the worker' : 'each worker'} went into the gain`,
  ];
  if (chosen !== best && best.workers > chosen.workers) {
    reasons.push(`${describeStrategy(best)} gained little or nothing over it (${ratio(best.speedup.value)})`);
  } else if (chosen !== best) {
    reasons.push(`${describeStrategy(best)} were not clearly faster (${ratio(best.speedup.value)})`);
  }
  if (
    chosen.kind === 'pool' &&
    chosen.speedupWithStartup < 1 &&
    chosen.breakEvenItems !== null &&
    chosen.breakEvenItems > items
  ) {
    const pays = counted(chosen.breakEvenItems, 'item');
    reasons.push(`keep the pool, since starting it takes ${duration(chosen.startupMs)} and pays from ${pays}`);
  }
  return `${ratio(chosen.speedup.value)}; ${reasons.join('; ')}.`;
}

function explainWrong(wrong: ParallelResult, serial: BaselineResult, items: number): string {
  const failed = wrong.failedItems - serial.failedItems;
  const trouble =
    failed > 0
      ? `${counted(failed, 'item')} failed there that did not serially`
      : `${counted(wrong.results?.differing ?? 0, 'result')} of ${wrong.results?.compared ?? items} differ from the serial run`;
  return `${describeStrategy(wrong)} came to ${ratio(wrong.speedup.value)}, but ${trouble}.`;
}

function declineWorkers(
  best: ParallelResult,
  serial: BaselineResult,
  items: number,
  { share, helpers }: TaskShares,
  async: boolean,
): Advice {
  const found = `the best parallel run, ${describeStrategy(best)}, came to ${ratio(best.speedup.value)}`;
  if (best.speedup.value >= WORTHWHILE) {
    return staySerial(
      'Stay serial',
      `${found}, but its interval reaches down to ${ratio(best.speedup.ci95[0])}, so the gain is not certain.`,
    );
  }
  if (share !== null && share < WAITING_BELOW) {
    const instead = async
      ? 'run several at once with promises and a limit'
      : 'an asynchronous version could overlap it';
    return staySerial('No workers', `${found}; ${describeWait(share, helpers)}, so ${instead}.`);
  }
  const account = best.kind === 'pool' ? best.timeMs : null;
  const taskMs = items > 0 ? serial.wallMs.median / items : 0;
  const overhead = account ? (account.cloneIn + account.cloneOut + account.dispatch) / account.capacity : 0;
  if (overhead > 0.2) {
    return staySerial(
      'Stay serial',
      `${found}; a task takes ${duration(taskMs)}, which does not pay for sending it to a worker.`,
    );
  }
  return staySerial('Stay serial', `${found}, too little for what a pool costs in code, memory and start-up.`);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
