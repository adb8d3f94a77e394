import {
  chunkSizeOf,
  type BaselineResult,
  type ParallelResult,
  type Recommendation,
  type StrategyResult,
} from '../model/report.ts';
import { WAITING_BELOW } from '../math/task-share.ts';
import { boundOfLongestTask } from './bound-of-longest-task.ts';
import { cpuShare, fillsCores, helperShare, HELPING } from './cpu-share.ts';
import { describeStrategy } from './describe-strategy.ts';
import { counted, duration, hasInterval, integer, percent, ratio } from './numbers-in-words.ts';
import { pickFastest, pickFewestAsGood, pickSimplest, preferDecisive, wellMeasured } from './pick-simplest.ts';

/** A pool costs code, memory and start-up: below this speedup it is not worth them. */
export const MARGIN = 1.1;

/** Where an interval lies; `open` if it includes the margin, or if a single round has none. */
type Side = 'above' | 'below' | 'open';

/** The advice by the intervals, before it is known whether the run can be trusted. */
export type Advice =
  /** `notes`: sentences beyond the speedup. */
  | { outcome: 'pays'; recommendation: Recommendation; notes: string[] }
  /** `isWrong`: differing results or failures rule the other strategies out, whatever their speed. */
  | { outcome: 'serial'; recommendation: Recommendation; isWrong: boolean }
  /** `open`: the fastest result whose interval includes the margin. */
  | { outcome: 'none'; recommendation: null; open: ParallelResult };

/**
 * Recommends a strategy for the function, or none if the intervals do not decide.
 *
 * @param results all strategies, baseline first
 * @param target `async`: whether promises can overlap its waiting
 * @param items in a pass
 * @param deterministic whether differing results are evidence about the pool; randomness makes them differ as well
 * @param oversubscribedFrom number of workers from which they were seen to wait for each other's cores. A pool of so
 *   many that was faster took cores from other programs, or was lucky; it is not advised if a smaller one may pay.
 * @param cores that can be used at once
 * @returns `null` if there is nothing to compare
 */
export function recommend(
  results: readonly StrategyResult[],
  target: { async: boolean },
  items: number,
  deterministic: boolean,
  oversubscribedFrom = Infinity,
  cores = Infinity,
): Advice | null {
  const serial = results.find((result) => result.kind === 'baseline');
  const others = results.filter((result) => result.kind !== 'baseline');
  if (!serial || others.length === 0) return null;
  const isRight = (result: ParallelResult): boolean =>
    (!deterministic || (result.results?.equal ?? true)) && result.failedItems <= serial.failedItems;
  const right = wellMeasured(others.filter(isRight));
  const share = cpuShare(results);
  const tasks = { share, helpers: helperShare(results) ?? 0, cores };

  const above = right.filter((result) => sideOf(result) === 'above');
  const fits = ({ kind, workers }: ParallelResult): boolean => kind !== 'pool' || workers < oversubscribedFrom;
  const smaller = right.filter((result) => result.kind === 'pool' && fits(result) && sideOf(result) !== 'below');
  const worthwhile = smaller.length > 0 ? above.filter(fits) : above;
  const best = pickFastest(worthwhile);
  if (best) {
    const chosen = pickSimplest(worthwhile, best, share);
    const notes = [...explainChoice(chosen, best, tasks, items), ...refuseQueue(right, chosen)];
    const { name: strategy, workers, speedup } = chosen;
    const reason = [`${describeSpeedup(chosen)}.`, ...notes].join(' ');
    const recommendation = { strategy, workers, chunkSize: chunkSizeOf(chosen), speedup: speedup.value, reason };
    return { outcome: 'pays', recommendation, notes };
  }
  const wrong = pickFastest(others.filter((result) => !isRight(result)));
  if (wrong && (right.length === 0 || wrong.speedup.value > MARGIN))
    return staySerial(explainWrong(pickFewestAsGood(others, wrong), serial, items), true);
  const open = pickFastest(
    right.filter((result) => sideOf(result) === 'open' && (smaller.length === 0 || fits(result))),
  );
  const decisive = preferDecisive(right);
  const mayBeBound = open && decisive.some(hasInterval) && (hasInterval(open) || open.speedup.value < MARGIN);
  const bound = mayBeBound ? explainBound(serial, others) : null;
  if (open && bound === null) return { outcome: 'none', recommendation: null, open };
  const fastest = pickFastest(decisive);
  if (!fastest) return null;
  const reason = declineWorkers(pickFewestAsGood(decisive, fastest), tasks, target.async);
  return staySerial([reason, ...(bound === null ? [] : [bound]), ...refuseQueue(right, serial)].join(' '), false);
}

