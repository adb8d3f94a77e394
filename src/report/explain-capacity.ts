import type { CapacityAccount } from '../model/report.ts';

/** One part of the capacity, in plain words. */
export interface CapacityPart {
  key: Exclude<keyof CapacityAccount, 'capacity' | 'gc' | 'runQueueWait' | 'scale'>;
  label: string;
  ms: number;
  /** Of the capacity; negative for execution that was faster than serially. */
  share: number;
}

const LABELS: Record<CapacityPart['key'], string> = {
  useful: 'work, as long as serially',
  inflated: 'the same work taking longer',
  cloneIn: 'copying arguments in',
  cloneOut: 'copying results out',
  dispatch: 'waiting for the next task',
  tail: 'idle at the end',
  unaccounted: 'not attributed',
};

/** The capacity account in plain words and in the order of a waterfall; parts that round to nothing are left out. */
export function explainCapacity(account: CapacityAccount): CapacityPart[] {
  return (Object.keys(LABELS) as CapacityPart['key'][])
    .map((key) => ({ key, label: LABELS[key], ms: account[key], share: account[key] / account.capacity }))
    .filter((part) => part.key === 'useful' || Math.abs(part.share) >= 0.001);
}
