import { expect, test } from 'vitest';
import { isBuiltInRange } from '../../../src/extension/editor/range-hover.ts';

const after = '\nexport function f(x: number): number { return x; }';

test.each<[text: string, built: boolean]>([
  ['/** @inputs range(10) */', true],
  ['/**\n * Squares.\n * @inputs range(1, 10, 2)\n */', true],
  ['/**\n * @inputs [\n *   ...range(10),\n * ]\n */', true],
  ['/** Uses range(10). */', false],
  ['/** @inputs [1] */\nconst xs = range(10);', false],
  ['/**\n * @inputs [1]\n * @param x of range(10)\n */', false],
  ["import { range } from './range.ts';\n/** @inputs range(10) */", false],
  ["import * as lodash from 'lodash';\n/** @inputs range(10) */", true],
  ['function range(n: number) { return [n]; }\n/** @inputs range(10) */', false],
  ['// @inputs range(10)', false],
])('in %j: %s', (text, built) => {
  expect(isBuiltInRange(text + after, text.indexOf('range(1'))).toBe(built);
});
