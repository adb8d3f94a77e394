import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report, StrategyResult } from '../../src/model/report.ts';
import { judgeSpeedup } from '../../src/report/judge-speedup.ts';
import { createToSpeedUp, type MatcherResult, type SpeedUpOptions } from '../../src/vitest/to-speed-up.ts';
import { sampleReports } from '../report/sample-report.ts';
import { spin, tiny } from './fixtures/work.ts';

const toSpeedUp = createToSpeedUp(join(import.meta.dirname, '../../dist/cli.mjs'));
const match = (fn: unknown, items: unknown[], options: SpeedUpOptions, isNot = false): Promise<MatcherResult> =>
  toSpeedUp.call({ isNot }, fn, items, { budgetSeconds: 1, strategies: ['threads'], workers: [1, 2], ...options });

/** A report whose only pool has an interval. */
function withInterval(ci95: [number, number], rounds = 5): Report {
  const report = sampleReports.cpuBound;
  const strategies = report.strategies.flatMap((each): StrategyResult[] =>
    each.kind === 'baseline'
      ? [each]
      : each.kind === 'pool' && each.name === 'threads' && each.workers === 2
        ? [{ ...each, speedup: { value: (ci95[0] + ci95[1]) / 2, ci95 }, rounds: each.rounds.slice(0, rounds) }]
        : [],
  );
  return { ...report, strategies };
}

describe('a speedup', () => {
  it.each([
    ['above the limit', [1.6, 2], 'fast'],
    ['at the limit', [1.5, 2], 'fast'],
    ['below the limit', [0.8, 1.4], 'slow'],
    ['around the limit', [1.2, 1.8], 'undecided'],
  ] as const)('with an interval %s decides', (_, [low, high], outcome) => {
    expect(judgeSpeedup(withInterval([low, high]), 1.5).outcome).toBe(outcome);
  });

  it('says what was expected and found where it is missed', () => {
    expect(judgeSpeedup(withInterval([0.8, 1.4]), 1.5).text).toMatch(
      /^Expected \w+ to be at least 1\.5x as fast in a pool, found 1\.1x with 2 threads \(95% CI 0\.8x–1\.4x\)\./,
    );
  });

  it('of one round decides nothing', () => {
    expect(judgeSpeedup(withInterval([1.9, 1.9], 1), 1.5).outcome).toBe('undecided');
    expect(judgeSpeedup(withInterval([0.5, 0.5], 1), 1.5).outcome).toBe('undecided');
  });

  it('counts for nothing if the run failed, or the results differ', () => {
    expect(judgeSpeedup(sampleReports.failed, 1.5)).toMatchObject({ outcome: 'failed' });
    const { text, outcome } = judgeSpeedup(sampleReports.resultsDiffer, 0.1);
    expect(outcome).toBe('failed');
    expect(text).toContain('gives other results with');
  });
});

describe('toSpeedUp', () => {
  it('finds an imported function and measures it in processes of the profiler', async () => {
    const { pass, message } = await match(spin, [4, 4, 4, 4, 4, 4], { atLeast: 0.01 });
    expect(pass).toBe(true);
    expect(message()).toMatch(/^Expected spin to be at least 0\.01x as fast in a pool, found .* with \d threads? /);
  });

  it.each([
    ['no function', 3, [1], { atLeast: 1 }, 'Expected a function for toSpeedUp, found number.'],
    ['no limit', tiny, [1], {} as SpeedUpOptions, 'Expected { atLeast: <a number above 0> } for toSpeedUp'],
    ['a closure', (value: number) => value, [1], { atLeast: 1 }, 'The name of the function was not found.'],
    ['items that cannot be cloned', tiny, [() => 0], { atLeast: 1 }, 'Expected items that can be cloned'],
    ['a name that the file does not have', tiny, [1], { atLeast: 1, name: 'small' }, 'small'],
  ])('refuses %s', async (_, fn, items, options, message) => {
    await expect(match(fn, items, options)).rejects.toThrow(message);
  });
});
