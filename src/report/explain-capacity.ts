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

/** Returns the parts of the capacity in the order of a waterfall, without those below 0.1%. */
export function explainCapacity(account: CapacityAccount): CapacityPart[] {
  return (Object.keys(LABELS) as CapacityPart['key'][])
    .map((key) => ({ key, label: LABELS[key], ms: account[key], share: account[key] / account.capacity }))
    .filter((part) => part.key === 'useful' || Math.abs(part.share) >= 0.001);
}
