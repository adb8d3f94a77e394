import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNamed } from '../../../src/analysis/functions/function-at.ts';
import { listFunctions } from '../../../src/analysis/functions/list-functions.ts';

/** `name(parameters) -> expression` for what can be profiled, by name. */
function list(text: string, file = '/project/file.ts'): Record<string, string> {
  return Object.fromEntries(
    listFunctions(text, file).map((listed) => [
      listed.name,
      listed.profilable
        ? `(${listed.parameters.map(({ name }) => name).join(', ')}) -> ${listed.expression ?? listed.exportPath?.join('.') ?? 'default'}`
        : listed.reason,
    ]),
  );
}

const spin = 'function spin(n: number, k: number) { return n * k; }\n';
const wrap = 'const wrap = <A extends unknown[], B>(f: (...args: A) => B) => (...args: A): B => f(...args);\n';

describe('a value that yields a function', () => {
  it.each([
    ['a wrapped arrow', `${wrap}export const f = wrap((n: number) => n);`, '(n) -> f'],
    ['a wrapped function', `${wrap}${spin}export const f = wrap(spin);`, '(n, k) -> f'],
    ['a function behind a pure annotation', `${wrap}export const f = /* @__PURE__ */ wrap((n) => n);`, '(n) -> f'],
    ['a package wrapper', "import memoize from 'p'; export const f = memoize((n) => n);", '(n) -> f'],
    ['a wrapper with options', "import { limit } from 'p'; export const f = limit({ size: 3 })((n) => n);", '(n) -> f'],
    ['a member of a library', "import _ from 'lodash'; export const f = _.debounce((n) => n, 10);", '(n) -> f'],
    ['a wrapped import', "import memoize from 'p'; import { g } from 'q'; export const f = memoize(g);", '() -> f'],
    ['a bound function', `${spin}export const f = spin.bind(null);`, '(n, k) -> f'],
    ['a function bound with arguments', `${spin}export const f = spin.bind(null, 1);`, '(k) -> f'],
    ['a bound method', 'class A { g(n) {} } const a = new A(); export const f = a.g.bind(a);', '(n) -> f'],
    ['another name', `${spin}export const f = spin;`, '(n, k) -> f'],
    ['a name of a member', 'const api = { g: (n) => n }; export const f = api.g;', '(n) -> f'],
    ['a destructured function', 'export const { f } = { f: (n: number) => n };', '(n) -> f'],
    ['a renamed destructured function', 'const api = { g: (n) => n }; export const { g: f } = api;', '(n) -> f'],
    ['an element of an array', 'export const [, f] = [1, (n) => n];', '(n) -> f'],
    [
      'a product of a factory',
      'const make = (m: number) => (text: string) => m; export const f = make(3);',
      '(text) -> f',
    ],
    [
      'a function that a factory names',
      'function make() { function g(x) {} return g; } export const f = make();',
      '(x) -> f',
    ],
    [
      'a member of what a factory returns',
      'const make = () => ({ f(x) {} }); export const { f } = make();',
      '(x) -> f',
    ],
    [
      'functions that a reducer joins',
      'export const f = [(a) => a, (b) => b].reduce((f, g) => (x) => g(f(x)));',
      '(x) -> f',
    ],
    [
      'functions that a named reducer joins',
      'const join = (f, g) => (x) => g(f(x)); const steps = []; export const f = steps.reduce(join);',
      '(x) -> f',
    ],
    ['an inline factory', 'export const f = (() => { const t = 1; return (n) => t; })();', '(n) -> f'],
    ['a choice', `${spin}export const f = Math.random() ? spin : (a) => a;`, '(n, k) -> f'],
    ['a choice of a function or nothing', `${spin}export const f = Math.random() ? null : spin;`, '(n, k) -> f'],
    [
      'an inherited member',
      'class A { g = (n: number) => n; } class B extends A {} export const f = new B().g;',
      '(n) -> f',
    ],
    ['a declared type', 'type F = (text: string) => number; export const f: F = load();', '(text) -> f'],
    [
      'a declared type of a product of a package',
      "import { make } from 'p'; type F = (text: string, o?: object) => number; export const f: F = make(() => new H());",
      '(text, o) -> f',
    ],
    [
      'a product of a factory with other parameters than what it is given',
      'function make<T>(start: () => T) { const h: any = (text, options) => start(); return Object.freeze(h); } export const f = make(() => new H());',
      '(text, options) -> f',
    ],
    [
      'a product of a typed factory',
      'function make<T>(start: (seed: number) => T): (text: string, o: T) => T { return load(start); } export const f = make((seed) => seed);',
      '(text, o) -> f',
    ],
    [
      'a function with its first argument',
      'const part = <T extends unknown[], R>(f: (first: number, ...rest: T) => R, first: number) => (...rest: T): R => f(first, ...rest); export const f = part((a: number, b: number) => a, 2);',
      '(b) -> f',
    ],
    [
      'a function that a library calls with its first argument',
      "import _ from 'lodash'; export const f = _.partial((a, b) => a, 2);",
      '(b) -> f',
    ],
    ['an assigned function', `${spin}export const f = Object.assign(spin, { limit: 3 });`, '(n, k) -> f'],
    ['a later value', `${wrap}export let f; f = wrap((n) => n);`, '(n) -> f'],
  ])('is listed: %s', (_, text, entry) => {
    expect(list(text)['f']).toBe(entry);
  });

  it.each([
    ['a number', 'export const f = [1, 2].map((n) => n);'],
    ['the result of a function', `${spin}export const f = spin(1, 2);`],
    ['a map of functions', "export const f = new Map([['a', (n) => n]]);"],
    ['a timer', 'export const f = setTimeout(() => 1, 10);'],
    ['a server', "import { createServer } from 'node:http'; export const f = createServer((req) => req);"],
    ['a promise', 'const make = async () => (n) => n; export const f = make();'],
    ['a component', "import { memo } from 'react'; export const f = memo((props) => props);"],
    ['a value that refers to itself', 'export const f = g; const g = f;'],
  ])('is not listed: %s', (_, text) => {
    expect(list(text)).not.toHaveProperty('f');
  });

  it.each([
    ['a default export', `${wrap}export default wrap((n) => n);`, 'default', '(n) -> default'],
    [
      'a static method of a class without a name',
      'export default class { static f(n) {} }',
      'default.f',
      '(n) -> default.f',
    ],
    ['a member of an object without a name', 'export default { f: (n) => n };', 'default.f', '(n) -> default.f'],
  ])('is reached through the exports: %s', (_, text, name, entry) => {
    expect(list(text)[name]).toBe(entry);
  });

  it.each([
    "import { make } from 'p'; interface F { new (text: string): object } export const f: F = make((instance, text) => 1);",
    "import { make } from 'p'; export const f: new (text: string) => object = make((instance, text) => 1);",
  ])('cannot be called if its type only has a constructor: %s', (text) => {
    expect(list(text)['f']).toMatch(/^a constructor makes an object/);
  });

  it('is listed once if it is assigned again', () => {
    const functions = listFunctions(`${spin}export let f = spin; f = (n) => n;`, '/project/file.ts');
    expect(functions.map(({ name }) => name)).toEqual(['spin', 'f']);
  });

  it('keeps its name beside a member of the default export', () => {
    const functions = listFunctions(`${spin}export default { compute: spin };`, '/project/file.ts');
    expect(functions.map(({ name }) => name)).toEqual(['spin', 'default.compute']);
  });

  it('is listed as a member of a frozen object', () => {
    expect(list(`${wrap}export const api = Object.freeze({ f: wrap((n) => n), limit: 3 });`)['api.f']).toBe(
      '(n) -> api.f',
    );
  });

  it('is listed beside code that nests deeper than the call stack', () => {
    const sum = Array.from({ length: 5000 }, (_, i) => `'a${i}'`).join(' + ');
    expect(list(`export const text = ${sum};\nexport const f = (n) => ${sum} + n;`)['f']).toBe('(n) -> f');
  });

  it('is listed with the aliases of CommonJS', () => {
    const text =
      'const wrap = (f) => (...a) => f(...a);\nmodule.exports = wrap((n) => n);\nexports.g = wrap((x) => x);';
    expect(list(text, '/project/file.cjs')).toMatchObject({
      default: '(n) -> module.exports',
      g: '(x) -> exports.g',
    });
  });
});

