import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { PoolResult } from '../../src/model/report.ts';
import { firstDoubt, judgeConfidence, validityOf } from '../../src/report/judge-confidence.ts';
import { cpuBoundReport } from './sample-report.ts';

const location = { file: '/a.ts', line: 1, column: 1 };
const base = { location, evidence: {}, origin: 'validity' } as const;
const few = (workers: number): Finding => ({
  ...base,
  code: 'too-few-rounds',
  severity: 'warning',
  args: { strategy: 'threads', workers, rounds: 2, wanted: 5 },
});
const load = (severity: 'warning' | 'error'): Finding => ({
  ...base,
  code: 'background-load',
  severity,
  args: { cores: 1, neighbours: [] },
});

const four: PoolResult = pickFour();

describe('validityOf', () => {
  it('includes findings about this result or the whole run', () => {
    expect(validityOf([few(2), few(4), load('warning')], four)).toEqual([few(4), load('warning')]);
  });
});

describe('firstDoubt', () => {
  it('is the severest, and among equals the load of other processes', () => {
    expect(firstDoubt([few(4), load('warning')], four)).toEqual(load('warning'));
    expect(firstDoubt([{ ...few(4), severity: 'error' }, load('warning')], four)?.code).toBe('too-few-rounds');
    expect(firstDoubt([few(2)], four)).toBeNull();
  });
});

describe('judgeConfidence', () => {
  it.each([
    ['high', 'no doubt', []],
    ['high', 'a doubt about another result', [few(2)]],
    ['medium', 'one doubt', [few(4)]],
    ['low', 'two doubts', [few(4), load('warning')]],
    ['invalid', 'an error', [load('error')]],
  ] as [string, string, Finding[]][])('is %s with %s', (confidence, _, findings) => {
    expect(judgeConfidence(findings, four, false)).toBe(confidence);
  });

  it('is at most low for generated inputs', () => {
    expect(judgeConfidence([], four, true)).toBe('low');
    expect(judgeConfidence([load('error')], four, true)).toBe('invalid');
  });

  it('is low for an interval wider than a quarter', () => {
    expect(judgeConfidence([], { ...four, speedup: { value: 3, ci95: [2.5, 3.5] } }, false)).toBe('low');
  });
});

function pickFour(): PoolResult {
  const pools = cpuBoundReport.strategies.filter((result) => result.kind === 'pool');
  const found = pools.find(({ name, workers }) => name === 'threads' && workers === 4);
  if (!found) throw new Error('expected a result with four threads');
  return found;
}
