import { describe, expect, it } from 'vitest';
import type { CapacityAccount } from '../../src/model/report.ts';
import { capacityWaterfall } from '../../webview/charts/capacity-waterfall.ts';

/** Four workers for 100 ms. */
const account: CapacityAccount = {
  capacity: 400,
  useful: 300,
  inflated: 40,
  cloneIn: 30,
  cloneOut: 10,
  dispatch: 5,
  tail: 14.9,
  unaccounted: 0.1,
  gc: 12,
  scale: 1,
};

describe('capacityWaterfall', () => {
  it('goes from the number of workers down to the measured speedup', () => {
    const steps = capacityWaterfall(4, account, 4);
    expect(steps[0]).toMatchObject({ kind: 'ideal', size: 4, from: 0, to: 4 });
    expect(steps.at(-1)).toMatchObject({ kind: 'measured', from: 0 });
    expect(steps.at(-1)?.to).toBeCloseTo(3);
    const losses = steps.filter((step) => step.kind === 'loss');
    expect(losses.map((step) => step.loss)).toEqual(['inflated', 'cloneIn', 'tail', 'cloneOut', 'dispatch']);
  });

  it('starts each step where the previous one ends', () => {
    const steps = capacityWaterfall(4, account, 4);
    const losses = steps.filter((step) => step.kind === 'loss');
    losses.reduce((level, step) => {
      expect(step.to).toBeCloseTo(level);
      return step.from;
    }, 4);
    expect(losses.at(-1)?.from).toBeCloseTo(3 + 0.001);
  });

  it('gives advice for large losses only', () => {
    const steps = capacityWaterfall(4, account, 4);
    expect(steps.find((step) => step.loss === 'cloneIn')?.remedy).toMatch(/transfer/);
    expect(steps.find((step) => step.loss === 'dispatch')).toMatchObject({ remedy: null });
  });

  it('advises about workers and memory only where they are the cause', () => {
    const remedyOf = (cores: number, runQueueWait: number): string | null | undefined =>
      capacityWaterfall(4, { ...account, runQueueWait }, cores).find((step) => step.loss === 'inflated')?.remedy;
    expect(remedyOf(4, 0)).toBe('Touch less memory at once, for instance smaller chunks of large arrays.');
    expect(remedyOf(2, 5)).toMatch(/^Use no more workers than cores\. Touch less memory/);
    expect(remedyOf(2, 39)).toBe('Use no more workers than cores.');
    expect(remedyOf(4, 39)).toBeNull();
  });

  it('shows how much of the longer execution was spent waiting for a core', () => {
    const waiting = { ...account, runQueueWait: 30 };
    const meaningOf = (one: CapacityAccount): string | undefined =>
      capacityWaterfall(4, one, 4).find((step) => step.loss === 'inflated')?.meaning;
    expect(meaningOf(waiting)).toMatch(/ 0\.3x of it was waiting for a core\.$/);
    expect(meaningOf(account)).not.toMatch(/waiting for a core/);
  });

  it('shows tasks that were faster than in the serial run as a gain', () => {
    const faster = { ...account, useful: 360, inflated: -20 };
    const steps = capacityWaterfall(4, faster, 4);
    const gain = steps.find((step) => step.kind === 'gain');
    expect(gain).toMatchObject({ loss: 'inflated', label: 'The same work was faster' });
    expect(gain?.size).toBeCloseTo(0.2);
    expect(steps.at(-1)?.to).toBeCloseTo(3.6);
  });
});