/** Advises against a queue that was measured and is slower than what is recommended. */
function refuseQueue(results: readonly ParallelResult[], chosen: StrategyResult): string[] {
  const [result] = results.filter(({ name }) => name === 'bullmq');
  if (result?.kind !== 'pool' || chosen.name === 'bullmq') return [];
  if (result.speedup.value >= Math.max(MARGIN, chosen.speedup.value)) return [];
  const { queue } = result;
  const cost = queue ? `, where a job takes ${duration(queue.jobMs)} and costs another ${duration(queue.costMs)}` : '';
  return [`Do not use the queue: ${ratio(result.speedup.value)} with ${describeStrategy(result)}${cost}.`];
}

function sideOf({ speedup, rounds }: ParallelResult): Side {
  if (!hasInterval({ rounds })) return 'open';
  const [low, high] = speedup.ci95;
  return low >= MARGIN ? 'above' : high < MARGIN ? 'below' : 'open';
}

function staySerial(reason: string, isWrong: boolean): Advice {
  const recommendation: Recommendation = { strategy: 'serial', workers: 1, chunkSize: null, speedup: 1, reason };
  return { outcome: 'serial', recommendation, isWrong };
}

/** Returns why no pool reaches the margin, if one item shows it; else `null`. */
function explainBound({ tasks }: BaselineResult, others: readonly ParallelResult[]): string | null {
  const bound = boundOfLongestTask(tasks, others);
  const slowest = tasks?.slowest[0];
  if (bound === null || bound >= MARGIN || !slowest) return null;
  return `Item ${integer(slowest.item)} (${slowest.input}) takes ${percent(1 / bound)} of all work, which no pool divides.`;
}

interface TaskShares {
  /** Of a task's time that its thread computes; `null` where that is not known. */
  share: number | null;
  /** Cores that other threads and child processes use for it meanwhile. */
  helpers: number;
  /** That can be used at once. */
  cores: number;
}

function explainChoice(chosen: ParallelResult, best: ParallelResult, tasks: TaskShares, items: number): string[] {
  const notes = describeWaiting(tasks, chosen.name === 'async' ? ', which promises overlap without workers' : '');
  const more = ratio(best.speedup.value);
  if (more !== ratio(chosen.speedup.value)) notes.push(`With ${describeStrategy(best)}: ${more}.`);
  if (chosen.kind === 'pool' && chosen.speedupWithStartup < 1) {
    const repaid = chosen.breakEvenItems ?? 0;
    const after = repaid > items ? ` is repaid after ${counted(repaid, 'item')}` : ' is not included';
    notes.push(`Reuse the pool: its start-up of ${duration(chosen.startupMs)}${after}.`);
  }
  return notes;
}

/** `1.69x with 2 threads (84% efficiency)`; promises share one thread, so they have no efficiency. */
export function describeSpeedup(result: ParallelResult): string {
  const efficiency = result.kind === 'pool' ? ` (${percent(result.efficiency)} efficiency)` : '';
  return `${ratio(result.speedup.value)} with ${describeStrategy(result)}${efficiency}`;
}

/** Empty unless tasks were measured to wait. */
function describeWaiting({ share, helpers, cores }: TaskShares, consequence: string): string[] {
  if (share === null || share >= WAITING_BELOW) return [];
  if (fillsCores(share, helpers, cores))
    return [
      `Other threads or child processes already use ${helpers.toFixed(1)} of ${counted(cores, 'core')} for one task.`,
    ];
  return helpers >= HELPING
    ? [`Other threads or child processes do the work of a task${consequence}.`]
    : [`Tasks wait for ${percent(1 - share)} of their time${consequence}.`];
}

function explainWrong(wrong: ParallelResult, serial: BaselineResult, items: number): string {
  const failed = wrong.failedItems - serial.failedItems;
  const how = describeStrategy(wrong);
  if (failed > 0) return `${counted(failed, 'item')} failed with ${how} and not serially.`;
  const { differing = 0, compared = items } = wrong.results ?? {};
  return `${integer(differing)} of ${counted(compared, 'result')} differ with ${how}, which reached ${ratio(wrong.speedup.value)}.`;
}

function declineWorkers(best: ParallelResult, tasks: TaskShares, async: boolean): string {
  const instead = async ? ': run several at once with promises' : '; an asynchronous version could overlap them';
  return [
    `Best parallel result: ${ratio(best.speedup.value)} with ${describeStrategy(best)}.`,
    ...describeWaiting(tasks, instead),
  ].join(' ');
}
