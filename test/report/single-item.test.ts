import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { singleItemExpression } from '../../src/report/single-item.ts';
import { cpuBoundReport } from './sample-report.ts';

const { inputs } = cpuBoundReport;
/** Evaluates the expression with `range` in scope, as in a module. */
const evaluate = (expression: string | null): unknown =>
  runInNewContext(expression ?? '', { range: (count: number) => Array.from({ length: count }, (_, n) => n * 10) });

test('returns one item of an array or any other iterable', () => {
  expect(evaluate(singleItemExpression({ ...inputs, expression: 'range(64)' }, 17))).toEqual([170]);
  expect(evaluate(singleItemExpression({ ...inputs, expression: "new Set(['a', 'b'])" }, 1))).toEqual(['b']);
});

test('keeps an item that is a list of arguments whole', () => {
  expect(evaluate(singleItemExpression({ ...inputs, expression: '[[1, 2], [3, 4]]' }, 1))).toEqual([[3, 4]]);
});

test('handles comments and operators of lower precedence than a spread', () => {
  expect(evaluate(singleItemExpression({ ...inputs, expression: 'range(3) // all of them' }, 2))).toEqual([20]);
  expect(evaluate(singleItemExpression({ ...inputs, expression: 'true ? [1, 2] : []' }, 1))).toEqual([2]);
});

test('finds an item that was repeated from the start', () => {
  expect(evaluate(singleItemExpression({ ...inputs, expression: 'range(3)', asked: 10 }, 7))).toEqual([10]);
});

test('is null for items of a file', () => {
  expect(singleItemExpression({ ...inputs, expression: null, file: '/items.json' }, 0)).toBeNull();
});
