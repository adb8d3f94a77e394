import { describe, expect, it } from 'vitest';
import { listFunctions } from '../../../src/analysis/functions/list-functions.ts';
import { firstSyntaxError } from '../../../src/analysis/syntax/parse-source.ts';

/** `name -> expression` for what can be profiled, `name: start of the reason` for the rest. */
function list(text: string, file = '/project/file.ts'): string[] {
  return listFunctions(text, file).map((listed) =>
    listed.profilable
      ? `${listed.name} -> ${listed.expression ?? '(default export)'}`
      : `${listed.name}: ${listed.reason}`,
  );
}

describe('a profilable function', () => {
  it.each([
    ['function f() {}', 'f -> f'],
    ['export async function f() {}', 'f -> f'],
    ['const f = (x: number) => x;', 'f -> f'],
    ['let f = function (x) { return x; };', 'f -> f'],
    ['const f = ((x) => x) as (x: number) => number;', 'f -> f'],
    ['const f = ((x) => x) satisfies (x: number) => number;', 'f -> f'],
    ['export default function f() {}', 'f -> f'],
    ['export default function () {}', 'default -> (default export)'],
    ['export default async (x) => x;', 'default -> (default export)'],
    ['class Matrix { static multiply(a, b) {} }', 'Matrix.multiply -> Matrix.multiply.bind(Matrix)'],
    ['const Matrix = class { static multiply() {} };', 'Matrix.multiply -> Matrix.multiply.bind(Matrix)'],
    ['class Matrix { static zero = () => 0; }', 'Matrix.zero -> Matrix.zero'],
    ["class Matrix { static ['a-b']() {} }", 'Matrix.a-b -> Matrix["a-b"].bind(Matrix)'],
    ['const api = { run(x) {} };', 'api.run -> api.run.bind(api)'],
    ['export const api = { run: (x) => x } as const;', 'api.run -> api.run'],
    ['const api = { v1: { run() {} } };', 'api.v1.run -> api.v1.run.bind(api.v1)'],
    ['namespace N { export function f() {} }', 'N.f -> N.f'],
    ['add.twice = function () {}; function add() {}', 'add.twice -> add.twice.bind(add)'],
    ['export = function () {};', 'default -> module.exports'],
  ])('is listed: %s', (text, entry) => {
    expect(list(text)).toContain(entry);
  });

  it.each([
    ['exports.f = function () {};', 'f -> exports.f'],
    ['module.exports.f = (x) => x;', 'f -> module.exports.f'],
    ['exports = module.exports = function f() {};', 'f -> module.exports'],
    ['module.exports = exports = (x) => x;', 'default -> module.exports'],
    ['module.exports = { f() {} };', 'f -> module.exports.f.bind(module.exports)'],
    ['module.exports = (x) => x;', 'default -> module.exports'],
    ['module.exports = { f }; function f() {}', 'f -> f'],
    ['var f = exports.f = function () {};', 'f -> f'],
  ])('is listed in CommonJS: %s', (text, entry) => {
    expect(list(text, '/project/file.cjs')).toContain(entry);
  });
});

