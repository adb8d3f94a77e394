import type { Finding } from '../../model/finding.ts';
import type { PoolResult } from '../../model/report.ts';
import { WAITING_BELOW } from '../../math/task-share.ts';
import { cpuShare, helperShare } from '../cpu-share.ts';
import { collectionShare } from '../explain-capacity.ts';
import { isTelling } from '../estimate-ceiling.ts';
import { sum } from '../../math/median.ts';
import { coreUsages, meanCores, nameable } from './find-disturbance.ts';
import {
  isLocal,
  isObservable,
  isPool,
  runFinding,
  smallestBy,
  strategyArgs,
  type RunFacts,
  type RunRule,
} from './run-facts.ts';

const WAITING = 0.1;
const MUCH_WAITING = 0.25;
const SLOWER = 0.85;
const COLLECTING = 0.15;
const NO_GAIN = 1.05;
/** Loops on separate physical cores reach 0.97 and more. */
const LOW_CEILING = 0.9;
const CEILING_EXPLAINS = 0.9;

/** Finds workers that compete: for cores (with each other or with others), for memory, with the garbage collector. */
export const findContention: RunRule = (facts) => [
  ...findWaiting(facts),
  ...findCeiling(facts),
  ...findSlowerExecution(facts),
  ...findCollection(facts),
  ...findNoGain(facts),
];

/**
 * Returns the time spent runnable without a core, as a share of the time that tasks ran, so that wake-ups of tasks
 * which mostly sleep count little. 0 if unknown, or if tasks are a small part of the workers' time.
 *
 * @param explainedMs the part of the waiting with another known cause
 */
function waitShare(facts: RunFacts, result: PoolResult, explainedMs = 0): number {
  if (!isObservable(result)) return 0;
  const share = computingShare(facts);
  const { capacity, useful, inflated, scale } = result.timeMs;
  const waitedMs = scale * sum(result.workerTimeline.map((worker) => worker.runQueueWaitMs ?? 0));
  // Tasks that block for other reasons block as long in the serial run.
  const blockedMs = result.workerTimeline.some((worker) => worker.waitIsUpperBound) ? (1 - (share ?? 0)) * useful : 0;
  const waitMs = Math.max(0, waitedMs - blockedMs - explainedMs);
  const onCpuMs = scale * sum(result.workerTimeline.map((worker) => worker.onCpuMs ?? 0));
  if (waitMs < WAITING * capacity) return 0;
  return waitMs / Math.max(useful + inflated, waitMs + onCpuMs);
}

/** Returns the computing share of task time in the serial run; `null` if unknown. */
function computingShare({ serial, parallel }: RunFacts): number | null {
  return serial ? cpuShare([serial, ...parallel]) : null;
}

/** Returns whether a pool has more workers than cores, and the tasks need more cores: workers that wait need none. */
function needsMoreCores(facts: RunFacts, { workers }: PoolResult): boolean {
  const cores = Math.ceil(facts.cores);
  if (workers <= cores) return false;
  const helpers = facts.serial ? helperShare([facts.serial]) : null;
  return workers * ((computingShare(facts) ?? 1) + (helpers ?? 0)) > cores;
}

/**
 * Returns the share without time that the pool's main thread, which sends and receives, took from workers that have no
 * core to spare.
 */
function starvedShare(facts: RunFacts, result: PoolResult): number {
  const cores = Math.ceil(facts.cores);
  return waitShare(facts, result, result.workers + 1 > cores ? result.mainThread?.busyMs : 0);
}