describe('the name of a function', () => {
  it.each([
    ['function inner(n) {} export { inner as outer };', 'outer', 'inner'],
    ['function f(n) {} export default f;', 'f', 'default'],
    ['export default function f(n) {}', 'f', 'default'],
    ['class A { static g(n) {} } export { A as B };', 'B.g', 'A.g'],
    ['const wrap = (f) => (...a) => f(...a); export const f = wrap(function rotate(n) {});', 'f', 'rotate'],
  ])('is the exported one; the other one is found too: %s', (text, name, other) => {
    const functions = listFunctions(text, '/project/file.ts');
    expect(functionNamed(functions, name)).toMatchObject({ target: { name } });
    expect(functionNamed(functions, other)).toMatchObject({ target: { name } });
  });

  it.each([
    ['module.exports = function area(n) {};\nmodule.exports.limit = 3;', 'area', 'module.exports'],
    ['function digest(n) {}\nexports.hash = digest;', 'hash', 'digest'],
    ['function digest(n) {}\nmodule.exports = { hash: digest };', 'hash', 'digest'],
  ])('is found in CommonJS: %s', (text, name, expression) => {
    const functions = listFunctions(text, '/project/file.cjs');
    expect(functions.map((listed) => listed.name)).toEqual([name]);
    expect(functionNamed(functions, name)).toMatchObject({ target: { name, expression } });
  });

  const twins = listFunctions(
    'class Png { static encode(n) {} }\nclass Jpg { static encode(n) {} }\nconst api = { score() {} };\nfunction outer() { function encode() {} }',
    '/project/file.ts',
  );

  it('names the candidates if it is ambiguous, and the function that cannot run', () => {
    const { target, ...rest } = functionNamed(twins, 'encode');
    expect(target).toBeNull();
    expect(rest).toEqual({
      reason: expect.stringMatching(
        /^encode is ambiguous: use Png\.encode \(line 1\), Jpg\.encode \(line 2\)\. encode \(line 4\) cannot be profiled: defined inside outer/,
      ) as string,
    });
  });

  it('may be the end of a name if no other name ends like that', () => {
    expect(functionNamed(twins, 'score')).toMatchObject({ target: { name: 'api.score' } });
  });

  it('is suggested for a misspelt name', () => {
    expect(functionNamed(twins, 'scoer')).toMatchObject({
      target: null,
      reason: 'There is no function named scoer. Did you mean api.score?',
    });
  });
});

