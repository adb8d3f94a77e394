import { describe, expect, it } from 'vitest';
import { owedRounds } from '../../../src/engine/run/measure-rounds.ts';
import type { Configuration } from '../../../src/model/plan.ts';

const plan = { rounds: { min: 5, max: 40 }, budgetSeconds: 10 };
const track = (strategy: Configuration['strategy'], workers: number, passMs: number, rounds: number) => ({
  configuration: { strategy, workers, chunkSize: null },
  passMs,
  measurement: { rounds: Array.from({ length: rounds }) },
});
const owed = (serialMs: number, rounds: number, bestRounds = rounds, leftMs = 0): string[] | null => {
  const serial = track('serial', 1, serialMs, rounds);
  const pools = [
    track('threads', 1, serialMs, rounds),
    track('threads', 2, serialMs / 1.9, bestRounds),
    track('threads', 4, serialMs / 2, rounds),
  ];
  return (
    owedRounds(serial, pools, plan, leftMs)?.map(
      ({ configuration }) => `${configuration.strategy} ${configuration.workers}`,
    ) ?? null
  );
};

describe('the rounds still required once the budget is spent', () => {
  it('are one of every track, however long that takes', () => {
    expect(owed(60_000, 0)).toEqual(['serial 1', 'threads 1', 'threads 2', 'threads 4']);
    expect(owed(60_000, 1)).toBeNull();
  });

  it('are enough for an interval of every track if rounds are short', () => {
    expect(owed(100, 4)).toEqual(['serial 1', 'threads 1', 'threads 2', 'threads 4']);
    expect(owed(100, 5)).toBeNull();
  });

  it('are at most one if the run would end too late', () => {
    expect(owed(100, 4, 4, -150)).not.toBeNull();
    expect(owed(100, 4, 4, -300)).toBeNull();
    expect(owed(100, 0, 0, -800)).not.toBeNull();
  });

  it('otherwise are of the baseline and the likely answer', () => {
    expect(owed(300, 4)).toEqual(['serial 1', 'threads 2']);
    expect(owed(300, 5)).toBeNull();
  });

  it('are three of the likely answer if passes are long', () => {
    expect(owed(600, 2, 2, 500)).toEqual(['serial 1', 'threads 2']);
    expect(owed(600, 2, 2, 400)).toBeNull();
    expect(owed(600, 3, 3, 500)).toBeNull();
  });
});
