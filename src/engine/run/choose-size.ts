import type { SizeChoice } from '../../model/inputs.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { FromEngine, SizeRequest } from '../protocol.ts';
import { hostGuard } from './host-guard.ts';
import { baselineProcess } from './baseline.ts';
import { HostError, type StrategyProcess } from './strategy-process.ts';

/** Calls at least this long have little overhead in a pool. */
const LONG_ENOUGH_MS = 2;
/** With longer calls, the rounds of all items exceed the usual budget. */
const TOO_LONG_MS = 50;
/** All trial calls together. */
const TRIALS_MS = 1_000;
/** All items of a run together, serialized. */
const TOO_LARGE_BYTES = 16 * 1024 ** 2;
/** The size has an effect if the largest item takes this many times as long as the smallest, and at least so long. */
const EFFECT = 4;
const EFFECT_MS = 0.1;

/** One item of one size, called a few times. */
export interface Trial {
  /** Of the shortest call. */
  callMs: number;
  /** Serialized. */
  itemBytes: number;
}

/** The result of one trial. `late`: the calls exceeded the time limit and were stopped. */
export type TrialEnd = Trial | 'fails' | 'late';

/** A size that trial calls chose, by its position. */
export interface ChosenSize extends SizeChoice {
  index: number;
}

/**
 * Tries the sizes in ascending order until a call takes some milliseconds, for at most a second.
 * @param sizes number of sizes
 * @param items number of items in a run
 * @param attempt makes the calls for one size, for at most `limitMs`
 * @returns `null` if the calls with the smallest item failed or did not return
 */
export async function chooseSize(
  sizes: number,
  items: number,
  attempt: (index: number, limitMs: number) => Promise<TrialEnd>,
): Promise<ChosenSize | null> {
  const deadlineMs = nowMs() + TRIALS_MS;
  let first: ChosenSize | null = null;
  let last: ChosenSize | null = null;
  const stop = (because: SizeChoice['because']): ChosenSize | null => last && { ...last, because };
  for (let index = 0; index < sizes; index++) {
    const leftMs = deadlineMs - nowMs();
    if (leftMs <= 0) return stop('time');
    const trial = await attempt(index, leftMs);
    if (trial === 'late') return stop('time');
    if (trial === 'fails') return stop('fails');
    if (last && trial.callMs > TOO_LONG_MS) return stop('time');
    if (last && trial.itemBytes * items > TOO_LARGE_BYTES) return hasEffect(first, last) ? stop('memory') : first;
    last = { index, callMs: trial.callMs, because: 'longEnough' };
    first ??= { ...last, because: 'noEffect' };
    if (trial.callMs >= LONG_ENOUGH_MS) return last;
  }
  return hasEffect(first, last) ? stop('largest') : first;
}

function hasEffect(first: ChosenSize | null, last: ChosenSize | null): boolean {
  if (!first || !last) return false;
  return last.callMs >= Math.max(EFFECT_MS, EFFECT * first.callMs);
}

/** Makes the trial calls in a separate process, and reports the size they choose. */
export async function runSizing(request: SizeRequest, emit: (event: FromEngine) => void): Promise<void> {
  emit({ type: 'stage', stage: 'size', configuration: null });
  const host = baselineProcess(request);
  try {
    const { count } = await host.start(request.plan, request.programs, { atMostMs: 0 });
    const chosen = await chooseSize(count, request.items, (index, limitMs) =>
      withinLimit(attemptIn(host, index, request.spread), limitMs),
    );
    if (chosen) {
      const { index, callMs, because } = chosen;
      emit({ type: 'sized', index, choice: { callMs, because } });
    }
  } catch (error) {
    // The run itself reports what fails before the first call.
    if (!(error instanceof HostError)) throw error;
  } finally {
    await host.end();
    await hostGuard.endStarted();
  }
  emit({ type: 'done' });
}

async function attemptIn(host: StrategyProcess, item: number, spread: boolean): Promise<TrialEnd> {
  try {
    const { callMs, itemBytes } = await host.ask({ type: 'try', item, spread });
    return { callMs, itemBytes };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return 'fails';
  }
}

async function withinLimit(trial: Promise<TrialEnd>, limitMs: number): Promise<TrialEnd> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    return await Promise.race([trial, late]);
  } finally {
    clearTimeout(timer);
  }
}
