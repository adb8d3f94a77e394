import type { Finding } from '../../model/finding.ts';
import type { PoolResult } from '../../model/report.ts';
import { sum } from '../../math/median.ts';
import {
  isLocal,
  isObservable,
  isPool,
  meanTaskMs,
  runFinding,
  smallestBy,
  strategyArgs,
  type RunFacts,
  type RunRule,
} from './run-facts.ts';

const NOTABLE = 0.2;
const SATURATED = 0.8;
/** Above this size the payload, not the number of messages, causes the cost. */
const LARGE_ITEM_BYTES = 1000;
const CLEARLY_BETTER = 1.1;
/** A job of this length makes the cost of a usual queue small: `docs/queues.md`. */
const LONG_JOB_MS = 50;

/** Sending a task takes tens of microseconds: longer waits for the next task have another cause, such as a busy machine. */
const LONGEST_SMALL_TASK_MS = 2;

/** Finds overhead of the pool itself: tasks too small, cloning, chunks too small, a busy main thread, start-up. */
export const findOverhead: RunRule = (facts) => {
  const costly = smallestBy(facts.focus.filter(isLocal), (result) => -overheadShare(facts, result));
  return [
    ...(costly && overheadShare(facts, costly) > NOTABLE ? explainOverhead(facts, costly) : []),
    ...findQueueCosts(facts),
    ...findSmallChunks(facts),
    ...findSaturation(facts),
    // Generated inputs cannot reflect how long a real task or a real run takes.
    ...(facts.hasMadeUpInputs ? [] : findStartup(facts)),
  ];
};

/** Cloning, and for small tasks dispatching, as a share of the capacity. */
function overheadShare(facts: RunFacts, { timeMs: account }: PoolResult): number {
  if (!account) return 0;
  const dispatch = isSmall(facts) ? account.dispatch : 0;
  return (account.cloneIn + account.cloneOut + dispatch) / account.capacity;
}

function isSmall(facts: RunFacts): boolean {
  return meanTaskMs(facts) < LONGEST_SMALL_TASK_MS;
}

function explainOverhead(facts: RunFacts, result: PoolResult): Finding[] {
  const cloning = findCloning(facts, result);
  if (cloning.length > 0) return cloning;
  const account = result.timeMs;
  const overheadMs = account ? account.cloneIn + account.cloneOut + account.dispatch : 0;
  if (!isSmall(facts) || facts.hasMadeUpInputs) return [];
  const taskMs = meanTaskMs(facts);
  const overheadItemMs = overheadMs / facts.items;
  return [
    runFinding(
      facts,
      'tasks-too-small',
      { taskMs, overheadMs: overheadItemMs, chunkSize: result.chunkSize },
      { taskMs, overheadPerTaskMs: overheadItemMs, chunkSize: result.chunkSize },
    ),
  ];
}

function findCloning(facts: RunFacts, result: PoolResult): Finding[] {
  const account = result.timeMs;
  const cloneMs = account ? account.cloneIn + account.cloneOut : 0;
  const capacityMs = account?.capacity ?? 1;
  const bytes = sum(result.workerTimeline.map((worker) => worker.bytesIn + worker.bytesOut));
  const [share, bytesPerItem] = [cloneMs / capacityMs, bytes / facts.items];
  if (share <= NOTABLE || bytesPerItem <= LARGE_ITEM_BYTES) return [];
  const args = { ...strategyArgs(result), share, bytesPerItem };
  return [runFinding(facts, 'clone-dominates', args, { cloneMs, capacityMs, bytesPerItem })];
}

/** Finds costs of a queue: clones, or jobs that are short compared with what each costs. */
function findQueueCosts(facts: RunFacts): Finding[] {
  return facts.focus.filter(isPool).flatMap((result) => {
    const { queue, chunkSize, workers } = result;
    if (!queue || !isObservable(result)) return [];
    const cloning = findCloning(facts, result);
    if (cloning.length > 0) return cloning;
    const { jobMs, costMs } = queue;
    if (costMs / (costMs + jobMs) <= NOTABLE || jobMs >= LONG_JOB_MS || facts.hasMadeUpInputs) return [];
    const enough = Math.ceil(chunkSize * (LONG_JOB_MS / jobMs));
    // Beyond that, some workers would have no job.
    const most = Math.floor(facts.items / workers);
    const args = { jobMs, costMs, chunkSize, better: enough <= most ? enough : null };
    return [runFinding(facts, 'jobs-too-small', args, { jobMs, costMs, chunkSize, jobs: queue.jobs })];
  });
}

/** Reports small chunks only if both chunk sizes were measured. */
function findSmallChunks(facts: RunFacts): Finding[] {
  const pools = facts.parallel.filter(isPool);
  return pools.flatMap((result) => {
    const { chunkSize } = result;
    const rivals = pools.filter(
      (other) => other.name === result.name && other.workers === result.workers && other.chunkSize > chunkSize,
    );
    const better = smallestBy(rivals, (other) => -other.speedup.value);
    if (!better || better.speedup.ci95[0] <= CLEARLY_BETTER * result.speedup.ci95[1]) return [];
    const args = {
      ...strategyArgs(result),
      chunkSize,
      better: better.chunkSize,
      speedup: result.speedup.value,
      betterSpeedup: better.speedup.value,
    };
    const evidence = { speedup: args.speedup, betterSpeedup: args.betterSpeedup };
    return [runFinding(facts, 'chunk-too-small', args, evidence)];
  });
}

function findSaturation(facts: RunFacts): Finding[] {
  const share = (result: PoolResult): number =>
    result.mainThread && isObservable(result)
      ? result.mainThread.busyMs / (result.timeMs.capacity / result.workers)
      : 0;
  const worst = smallestBy(facts.focus.filter(isPool), (result) => -share(result));
  if (!worst || share(worst) < SATURATED) return [];
  return [
    runFinding(
      facts,
      'main-thread-saturated',
      { ...strategyArgs(worst), share: share(worst) },
      { mainThreadBusyMs: worst.mainThread?.busyMs ?? 0, share: share(worst) },
    ),
  ];
}

function findStartup(facts: RunFacts): Finding[] {
  const best = smallestBy(facts.focus.filter(isPool), (result) => -result.speedup.value);
  const breakEvenItems = best?.breakEvenItems ?? null;
  if (!best || breakEvenItems === null) return [];
  if (best.speedup.value < CLEARLY_BETTER || best.speedupWithStartup >= 1) return [];
  const { startupMs } = best;
  return [
    runFinding(
      facts,
      'startup-not-repaid',
      { ...strategyArgs(best), startupMs, count: facts.items, breakEvenItems },
      { startupMs, count: facts.items, breakEvenItems, speedupWithStartup: best.speedupWithStartup },
    ),
  ];
}