function findWaiting(facts: RunFacts): Finding[] {
  const pools = facts.parallel.filter(isLocal);
  const over = smallestBy(
    pools.filter((result) => needsMoreCores(facts, result) && waitShare(facts, result) > WAITING),
    (result) => result.workers,
  );
  const starved = smallestBy(
    pools.filter((result) => !needsMoreCores(facts, result) && starvedShare(facts, result) > WAITING),
    (result) => -starvedShare(facts, result),
  );
  const findings: Finding[] = [];
  if (over) {
    const share = waitShare(facts, over);
    const args = { ...strategyArgs(over), cores: facts.cores, waitShare: share };
    findings.push(
      runFinding(facts, 'oversubscribed', args, {
        runQueueWaitShare: share,
        workers: over.workers,
        cores: facts.cores,
      }),
    );
  }
  if (starved) {
    const share = starvedShare(facts, starved);
    // A short pass has one or two samples, which may miss a load present during the whole run.
    const seen = [starved.coreUsage ? [starved.coreUsage] : [], coreUsages(facts)];
    const othersCores = Math.max(...seen.map((usage) => meanCores(usage, (core) => core.others)));
    findings.push(
      runFinding(
        facts,
        'starved-by-others',
        { ...strategyArgs(starved), waitShare: share, othersCores, neighbours: nameable(facts) },
        { runQueueWaitShare: share, othersCores },
        { severity: share > MUCH_WAITING ? 'error' : 'warning' },
      ),
    );
  }
  return findings;
}

function findSlowerExecution(facts: RunFacts): Finding[] {
  // Tasks that wait do not need a separate core.
  if ((computingShare(facts) ?? 1) < WAITING_BELOW) return [];
  const slow = smallestBy(
    facts.focus
      .filter(isObservable)
      .filter(
        (result) =>
          isLocal(result) &&
          result.factors &&
          result.workers <= Math.ceil(facts.cores) &&
          waitShare(facts, result) < WAITING / 2,
      ),
    (result) => result.factors?.computeScaling ?? 1,
  );
  const computeScaling = slow?.factors?.computeScaling ?? 1;
  if (!slow || computeScaling > SLOWER) return [];
  // Plain loops were slowed down equally, so this says nothing about the function.
  if (computeScaling > CEILING_EXPLAINS * ceilingShare(facts, slow.workers)) return [];
  const args = { ...strategyArgs(slow), computeScaling };
  return [runFinding(facts, 'execution-slower', args, { computeScaling })];
}

/** Returns the share of its speed that each loop kept when this many ran at once. */
function ceilingShare({ ceiling }: RunFacts, workers: number): number {
  if (!ceiling) return 1;
  const lost = 1 - ceiling.speedup.value / ceiling.cores;
  return 1 - lost * Math.min(1, (workers - 1) / (ceiling.cores - 1));
}

function findCeiling(facts: RunFacts): Finding[] {
  const { ceiling } = facts;
  if (!isTelling(ceiling) || facts.focus.filter(isPool).length === 0) return [];
  const { cores, speedup } = ceiling;
  if (speedup.ci95[1] >= LOW_CEILING * cores) return [];
  return [
    runFinding(
      facts,
      'machine-ceiling',
      { cores, ceiling: speedup.value },
      { ceilingSpeedup: speedup.value, low: speedup.ci95[0], high: speedup.ci95[1], cores, readings: ceiling.readings },
    ),
  ];
}

function findCollection(facts: RunFacts): Finding[] {
  const share = ({ timeMs }: PoolResult): number => (timeMs ? collectionShare(timeMs) : 0);
  const worst = smallestBy(facts.focus.filter(isObservable), (result) => -share(result));
  if (!worst || share(worst) < COLLECTING) return [];
  const args = { ...strategyArgs(worst), share: share(worst) };
  return [
    runFinding(facts, 'garbage-collection', args, {
      gcMs: worst.timeMs.gc,
      share: share(worst),
    }),
  ];
}

function findNoGain(facts: RunFacts): Finding[] {
  const cores = Math.ceil(facts.cores);
  for (const kind of ['threads', 'processes'] as const) {
    const results = facts.parallel.filter((result) => result.name === kind);
    const best = smallestBy(
      results.filter((result) => result.workers <= cores),
      (result) => -result.speedup.value,
    );
    const beyond = smallestBy(
      results.filter((result) => result.workers > cores),
      (result) => -result.speedup.value,
    );
    if (!best || !beyond || best.speedup.value < 1 || beyond.speedup.value > best.speedup.value * NO_GAIN) continue;
    const args = {
      workers: beyond.workers,
      cores,
      speedup: beyond.speedup.value,
      best: best.speedup.value,
      bestWorkers: best.workers,
    };
    return [
      runFinding(facts, 'no-gain-beyond-cores', args, {
        speedup: args.speedup,
        bestSpeedup: args.best,
        workers: args.workers,
        cores,
      }),
    ];
  }
  return [];
}