describe('an export of a function in another file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'values-'));
    writeFileSync(
      join(folder, 'impl.ts'),
      'export function inner(n: number) {}\nexport const make = () => (text: string) => text;\nexport const limit = 3;\nexport default (d: number) => d;\nexport interface Hash { (text: string, options?: object): string; size: number }\n',
    );
    writeFileSync(join(folder, 'barrel.ts'), "export * from './impl';\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["export { inner as f } from './impl';", '(n) -> f'],
    ["export { inner as f } from './impl.js';", '(n) -> f'],
    ["export { inner as f } from './barrel';", '(n) -> f'],
    ["export { default as f } from './impl';", '(d) -> f'],
    ["import { inner } from './impl';\nexport { inner as f };", '(n) -> inner'],
    ["import { inner } from './impl';\nexport const f = inner;", '(n) -> f'],
    ["import * as impl from './impl';\nexport const f = impl.inner;", '(n) -> f'],
    ["import { make } from './impl';\nexport const f = make();", '(text) -> f'],
    ["import type { Hash } from './impl';\nexport const f: Hash = wrap(() => new H());", '(text, options) -> f'],
    [
      "import type * as impl from './barrel';\nexport const f: impl.Hash = wrap(() => new H());",
      '(text, options) -> f',
    ],
  ])('is listed: %s', (text, entry) => {
    expect(list(text, join(folder, 'index.ts'))['f']).toBe(entry);
  });

  it.each(["export { limit as f } from './impl';", "export type { inner as f } from './impl';"])(
    'is not listed: %s',
    (text) => {
      expect(list(text, join(folder, 'index.ts'))).not.toHaveProperty('f');
    },
  );
});

describe('members that the text shows elsewhere', () => {
  const api =
    'class Api { find(id: number) { return id; } load = (path: string) => path; #hidden() {} get size() { return 1; } }';

  it('lists the methods of an exported instance', () => {
    expect(list(`${api} export const api = new Api();`)).toMatchObject({
      'api.find': '(id) -> api.find.bind(api)',
      'api.load': '(path) -> api.load.bind(api)',
    });
  });

  it('lists no methods of an instance that no other file can reach', () => {
    expect(Object.keys(list(`${api} const api = new Api(); api.find(1);`))).not.toContain('api.find');
  });

  it('lists what is added to the exports', () => {
    const text =
      "function f(x) {} const g = (y) => y; Object.assign(exports, { f, h(z) {} }); Object.defineProperty(exports, 'k', { value: (v) => v }); Object.defineProperty(module.exports, 'w', { get: () => g });";
    const listed = listFunctions(text, '/project/file.cjs');
    expect(list(text, '/project/file.cjs')).toMatchObject({
      h: '(z) -> exports.h.bind(exports)',
      k: '(v) -> exports.k',
    });
    expect(listed.find(({ name }) => name === 'f')?.exported).toBe(true);
    expect(listed.find(({ name }) => name === 'g' || name === 'w')).toMatchObject({ exported: true, profilable: true });
  });

  it('lists the function that a getter returns, and a reason for other getters', () => {
    const text =
      'function impl(x: number) {} export const api = { get f() { return impl; }, get size() { return 3; } };';
    expect(list(text)).toMatchObject({ 'api.f': '(x) -> api.f' });
    expect(list(text)['api.size']).toMatch(/^a getter or setter takes no inputs/);
  });

  it('lists no values that reducers compute', () => {
    expect(list('export const sum = [1, 2].reduce((a, b) => a + b);')).toEqual({});
  });
});
