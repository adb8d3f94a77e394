import { describe, expect, it } from 'vitest';
import {
  chooseConfigurations,
  mostTellingFirst,
  stillFits,
  sweepChunkSizes,
} from '../../../src/engine/run/choose-configurations.ts';
import type { Configuration } from '../../../src/model/plan.ts';

const of = (strategy: Configuration['strategy'], workers: number): Configuration => ({
  strategy,
  workers,
  chunkSize: null,
});
const all = [
  of('serial', 1),
  ...[1, 2, 4].map((workers) => of('threads', workers)),
  ...[1, 2, 4].map((workers) => of('processes', workers)),
];
const names = (list: Configuration[]): string[] => list.map(({ strategy, workers }) => `${strategy} ${workers}`);

const costs = { cores: 2, startMs: 500, rounds: 5, waits: false };

describe('chooseConfigurations', () => {
  it('keeps everything if the function is fast', () => {
    expect(chooseConfigurations(all, { ...costs, serialMs: 10, leftMs: 9_000 })).toEqual(all);
  });

  it('keeps the configurations that the answer needs, however long they take', () => {
    expect(names(chooseConfigurations(all, { ...costs, serialMs: 8_000, leftMs: 1_000 }))).toEqual([
      'serial 1',
      'threads 2',
      'threads 4',
      'processes 2',
    ]);
  });

  it('measures workers beyond the cores first if tasks wait', () => {
    const waiting = { ...costs, serialMs: 8_000, leftMs: 1_000, waits: true };
    expect(names(mostTellingFirst(all.slice(1), waiting))).toEqual([
      ...['threads 4', 'threads 2', 'processes 4', 'processes 2', 'threads 1', 'processes 1'],
    ]);
    expect(names(chooseConfigurations(all, waiting))).toEqual(['serial 1', 'threads 2', 'threads 4', 'processes 4']);
  });

  it('drops the one-worker points first', () => {
    const kept = names(chooseConfigurations(all, { ...costs, serialMs: 2_000, leftMs: 21_000, startMs: 100 }));
    expect(kept).toContain('processes 4');
    expect(kept).not.toContain('threads 1');
  });

  it('prefers enough rounds for an interval to more worker counts', () => {
    const quick = { ...costs, serialMs: 220 };
    expect(names(chooseConfigurations(all, { ...quick, leftMs: 5_000 }))).toEqual([
      'serial 1',
      'threads 2',
      'threads 4',
      'processes 2',
    ]);
    expect(chooseConfigurations(all, { ...quick, leftMs: 12_000 })).toEqual(all);
  });

  it('keeps time for three rounds if there is not enough for all', () => {
    const long = { ...costs, serialMs: 2_000, startMs: 100 };
    expect(chooseConfigurations(all, { ...long, leftMs: 17_000 })).toHaveLength(4);
    expect(chooseConfigurations(all, { ...long, leftMs: 7_000 })).toHaveLength(4);
  });
});

describe('stillFits', () => {
  it('requires time for the rounds of all tracks, and for a start as long as that of others', () => {
    const started = [120, 120, 130].map((passMs) => ({ passMs }));
    const known = { ...costs, serialMs: 220, startMs: 900 };
    expect(stillFits(of('processes', 4), started, { ...known, leftMs: 4_900 })).toBe(true);
    expect(stillFits(of('processes', 4), started, { ...known, leftMs: 3_900 })).toBe(false);
    expect(stillFits(of('processes', 4), started, { ...known, leftMs: 4_900, startMs: 2_000 })).toBe(false);
    expect(stillFits(of('processes', 4), started, { ...known, leftMs: 2_500, rounds: 1 })).toBe(true);
  });
});

describe('sweepChunkSizes', () => {
  const sizes = (leftMs: number, more = {}): (number | null)[] =>
    sweepChunkSizes(all, { ...costs, serialMs: 10, leftMs, items: 1_000, budgetMs: 10_000, ...more }).map(
      ({ chunkSize }) => chunkSize,
    );

  it('adds one item and one chunk per worker for short tasks, within the budget', () => {
    expect(sizes(20_000)).toEqual([1, 500]);
    expect(sizes(6_600)).toEqual([1]);
    expect(sizes(4_000)).toEqual([]);
  });

  it('adds none for long tasks, or beyond the budget', () => {
    expect(sizes(20_000, { serialMs: 5_000 })).toEqual([]);
    expect(sizes(20_000, { items: 100_000 })).toEqual([50_000]);
  });
});
