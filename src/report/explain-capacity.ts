import type { CapacityAccount } from '../model/report.ts';

/** One part of the capacity with its label. */
export interface CapacityPart {
  key: Exclude<keyof CapacityAccount, 'capacity' | 'gc' | 'runQueueWait' | 'scale'>;
  label: string;
  ms: number;
  /** Share of the capacity; negative for execution that was faster than serially. */
  share: number;
}

const LABELS: Record<CapacityPart['key'], string> = {
  useful: 'useful work (as in the serial run)',
  inflated: 'slower execution than serially',
  cloneIn: 'copying arguments',
  cloneOut: 'copying results',
  dispatch: 'waiting for the next task',
  tail: 'idle at the end',
  unaccounted: 'not attributed',
};

/**
 * Returns the parts of the capacity in the order of a waterfall, without those below 0.1%. Where the work was faster than
 * serially, the useful part is the time that it took, so that no part exceeds the whole.
 */
export function divideCapacity(account: CapacityAccount): CapacityPart[] {
  if (account.inflated >= 0) return explainCapacity(account);
  const faster = { ...account, useful: account.useful + account.inflated, inflated: 0 };
  return explainCapacity(faster).map((part) =>
    part.key === 'useful' ? { ...part, label: 'useful work (faster than in the serial run)' } : part,
  );
}

/** Returns the signed differences between the capacity and the serial time, without those below 0.1%. */
export function explainCapacity(account: CapacityAccount): CapacityPart[] {
  return (Object.keys(LABELS) as CapacityPart['key'][])
    .map((key) => ({ key, label: LABELS[key], ms: account[key], share: account[key] / account.capacity }))
    .filter((part) => part.key === 'useful' || Math.abs(part.share) >= 0.001);
}

/** Returns the share of the tasks' time that garbage collection took. */
export function collectionShare({ gc, useful, inflated }: CapacityAccount): number {
  return gc / (useful + inflated);
}
