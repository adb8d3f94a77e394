import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateInputs } from '../../../src/engine/host/evaluate-inputs.ts';
import type { Inputs } from '../../../src/model/inputs.ts';

const expression: Inputs = { kind: 'expression', source: 'argument', expression: 'xs', spread: false };

function fileWith(text: string): Inputs {
  const path = join(mkdtempSync(join(tmpdir(), 'inputs-')), 'items.json');
  writeFileSync(path, text);
  return { kind: 'file', source: 'file', path, spread: false };
}

describe('evaluateInputs', () => {
  it.each([
    ['an array', [1, 2]],
    ['a promise of one', Promise.resolve([1, 2])],
    ['another iterable', new Set([1, 2])],
    ['a typed array', new Uint8Array([1, 2])],
  ])('takes %s', async (_, value) => {
    await expect(evaluateInputs(expression, () => value)).resolves.toEqual([1, 2]);
  });

  it('reads a file', async () => {
    await expect(evaluateInputs(fileWith('[[2,3]]'), () => null)).resolves.toEqual([[2, 3]]);
    await expect(evaluateInputs(fileWith('\uFEFF[1]'), () => null)).resolves.toEqual([1]);
  });

  it.each([
    ['a number', 42, /expected an array.*found number \(42\).*`xs`/],
    ['a string', 'abc', /expected an array.*found string/],
    ['nothing', null, /found null/],
    ['no item', [], /expected at least one item/],
  ])('refuses %s with a sentence', async (_, value, message) => {
    await expect(evaluateInputs(expression, () => value)).rejects.toThrow(message);
  });

  it("reports the expression's error and its scope", async () => {
    const broken = (): never => {
      throw new ReferenceError('xs is not defined');
    };
    await expect(evaluateInputs(expression, broken)).rejects.toThrow(
      /`xs` failed: ReferenceError: xs is not defined.*own scope/,
    );
  });

  it.each([
    ['{"a":1}', /expected an array/],
    ['[1,', /is not JSON/],
  ])('refuses a file that holds %s', async (text, message) => {
    await expect(evaluateInputs(fileWith(text), () => null)).rejects.toThrow(message);
  });

  describe('of a function that needs two arguments', () => {
    const required = { functionName: 'power', parameters: ['base', 'exponent'] };

    it.each([
      [
        'items that are no lists',
        true,
        [1, 2],
        /expected 2 arguments \(base, exponent\) for each call of power, found 1 argument in item 0: 1\..*\[\[1, exponent\], …\]/,
      ],
      ['a list that is too short', true, [[2, 3], [4]], /found 1 argument in item 1: \[ 4 \]/],
      ['an empty list', true, [[]], /found 0 arguments in item 0/],
      ['items that are handed over as they are', false, [[2, 3]], /found 1 argument in item 0/],
    ])('refuses %s', async (_, spread, items, message) => {
      await expect(evaluateInputs({ ...expression, spread, required }, () => items)).rejects.toThrow(message);
    });

    it('takes lists that are long enough', async () => {
      const items = [
        [2, 3],
        [2, undefined, 5],
      ];
      await expect(evaluateInputs({ ...expression, spread: true, required }, () => items)).resolves.toEqual(items);
    });
  });

  it.each([
    [2, ['a', 'b']],
    [3, ['a', 'b', 'c']],
    [7, ['a', 'b', 'c', 'a', 'b', 'c', 'a']],
  ])('makes exactly %i items of three', async (count, expected) => {
    await expect(evaluateInputs({ ...expression, count }, () => ['a', 'b', 'c'])).resolves.toEqual(expected);
  });

  it('stops at an iterable that never ends', async () => {
    function* forever(): Generator<number> {
      for (;;) yield 1;
    }
    await expect(evaluateInputs(expression, () => ({ [Symbol.iterator]: forever }))).rejects.toThrow(
      /Does the iterable end/,
    );
  });
});
