import type { CommitComparison } from '../model/commit-comparison.ts';
import { counted, percent } from './numbers-in-words.ts';
import { FEWEST_REPLICAS, SAME_WITHIN } from './statistics/judge-replicas.ts';
import { median } from '../math/median.ts';
import { changeInWords } from './write-comparison.ts';

/** The answer in one or two sentences. */
export function writeCommitVerdict({ target, outcome, ratio, replicas }: CommitComparison): string {
  if (!ratio)
    return `Not resolved: the budget had room for ${counted(replicas.length, 'pair')} of processes, and an interval needs ${FEWEST_REPLICAS}. Use a larger budget or fewer items.`;
  const [low, high] = ratio.ci95.map(changeInWords);
  const interval = `95% CI ${low ?? ''} to ${high ?? ''}`;
  switch (outcome) {
    case 'slower':
      return `${target.name} takes ${percent(ratio.value - 1)} more time at head (${interval}).`;
    case 'faster':
      return `${target.name} takes ${percent(1 - ratio.value)} less time at head (${interval}).`;
    case 'same':
      return `${target.name} takes the same time at both commits: no difference larger than ${percent(SAME_WITHIN)} (${interval}).`;
    case 'unresolved':
      return `Not resolved: the time of ${target.name} changed by ${low ?? ''} to ${high ?? ''} (95% CI). A larger budget narrows it.`;
  }
}

/** Whether the results differ, and where; `null` where they are equal and no call failed. */
export function writeResultDifference({ results, inputs }: CommitComparison): string | null {
  const { equal, differing, first, deterministic, failedItems, compared = inputs.count } = results;
  const failed =
    failedItems.base + failedItems.head > 0
      ? `The function threw for ${counted(failedItems.base, 'item')} at base and ${counted(failedItems.head, 'item')} at head.`
      : null;
  if (equal) return failed;
  const where = first
    ? ` First at item ${first.item}${first.path === '' ? '' : `, ${first.path}`}: ${first.expected} at base, ${first.found} at head.`
    : '';
  const why =
    deterministic === false
      ? ' The base does not return the same twice either, so this may be chance.'
      : ' The two commits do not do the same work.';
  return `Results differ for ${differing} of ${counted(compared, 'item')}.${where}${why}${failed === null ? '' : ` ${failed}`}`;
}

/** Typical milliseconds for all items at both commits, which differ by the ratio that is shown. */
export function typicalTimes({ replicas, ratio }: CommitComparison): { baseMs: number; headMs: number } {
  const baseMs = median(replicas.flatMap((replica) => replica.baseMs));
  const headMs = ratio ? baseMs * ratio.value : median(replicas.flatMap((replica) => replica.headMs));
  return { baseMs, headMs };
}

/** How it was measured. */
export function writeCommitMethod({ replicas, measuredMs, inputs, machine }: CommitComparison): string {
  return (
    `${counted(replicas.length, 'pair')} of fresh processes in ${(measuredMs / 1000).toFixed(1)} s, ${counted(inputs.count, 'item')} per pass, ` +
    `Node ${machine.nodeVersion}, ${counted(machine.availableParallelism, 'core')}. Only the serial run is compared.`
  );
}
