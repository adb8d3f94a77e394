import { describe, expect, it } from 'vitest';
import { groupByReplica, pairRounds } from '../../src/report/pair-rounds.ts';

const round = (index: number, replica: number, wallMs: number) => ({ index, replica, wallMs, repeats: 1 });

describe('pairRounds', () => {
  it('pairs by index, not by position', () => {
    const pairs = pairRounds([round(0, 0, 100), round(1, 0, 120), round(2, 1, 90)], [round(2, 1, 30), round(1, 0, 60)]);
    expect(pairs.map(({ index, ratio }) => ({ index, ratio }))).toEqual([
      { index: 2, ratio: 3 },
      { index: 1, ratio: 2 },
    ]);
  });

  it('leaves out rounds without a partner and rounds that took no time', () => {
    expect(pairRounds([round(0, 0, 100)], [round(1, 0, 50)])).toEqual([]);
    expect(pairRounds([round(0, 0, 100)], [round(0, 0, 0)])).toEqual([]);
  });

  it('groups by the processes of both sides', () => {
    const pairs = pairRounds(
      [round(0, 0, 100), round(1, 0, 100), round(2, 1, 100)],
      [round(0, 0, 50), round(1, 1, 40), round(2, 1, 20)],
    );
    expect(groupByReplica(pairs, (pair) => pair.ratio)).toEqual([[2], [2.5], [5]]);
  });
});
