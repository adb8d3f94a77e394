import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateInputs } from '../../src/engine/evaluate-inputs.ts';
import type { Inputs } from '../../src/model/inputs.ts';

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
  });

  it.each([
    ['a number', 42, /expected an array.*found number \(42\).*`xs`/],
    ['a string', 'abc', /expected an array.*found string/],
    ['nothing', null, /found null/],
    ['no item', [], /expected at least one item/],
  ])('refuses %s with a sentence', async (_, value, message) => {
    await expect(evaluateInputs(expression, () => value)).rejects.toThrow(message);
  });

  it('says what the expression threw, and in which scope it ran', async () => {
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

  it('stops at an iterable that never ends', async () => {
    function* forever(): Generator<number> {
      for (;;) yield 1;
    }
    await expect(evaluateInputs(expression, () => ({ [Symbol.iterator]: forever }))).rejects.toThrow(
      /Does the iterable end/,
    );
  });
});
