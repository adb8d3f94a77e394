import type { Finding } from '../../model/finding.ts';
import { isPool, runFinding, smallestBy, strategyArgs, type RunFacts, type RunRule } from './run-facts.ts';

/** The rest is needed by the surrounding program, the page cache and other programs. */
const NEARLY_FULL = 0.6;

/** Finds memory that grows with every call, and workers that together take most of the memory. */
export const findMemory: RunRule = (facts) => [...findGrowth(facts), ...findFull(facts)];

function findGrowth(facts: RunFacts): Finding[] {
  const bytesPerCall = facts.serial?.memory?.retainedBytes ?? 0;
  if (!(bytesPerCall > 0)) return [];
  const args = { bytesPerCall, count: facts.items };
  return [
    runFinding(facts, 'memory-growth', args, {
      retainedPerCallBytes: bytesPerCall,
      retainedPerPassBytes: bytesPerCall * facts.items,
    }),
  ];
}

function findFull(facts: RunFacts): Finding[] {
  const memoryBytes = facts.machine?.memoryBytes ?? Infinity;
  const hungriest = smallestBy(facts.parallel.filter(isPool), (result) => -(result.memory?.rssBytes ?? 0));
  const rssBytes = hungriest?.memory?.rssBytes ?? 0;
  const perWorkerBytes = hungriest?.memory?.perWorkerBytes ?? null;
  if (!hungriest || perWorkerBytes === null || rssBytes < NEARLY_FULL * memoryBytes) return [];
  const room = NEARLY_FULL * memoryBytes - (rssBytes - perWorkerBytes * hungriest.workers);
  const mostWorkers = Math.max(1, Math.floor(room / perWorkerBytes));
  const args = { ...strategyArgs(hungriest), rssBytes, perWorkerBytes, memoryBytes, mostWorkers };
  return [runFinding(facts, 'memory-nearly-full', args, { rssBytes, perWorkerBytes, memoryBytes })];
}
