import { describe, expect, it } from 'vitest';
import { check, codes, task } from './check-text.ts';

const once = 'const once = <T>(make: () => T) => { let value: T | undefined; return () => (value ??= make()); };';
const flagged =
  'function once<T>(make: () => T): () => T { let done = false; let value: T; return () => { if (!done) { value = make(); done = true; } return value; }; }';
const memoize =
  'function memoize<A, R>(f: (a: A) => R): (a: A) => R { const cache = new Map<A, R>(); return (a) => { if (!cache.has(a)) cache.set(a, f(a)); return cache.get(a)!; }; }';
const table = 'const table = once(() => [1, 2]);';

describe('what a function remembers that another one has made', () => {
  it.each([
    ['a value on first use', task('x: number', 'return table()[x];', `${once}\n${table}`)],
    ['a value behind a flag', task('x: number', 'return table()[x];', `${flagged}\n${table}`)],
    [
      'results by argument',
      task('x: number', 'return square(x);', `${memoize}\nconst square = memoize((x: number) => x * x);`),
    ],
    ['results of the task itself', `${memoize}\n/** @inputs [] */\nexport const task = memoize((x: number) => x * x);`],
  ])('is a cache per worker: %s', (_, text) => {
    expect(codes(text)).toEqual(['cache-per-worker']);
  });

  it('is state of the module if it counts', () => {
    const counter = 'function counter() { let n = 0; return () => ++n; }\nconst next = counter();';
    expect(codes(task('x: number', 'return next() + x;', counter))).toEqual(['module-state-written']);
  });

  it.each([
    ['it is made in the task', task('x: number', 'const own = once(() => [x]); return own()[0];', once)],
    [
      'it remembers nothing',
      task('x: number', 'return table()[x];', `const once = <T>(make: () => T) => () => make();\n${table}`),
    ],
    ['it is not called', task('x: number', 'return x;', `${once}\n${table}\nexport { table };`)],
  ])('is no finding if %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});

describe('an entry of a WeakMap that is deleted and set again', () => {
  const marks = 'const marks = new WeakMap<object, number>();';
  it('stays', () => {
    const body = 'marks.delete(x); marks.set(x, 1); return marks.get(x);';
    expect(codes(task('x: { id: number }', body, marks))).toEqual(['cache-per-worker']);
  });

  it('is gone if it is deleted last', () => {
    const body = 'marks.set(x, 1); const n = marks.get(x); marks.delete(x); return n;';
    expect(codes(task('x: { id: number }', body, marks))).toEqual([]);
  });
});

describe('an entry of a WeakMap under an object that the module keeps', () => {
  const counts = 'const key = {}; const held = { key }; const counts = new WeakMap<object, number>();';
  it.each(['key', 'held.key', 'Counter'])('counts like a variable, for %s', (name) => {
    const body = `counts.set(${name}, (counts.get(${name}) ?? 0) + x); return counts.get(${name});`;
    expect(codes(task('x: number', body, `class Counter {} ${counts}`))).toEqual(['module-state-written']);
  });

  it('is a cache if it is set where it is missing', () => {
    const body = 'let n = counts.get(key); if (n === undefined) { n = 3; counts.set(key, n); } return n + x;';
    expect(check(task('x: number', body, counts))).toMatchObject([
      { code: 'cache-per-worker', args: { variable: 'counts' } },
    ]);
    expect(check(task('x: number', body, counts))[0]?.args).not.toHaveProperty('weak');
  });

  it('is a cache under an object of the task', () => {
    const body = 'const on = { x }; counts.set(on, (counts.get(on) ?? 0) + x); return counts.get(on);';
    expect(codes(task('x: number', body, counts))).toEqual(['cache-per-worker']);
  });
});

describe('a setter that writes to shared memory', () => {
  const counter = (set: string): string =>
    `class Counter { readonly view = new Int32Array(new SharedArrayBuffer(4)); last = 0; get value() { return this.view[0]!; } set value(x: number) { ${set} } }\nconst counter = new Counter();`;

  it('is a race, not state of the module', () => {
    const text = task('x: number', 'counter.value += x; return x;', counter('this.view[0] = x;'));
    expect(codes(text)).toEqual(['shared-memory-race']);
  });

  it('leaves a field as state of the module', () => {
    expect(codes(task('x: number', 'counter.last += x; return x;', counter('this.view[0] = x;')))).toEqual([
      'module-state-written',
    ]);
  });
});
