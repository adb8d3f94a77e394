import { expect, it } from 'vitest';
import { orderLibraries } from '../../../src/analysis/generate/order-libraries.ts';
import { poolLibraries, type PoolLibrary } from '../../../src/model/change.ts';

it.each<[PoolLibrary[], PoolLibrary]>([
  [[], 'piscina'],
  [['piscina'], 'tinypool'],
  [['tinypool'], 'piscina'],
  [['piscina', 'tinypool'], 'piscina'],
  [['parallel-profiler', 'piscina', 'tinypool'], 'piscina'],
])('without %j, the default is %s', (missing, expected) => {
  const ordered = orderLibraries(missing);
  expect(ordered[0]).toBe(expected);
  expect(ordered.toSorted()).toEqual([...poolLibraries].toSorted());
});