describe('functions that cannot be profiled', () => {
  it.each([
    ['function outer() { function f() {} }', 'f', /inside outer.*module level/],
    ['const outer = () => { const f = () => 1; };', 'f', /inside outer/],
    ["test('x', () => { function f() {} });", 'f', /inside another function/],
    ['if (true) { function f() {} }', 'f', /inside a block/],
    ['class A { f() {} }', 'A.prototype.f', /instance method.*static/],
    ['class A { f = () => 1; }', 'A.prototype.f', /instance method/],
    ['class A { get f() { return 1; } }', 'A.prototype.f', /getter/],
    ['class A { constructor() {} }', 'A.constructor', /constructor/],
    ['class A { static #f() {} }', 'A.#f', /#private/],
    ['const api = { [key]() {} };', 'api.[key]', /computed/],
    ['function* f() {}', 'f', /generator.*array/],
    ['async function* f() {}', 'f', /generator/],
    ['function f(this: Map<string, number>, key: string) {}', 'f', /this parameter needs an object/],
    ['export const api = { go: (x) => x }; export const f = function (this: Api) {};', 'f', /this parameter/],
    ['declare function f(): void;', 'f', /only declared/],
    ['abstract class A { abstract f(): void; }', 'A.prototype.f', /abstract/],
    ['namespace N { function f() {} }', 'N.f', /export it/],
    ['function A() {} A.prototype.f = function () {};', 'A.prototype.f', /instance method/],
  ])('have a reason: %s', (text, name, reason) => {
    const found = listFunctions(text, '/project/file.ts').find((listed) => listed.name === name);
    if (!found || found.profilable)
      throw new Error(`${name} should be listed as not profilable: ${list(text).join('; ')}`);
    expect(found.reason).toMatch(reason);
    expect(found.expression).toBeNull();
  });

  it.each([
    ['function f(this: void, x: number) {}', 'f'],
    ['function f(this: unknown) {}', 'f'],
    ['class A { static f(this: typeof A) {} }', 'A.f'],
    ['const api = { f(this: Api) {} };', 'api.f'],
  ])('do not include one that needs no object, or has it: %s', (text, name) => {
    expect(listFunctions(text, '/project/file.ts').find((listed) => listed.name === name)?.profilable).toBe(true);
  });

  it('include overload signatures, which point to their implementation', () => {
    const text =
      'function f(x: string): string;\nfunction f(x: number): number;\nfunction f(x: unknown) {\n  return x;\n}';
    expect(list(text)).toEqual([
      'f: an overload signature without a body: the implementation is at line 3',
      'f: an overload signature without a body: the implementation is at line 3',
      'f -> f',
    ]);
  });

  it('include everything in a declaration file', () => {
    expect(list('export function f(): void;\nexport class A { static g(): void; }', '/project/file.d.ts')).toEqual([
      expect.stringMatching(/^f: only declared/),
      expect.stringMatching(/^A\.g: only declared/),
    ]);
  });
});

describe('an entry', () => {
  const only = (text: string, file = '/project/file.ts') => {
    const [first] = listFunctions(text, file);
    if (!first) throw new Error('nothing was listed');
    return first;
  };

  it.each([
    ['export function f() {}', true],
    ['function f() {} export { f };', true],
    ['function f() {} export { f as g };', true],
    ['function f() {} export default f;', true],
    ['function f() {} module.exports = { f };', true],
    ['function f() {}', false],
    ["function f() {} export { f } from './other';", false],
  ])('knows that it is exported: %s', (text, exported) => {
    expect(only(text).exported).toBe(exported);
  });

  it.each([
    ['async function f() {}', true],
    ['function f(): Promise<number> { return g(); }', true],
    ['const f = async () => 1;', true],
    ['function f() { return g(); }', false],
  ])('knows that it is asynchronous: %s', (text, async) => {
    expect(only(text).async).toBe(async);
  });

  it.each([
    ['function', 'function f() {}'],
    ['arrow', 'const f = () => 1;'],
    ['function-expression', 'const f = function () {};'],
    ['static-method', 'class A { static f() {} }'],
    ['method', 'const a = { f() {} };'],
    ['constructor', 'class A { constructor() {} }'],
    ['accessor', 'class A { get f() { return 1; } }'],
  ])('knows its kind: %s', (kind, text) => {
    expect(only(text).kind).toBe(kind);
  });

  it('has the parameters as written', () => {
    const text = 'function f(this: Window, a: number, b = 2, { c, d }: Options, e?: string, ...rest: number[]) {}';
    expect(only(text).parameters).toEqual([
      { name: 'a', type: 'number', optional: false, rest: false },
      { name: 'b', type: 'number', optional: true, rest: false },
      { name: '{ c, d }', type: 'Options', optional: false, rest: false },
      { name: 'e', type: 'string', optional: true, rest: false },
      { name: 'rest', type: 'number[]', optional: false, rest: true },
    ]);
  });

  it('has the parameters of JavaScript from JSDoc', () => {
    const text =
      '/**\n * @param {number} a\n * @param {string} [b]\n * @returns {Promise<number>}\n */\nfunction f(a, b, c) {}';
    expect(only(text, '/project/file.js')).toMatchObject({
      async: true,
      parameters: [
        { name: 'a', type: 'number', optional: false },
        { name: 'b', type: 'string', optional: true },
        { name: 'c', optional: false },
      ],
    });
  });

  it('is located at its name and extends from its JSDoc to its end', () => {
    const text = '\n/** Squares. */\nexport function square(x) {\n  return x * x;\n}\n';
    expect(only(text)).toMatchObject({
      location: { line: 3, column: 17, endLine: 3, endColumn: 23 },
      extent: { line: 2, column: 1, endLine: 5, endColumn: 2 },
    });
  });
});

describe('hasWork and tagged', () => {
  it.each([
    ['export const f = (x: number) => x * x;', false],
    ['export function f(x: number) { return x > 0 ? -x : { x }; }', false],
    ['export function f(x: number) { for (let i = 0; i < x; i++); return x; }', true],
    ['export function f(x: number) { while (x > 0) x--; return x; }', true],
    ['export function f(x: number): number { return x < 2 ? x : f(x - 1); }', true],
    ['export const f = (text: string) => text.split(" ");', true],
    ['export const f = (x: number) => new Date(x);', true],
    ['export const f = (x = Math.random()) => x;', false],
  ])('hasWork of %s: %s', (text, expected) => {
    expect(listFunctions(text, '/project/file.ts')[0]).toMatchObject({ hasWork: expected, tagged: false });
  });

  it('tagged is true with an @inputs tag', () => {
    expect(
      listFunctions('/** @inputs [1, 2] */\nexport const f = (x: number) => x;', '/project/file.ts')[0],
    ).toMatchObject({ tagged: true });
  });
});

it.each(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'])('reads %s', (extension) => {
  const isX = extension.endsWith('x');
  const text = isX ? 'export const View = () => <b>hello</b>;' : 'export const View = () => 1;';
  expect(list(text, `/project/file${extension}`)).toEqual(['View -> View']);
  expect(firstSyntaxError(text, `/project/file${extension}`)).toBeNull();
});

describe('a text that does not parse', () => {
  it('is listed as far as it can be read', () => {
    const text = 'export function one() {}\nexport function two( {\nexport function three() {}\n';
    expect(list(text)).toContain('one -> one');
    expect(firstSyntaxError(text, '/project/file.ts')).toMatchObject({
      message: expect.stringContaining('expected') as string,
      location: { file: '/project/file.ts', line: 3 },
    });
  });

  it.each(['', '}}}}', 'class {', 'function', '`${', '/* ', 'export default', '\u0000'])(
    'does not throw: %j',
    (text) => {
      expect(() => list(text)).not.toThrow();
    },
  );
});
