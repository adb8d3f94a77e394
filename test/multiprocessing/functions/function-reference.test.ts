import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FunctionReferenceError, Pool } from '../../../src/multiprocessing/index.ts';
import byDefault, { later, makeClosure, makeNamesake } from '../fixtures/importing.ts';
import { power, square } from '../fixtures/tasks.ts';
import { kinds, rejection } from '../kinds.ts';

const module = new URL('../fixtures/importing.ts', import.meta.url);

describe.each(kinds)('functions by name in %s', (kind) => {
  test('exports, renamed exports, the default export, imported functions and globals are found', async () => {
    await using pool = new Pool(module, { kind, processes: 1 });
    expect(await pool.map(byDefault, [3])).toEqual([12]);
    expect(await pool.map('default', [3])).toEqual([12]);
    expect(await pool.map(later, [3])).toEqual([9]);
    expect(await pool.map('later', [3])).toEqual([9]);
    expect(await pool.map(square, [3])).toEqual([9]);
    expect(await pool.starmap(power, [[2, 5]])).toEqual([32]);
    // eslint-disable-next-line @typescript-eslint/unbound-method
    expect(await pool.map(path.basename, ['/a/b'])).toEqual(['b']);
    expect(await pool.map(Math.sqrt, [9])).toEqual([3]);
    expect(await pool.map(parseInt, ['7'])).toEqual([7]);
  });

  test('a function without a name is refused with a reason and advice', async () => {
    await using pool = new Pool(module, { kind, processes: 1 });
    const counter = {
      step: 2,
      add(x: number) {
        return x + this.step;
      },
    };
    const cases: [unknown, RegExp][] = [
      [(x: number) => x, /no name/],
      [counter.add.bind(counter), /add is bound.*arguments/],
      [makeClosure(2), /scale is not among the exports.*Closures/],
      ['missing', /missing is not among the exports.*It exports byDefault|default/],
      ['name', /Expected a function .* found a value of type string/],
      ['', /empty string/],
      [5, /found a value of type number/],
      [class Work extends Map {}, /is a class/],
      [setTimeout, /not among the exports|no global name/],
    ];
    for (const [fn, message] of cases) {
      const error = await rejection(pool.map(fn as string, [1]));
      expect(error).toBeInstanceOf(Error);
      expect(error.name).toBe(FunctionReferenceError.name);
      expect(error.message).toMatch(message);
    }
  });

  test('a declared but unexported function is distinguished', async () => {
    await using pool = new Pool(new URL('../fixtures/tasks.ts', import.meta.url), { kind, processes: 1 });
    const error = await rejection(pool.map('hidden', [1]));
    expect(error.message).toContain('hidden is declared');
    expect(error.message).toContain('Write "export" before it');
    expect(await pool.map(square, [4])).toEqual([16]);
  });

  test('a namesake of an export is never mistaken for it', async () => {
    await using pool = new Pool(module, { kind, processes: 1 });
    const error = await rejection(pool.map(makeNamesake(), [1]));
    expect(error.message).toContain('another function of the same name');
  });
});
