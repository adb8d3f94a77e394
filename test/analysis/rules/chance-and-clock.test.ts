import { describe, expect, it } from 'vitest';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('chance-and-clock-');

const found = (file: string): string[] => modules.check(file).map(({ code, severity }) => `${code} ${severity}`);

describe('chance and clocks', () => {
  it.each(
    modules.tasks([
      ['in a callee', 'function noise() { return Math.random(); }', 'return x + noise();'],
      [
        'in a callee of a callee',
        'const noise = () => Math.random(); function jitter(n: number) { const by = noise(); return n + by; }',
        'return { x: jitter(x) };',
      ],
      [
        'in a method of a callee',
        'class Clock { now() { return performance.now(); } }',
        'return x + new Clock().now();',
      ],
      ['as a date', '', 'return { x, at: new Date() };'],
      ['as a time that is assigned first', '', 'let at = 0; at = Date.now(); return { x, at };'],
      [
        'as a date in a callee',
        'function stamp() { return { at: new Date().toISOString() }; }',
        'return { x, ...stamp() };',
      ],
    ]),
  )('are reported of the result: %s', (_, file) => {
    expect(found(file)).toEqual(['chance-or-clock hint']);
  });

  it.each(
    modules.tasks([
      [
        'the name of a file',
        "import { rmSync } from 'node:fs'; function temporary() { return '/tmp/' + Math.random(); }",
        'const file = temporary(); rmSync(file); return x;',
      ],
      ['the time in a log', '', 'console.log(new Date().toISOString()); return x;'],
      ['a duration in a log', '', 'const t = performance.now(); console.log(performance.now() - t); return x;'],
      ['a date that is given', '', 'return new Date(x);'],
      [
        'a time that is only subtracted',
        '',
        'let at: number; if (y) at = Date.now(); if (y) console.log(Date.now() - at!); return x;',
      ],
    ]),
  )('are not reported of %s', (_, file) => {
    expect(found(file)).toEqual([]);
  });
});
