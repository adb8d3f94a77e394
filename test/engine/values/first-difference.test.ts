import { expect, it } from 'vitest';
import { firstDifference } from '../../../src/engine/values/first-difference.ts';

it('finds no difference between equal values', () => {
  expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeNull();
});

it.each([
  ['the whole', 1, 2, ''],
  ['an element', [1, 2], [1, 3], '[1]'],
  ['a nested property', { rows: [{ total: 1 }] }, { rows: [{ total: 2 }] }, '.rows[0].total'],
  ['a key that is no name', { 'a b': 1 }, { 'a b': 2 }, '["a b"]'],
  ['a missing key', { a: 1 }, {}, '.a'],
  ['a surplus element', [1], [1, 2], '[1]'],
  ['an array and a record', { a: [] }, { a: {} }, '.a'],
])('names the path of %s', (_, expected, found, path) => {
  expect(firstDifference(expected, found)?.path).toBe(path);
});

it('shows both sides', () => {
  expect(firstDifference({ n: 1 }, { n: 'one' })).toEqual({ path: '.n', expected: '1', found: "'one'" });
});
