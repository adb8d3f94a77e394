import { describe, expect, it } from 'vitest';
import {
  firstPassCounts,
  lastLooksMs,
  looksWithin,
  mayClassify,
  mayStart,
  type NextStart,
  SAMPLED_MS,
} from '../../../src/engine/run/spend-budget.ts';
import type { Configuration } from '../../../src/model/plan.ts';

const of = (strategy: Configuration['strategy'], workers: number): Configuration => ({
  strategy,
  workers,
  chunkSize: null,
});
const late: NextStart = {
  configuration: of('threads', 4),
  started: [of('threads', 2)],
  expectedMs: 8_000,
  passMs: 5_000,
  leftMs: -5_000,
  isAsked: false,
};

describe('mayStart', () => {
  it('starts the first pool however late it is, also after promises on one thread', () => {
    expect(mayStart({ ...late, started: [] })).toBe(true);
    expect(mayStart({ ...late, started: [of('async', 32)] })).toBe(true);
  });

  it('skips configurations that would end too late', () => {
    expect(mayStart(late)).toBe(false);
    expect(mayStart({ ...late, leftMs: 7_999 })).toBe(false);
    expect(mayStart({ ...late, leftMs: 8_000 })).toBe(true);
  });
});

it('mayStart: requested configurations start late too, unless their passes are long', () => {
  const many = [1, 2, 4, 8].map((workers) => of('threads', workers));
  expect(mayStart({ ...late, started: many, isAsked: true, passMs: 900 })).toBe(true);
  expect(mayStart({ ...late, started: many, isAsked: true, passMs: 1_000 })).toBe(false);
});

describe('looksWithin', () => {
  it('observes several short passes if there is time', () => {
    expect(looksWithin({ isNeeded: false, lookMs: 10, leftMs: 3_000 })).toBe(5);
    expect(looksWithin({ isNeeded: false, lookMs: 400, leftMs: 3_000 })).toBe(1);
  });

  it('observes what the answer needs once when the budget is spent', () => {
    expect(looksWithin({ isNeeded: true, lookMs: 10, leftMs: -3_000 })).toBe(1);
    expect(looksWithin({ isNeeded: true, lookMs: 800, leftMs: -3_000 })).toBe(1);
  });

  it('skips long observations when the budget is spent', () => {
    expect(looksWithin({ isNeeded: false, lookMs: 800, leftMs: -3_000 })).toBe(0);
    expect(looksWithin({ isNeeded: true, lookMs: 8_000, leftMs: -3_000 })).toBe(0);
  });
});

describe('lastLooksMs', () => {
  const look = { lookMs: 20, isObserved: false, isSampled: false };

  it('is 0 if the rounds were observed already', () => {
    expect(lastLooksMs([{ ...look, isObserved: true }])).toBe(0);
  });

  it('counts several short passes or one long one, and the time for the cores', () => {
    expect(lastLooksMs([look])).toBe(100);
    expect(lastLooksMs([{ ...look, lookMs: 300 }])).toBe(300);
    expect(lastLooksMs([{ ...look, isObserved: true, isSampled: true }])).toBe(SAMPLED_MS);
  });
});

it('firstPassCounts: if there is no time for another pass, unless the pass is too short to be reliable', () => {
  expect(firstPassCounts(3_000, 5_000)).toBe(true);
  expect(firstPassCounts(2_000, 5_000)).toBe(false);
  expect(firstPassCounts(10, -5_000)).toBe(false);
});

it('mayClassify: at any time if passes are short, otherwise within the budget', () => {
  expect(mayClassify(500, 10, -5_000)).toBe(true);
  expect(mayClassify(500, 1_000, 3_600)).toBe(true);
  expect(mayClassify(500, 1_000, 3_400)).toBe(false);
});
