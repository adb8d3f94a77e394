import { describe, expect, it } from 'vitest';
import { chooseSize, type TrialEnd } from '../../../src/engine/run/choose-size.ts';

const small = 1_000;

/** Chooses among sizes whose trials end like this. */
async function chosenOf(ends: readonly TrialEnd[], items = 32) {
  const attempted: number[] = [];
  const chosen = await chooseSize(ends.length, items, (index) => {
    attempted.push(index);
    return Promise.resolve(ends[index] ?? 'fails');
  });
  return { chosen, attempted };
}

function calls(...timesMs: number[]): TrialEnd[] {
  return timesMs.map((callMs) => ({ callMs, itemBytes: small }));
}

describe('chooseSize', () => {
  it('stops at the first size whose calls take some milliseconds', async () => {
    const { chosen, attempted } = await chosenOf(calls(0.05, 0.4, 3, 20));
    expect(chosen).toEqual({ index: 2, callMs: 3, because: 'longEnough' });
    expect(attempted).toEqual([0, 1, 2]);
  });

  it('keeps the smallest size if its calls take long already', async () => {
    expect((await chosenOf(calls(900, 5_000))).chosen).toEqual({ index: 0, callMs: 900, because: 'longEnough' });
  });

  it.each<[string, TrialEnd[], string]>([
    ['take too long', calls(0.5, 300), 'time'],
    ['do not return', [...calls(0.5), 'late'], 'time'],
    ['fail', [...calls(0.5), 'fails'], 'fails'],
  ])('stays below a size whose calls %s', async (_case, ends, because) => {
    expect((await chosenOf(ends)).chosen).toEqual({ index: 0, callMs: 0.5, because });
  });

  it('stays below a size of which all items together take too much memory', async () => {
    const grown: TrialEnd[] = [...calls(0.1, 0.9), { callMs: 1.5, itemBytes: 2 * 1024 ** 2 }];
    expect((await chosenOf(grown, 32)).chosen).toEqual({ index: 1, callMs: 0.9, because: 'memory' });
    expect((await chosenOf(grown, 4)).chosen).toEqual({ index: 2, callMs: 1.5, because: 'largest' });
  });

  it('keeps the smallest size if larger items hardly take longer', async () => {
    for (const timesMs of [
      [0.1, 0.12, 0.11],
      [0.001, 0.02],
    ]) {
      const [callMs] = timesMs;
      expect((await chosenOf(calls(...timesMs))).chosen).toEqual({ index: 0, callMs, because: 'noEffect' });
    }
  });

  it('chooses nothing if the calls with the smallest item fail or do not return', async () => {
    expect((await chosenOf(['fails', ...calls(3)])).chosen).toBeNull();
    expect((await chosenOf(['late', ...calls(3)])).chosen).toBeNull();
  });
});
