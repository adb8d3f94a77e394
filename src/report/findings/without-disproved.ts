import type { Finding } from '../../model/finding.ts';
import type { StrategyResult } from '../../model/report.ts';
import { cpuShare } from '../cpu-share.ts';
import type { RunFacts } from './run-facts.ts';

/** A function that only waits uses far less of a core. */
const COMPUTES_FROM = 0.5;

/**
 * Drops pitfalls in the source that this run disproves: what cannot be sent was sent with every item, or what differs was
 * the same. Made-up inputs prove nothing about real ones.
 */
export function withoutDisproved(fromSource: readonly Finding[], facts: RunFacts): Finding[] {
  return facts.hasMadeUpInputs ? [...fromSource] : fromSource.filter((finding) => !isDisproved(finding, facts));
}

function isDisproved(finding: Finding, facts: RunFacts): boolean {
  switch (finding.code) {
    case 'argument-not-cloneable':
    case 'result-not-cloneable':
      return (
        !isSeenInRun(finding.code === 'argument-not-cloneable' ? 'argument' : 'result', facts) &&
        channelsOf(finding.args.channel).some((name) => ranWithoutFailures(name, facts))
      );
    case 'process-only-call':
    case 'native-addon':
      return ranWithoutFailures('threads', facts);
    case 'argument-mutated':
      return ranCleanly(facts.serialMeasurement) && isNothingMutated(facts);
    case 'chance-or-clock':
      return isSameInEveryProcess(facts);
    case 'waits-for-io':
      return (cpuShare([...(facts.serial ? [facts.serial] : []), ...facts.parallel]) ?? 0) >= COMPUTES_FROM;
    default:
      return false;
  }
}

/** The run found such a value among its items or results. */
function isSeenInRun(where: 'argument' | 'result', { serialMeasurement }: RunFacts): boolean {
  return serialMeasurement?.problems.some((problem) => problem.where === where) === true;
}

/** A value that fails on both channels is disproved by either. */
function channelsOf(channel: 'threads' | 'processes' | 'both'): ('threads' | 'processes')[] {
  return channel === 'both' ? ['threads', 'processes'] : [channel];
}

function ranWithoutFailures(name: StrategyResult['name'], { parallel }: RunFacts): boolean {
  return parallel.some((result) => result.name === name && result.failedItems === 0);
}

function ranCleanly(measurement: { failedItems: number } | null): boolean {
  return measurement?.failedItems === 0;
}

/** All items were compared with themselves before the call. */
function isNothingMutated({ serialMeasurement }: RunFacts): boolean {
  return serialMeasurement?.mutatedItems === 0 && serialMeasurement.mutatedOf === undefined;
}

/** All results of a second pass and of another process equal the first. */
function isSameInEveryProcess({ serial, serialMeasurement }: RunFacts): boolean {
  return [serial?.results, serialMeasurement?.resultsInFreshProcess].every(
    (results) => results?.equal === true && results.compared === undefined,
  );
}
