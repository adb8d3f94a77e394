import { expect, test } from 'vitest';
import { range } from '../../../src/engine/host/range.ts';

// As Python 3 prints list(range(...)).
test.each([
  [[3], [0, 1, 2]],
  [[0], []],
  [[-2], []],
  [
    [2, 5],
    [2, 3, 4],
  ],
  [[5, 2], []],
  [
    [0, 10, 4],
    [0, 4, 8],
  ],
  [
    [0, 8, 4],
    [0, 4],
  ],
  [
    [5, 0, -2],
    [5, 3, 1],
  ],
])('range(%j) is %j', (given, numbers) => {
  expect(range(...given)).toEqual(numbers);
});

test.each([
  [[], 'Expected range(stop) or range(start, stop, step), found 0 arguments.'],
  [[1.5], 'Expected whole numbers for range, found 1.5.'],
  [[0, NaN], 'Expected whole numbers for range, found NaN.'],
  [[0, 3, 0], 'Expected a step other than 0 in range(start, stop, step), found 0.'],
  [[1e9], 'Expected at most 10000000 numbers of range(1000000000), found 1000000000.'],
])('range(%j) is refused', (given, message) => {
  expect(() => range(...given)).toThrow(message);
});
