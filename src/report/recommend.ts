import type { Recommendation, StrategyResult } from '../model/report.ts';
import { cpuShare, WAITING_BELOW } from './cpu-share.ts';
import { counted, duration, percent, ratio } from './numbers-in-words.ts';

/** A pool costs code, memory and start-up; below this gain it is not worth them. */
const WORTHWHILE = 1.1;
/** A result this close to the best is as good, and the simpler one wins. */
const AS_GOOD = 0.97;
/** An interval may excuse no more than this. */
const AT_MOST_WORSE = 0.9;

/** Among equals: no workers before threads, threads before processes (which cost memory and start-up). */
const SIMPLICITY: Record<StrategyResult['name'], number> = { serial: 0, async: 1, threads: 2, processes: 3 };

/**
 * What to do with the function.
 *
 * @param results all strategies, baseline first
 * @param deterministic whether differing results say something about the pool; chance makes them differ as well
 * @returns `null` when there is nothing to compare
 */
export function recommend(
  results: readonly StrategyResult[],
  target: { name: string; async: boolean },
  items: number,
  deterministic: boolean,
): Recommendation | null {
  const serial = results.find((result) => result.name === 'serial');
  const others = results.filter((result) => result.name !== 'serial');
  if (!serial || others.length === 0) return null;
  const isRight = (result: StrategyResult): boolean =>
    (!deterministic || (result.results?.equal ?? true)) && result.failedItems <= serial.failedItems;
  const right = others.filter(isRight);
  const stay = (reason: string): Recommendation => ({
    strategy: 'serial',
    workers: 1,
    chunkSize: null,
    speedup: 1,
    reason,
  });

  const best = fastest(right);
  if (!best) {
    return stay(
      `Stay serial until the results agree: every parallel run gave other results or failed where the serial run did not.`,
    );
  }
  const share = cpuShare(results);
  const chosen = simplestAsGood(right, best);
  if (chosen.speedup.value < WORTHWHILE || chosen.speedup.ci95[0] < 1) {
    return stay(explainSerial(chosen, serial, items, share, target.async));
  }
  return {
    strategy: chosen.name,
    workers: chosen.workers,
    chunkSize: chosen.chunkSize,
    speedup: chosen.speedup.value,
    reason: explainChoice(chosen, best, share),
  };
}

function fastest(results: readonly StrategyResult[]): StrategyResult | undefined {
  return [...results].sort((a, b) => b.speedup.value - a.speedup.value)[0];
}

function simplestAsGood(results: readonly StrategyResult[], best: StrategyResult): StrategyResult {
  const enough = Math.min(
    AS_GOOD * best.speedup.value,
    Math.max(best.speedup.ci95[0], AT_MOST_WORSE * best.speedup.value),
  );
  const good = results.filter((result) => result.speedup.value >= enough);
  const hasAsync = good.some((result) => result.name === 'async');
  return (
    good.sort(
      (a, b) =>
        // Promises need no workers at all, so their count is a limit and not a cost.
        (hasAsync ? Number(b.name === 'async') - Number(a.name === 'async') : 0) ||
        a.workers - b.workers ||
        SIMPLICITY[a.name] - SIMPLICITY[b.name] ||
        b.speedup.value - a.speedup.value,
    )[0] ?? best
  );
}

function explainChoice(chosen: StrategyResult, best: StrategyResult, share: number | null): string {
  const gain = `${ratio(chosen.speedup.value)} faster than the serial loop`
    .replace('x faster', ' times as fast')
    .replace('than', 'as');
  const parts = [`${describeStrategy(chosen)} ran ${gain}`];
  if (chosen.name === 'async') {
    parts.push(
      share === null
        ? 'without any worker'
        : `because a task waits for ${percent(1 - share)} of its time, which needs no worker`,
    );
  } else if (chosen !== best && chosen.workers < best.workers) {
    parts.push(`and ${describeStrategy(best)} gained no more than the noise (${ratio(best.speedup.value)})`);
  } else if (chosen !== best) {
    parts.push(`and ${describeStrategy(best)} was not clearly faster (${ratio(best.speedup.value)})`);
  } else if (share !== null && share < WAITING_BELOW) {
    parts.push(`because a task waits for ${percent(1 - share)} of its time`);
  } else {
    parts.push(`with ${percent(chosen.efficiency)} of each worker used`);
  }
  return `${parts.join(', ')}.`;
}

function explainSerial(
  best: StrategyResult,
  serial: StrategyResult,
  items: number,
  share: number | null,
  async: boolean,
): string {
  const found = `the best parallel run, ${describeStrategy(best)}, came to ${ratio(best.speedup.value)}`;
  if (best.speedup.value >= WORTHWHILE) {
    return `Stay serial: ${found}, but its interval reaches down to ${ratio(best.speedup.ci95[0])}, so the gain is not certain.`;
  }
  const taskMs = items > 0 ? serial.wallMs.median / items : 0;
  if (share !== null && share < WAITING_BELOW) {
    const instead = async
      ? 'run several at once with promises (Promise.all with a limit)'
      : 'make it asynchronous first';
    return `Stay without workers: ${found}; a task waits for ${percent(1 - share)} of its time, so ${instead}.`;
  }
  return `Stay serial: ${found}; a task takes ${duration(taskMs)}, which does not pay for sending it to a worker.`;
}

/** `4 threads`, `1 process`, `promises, 8 at a time`. */
export function describeStrategy(result: Pick<StrategyResult, 'name' | 'workers'>): string {
  switch (result.name) {
    case 'serial':
      return 'the serial loop';
    case 'async':
      return `promises, ${result.workers} at a time`;
    case 'threads':
      return counted(result.workers, 'thread');
    case 'processes':
      return counted(result.workers, 'process', 'processes');
  }
}
