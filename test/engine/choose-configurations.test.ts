import { describe, expect, it } from 'vitest';
import { chooseConfigurations } from '../../src/engine/choose-configurations.ts';
import type { Configuration } from '../../src/model/plan.ts';

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

describe('chooseConfigurations', () => {
  it('keeps everything when the function is quick', () => {
    expect(chooseConfigurations(all, { serialMs: 10, leftMs: 9_000, cores: 2 })).toEqual(all);
  });

  it('keeps what the answer needs however long it takes', () => {
    expect(names(chooseConfigurations(all, { serialMs: 8_000, leftMs: 1_000, cores: 2 }))).toEqual([
      'serial 1',
      'threads 2',
      'threads 4',
      'processes 2',
    ]);
  });

  it('gives up the one-worker points first', () => {
    const kept = names(chooseConfigurations(all, { serialMs: 2_000, leftMs: 6_500, cores: 2 }));
    expect(kept).toContain('processes 4');
    expect(kept).not.toContain('threads 1');
  });
});
