import { describe, expect, it } from 'vitest';
import { check, codes, task } from './check-text.ts';

describe('module state', () => {
  it.each([
    ['a counter', 'let count = 0;', 'return ++count;'],
    ['a sum', 'let sum = 0;', 'sum += x;'],
    ['a field', 'const state = { count: 0 };', 'state.count++;'],
    ['a list', 'const seen: number[] = [];', 'seen.push(x);'],
    ['a set', 'const seen = new Set<number>();', 'seen.add(x);'],
    ['a record', 'const counts: Record<string, number> = {};', "counts['a'] = (counts['a'] ?? 0) + x;"],
    ['through a function', 'let count = 0; function raise() { count += 1; }', 'raise();'],
    [
      'through a function that is handed over',
      'let count = 0; function raise() { count += 1; }',
      '[x].forEach(raise);',
    ],
    ['in a callback', 'let count = 0;', '[x].forEach((y) => { count += y; });'],
    ['through a class', 'let made = 0; class Box { constructor() { made++; } }', 'new Box();'],
  ])('is reported: %s', (_, before, body) => {
    expect(codes(task('x: number', body, before))).toEqual(['module-state-written']);
  });

  it.each([
    ['read', 'const table = [1, 2, 3];', 'return table[x];'],
    ['of the function itself', '', 'let count = 0; count++; const list = [x]; list.push(count); return list;'],
    [
      'hidden by a parameter',
      'let count = 0;',
      'const add = (count: number) => { count++; return count; }; return add(x);',
    ],
    ['written elsewhere', 'let count = 0; export function other() { count++; }', 'return count + x;'],
    [
      'shared memory',
      'const shared = new Int32Array(new SharedArrayBuffer(4));',
      'shared[0] = x; Atomics.add(shared, 0, 1);',
    ],
  ])('is fine: %s', (_, before, body) => {
    expect(codes(task('x: number', body, before))).toEqual([]);
  });

  it.each([
    [
      'a map that is asked first',
      'const cache = new Map<number, number>();',
      'const known = cache.get(x); if (known !== undefined) return known; cache.set(x, x * x); return x * x;',
    ],
    [
      'a map of limited size',
      'const cache = new Map<number, number>();',
      'const known = cache.get(x); if (known !== undefined) return known; if (cache.size > 9) cache.delete(0); cache.set(x, x); return x;',
    ],
    [
      'what is kept by object, and asked elsewhere',
      'const known = new WeakMap<object, number>(); export const ask = (key: object) => known.get(key);',
      'known.set({}, x); return x;',
    ],
    ['made on first use', 'let table: number[] | undefined;', 'table ??= [1, 2, 3]; return table[x];'],
    ['made when it is missing', 'let table: number[] | undefined;', 'if (!table) table = [1, 2, 3]; return table[x];'],
  ])('is reported as a cache per worker: %s', (_, before, body) => {
    const found = check(task('x: number', body, before));
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([['cache-per-worker', 'information']]);
  });

  it('is reported once for each variable, at the call that leads there, with the location of the write', () => {
    const text = [
      'let count = 0;',
      'function raise() {',
      '  count += 1;',
      '}',
      '/** @inputs [] */',
      'export function task() {',
      '  raise();',
      '  raise();',
      '}',
    ].join('\n');
    const [finding, ...others] = check(text);
    expect(others).toEqual([]);
    expect(finding?.location).toMatchObject({ line: 7, column: 3 });
    expect(finding?.related?.map(({ location, note }) => [location.line, note])).toEqual([
      [3, 'count is written here'],
      [1, 'count is declared here'],
    ]);
  });
});
