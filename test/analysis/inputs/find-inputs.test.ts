import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findInputs } from '../../../src/analysis/inputs/find-inputs.ts';
import { listFunctions } from '../../../src/analysis/functions/list-functions.ts';

const square =
  'const numbers = [1, 2, 3];\nfunction range(n: number) { return Array.from({ length: n }, (_, i) => i); }\nfunction square(x: number) { return x * x; }\n';
const power = 'const numbers = [1, 2];\nfunction power(base: number, exponent: number) { return base ** exponent; }\n';

function candidates(text: string, name: string) {
  const target = listFunctions(text, '/project/file.ts').find((listed) => listed.name === name && listed.profilable);
  if (!target) throw new Error(`there is no ${name}`);
  return findInputs(text, '/project/file.ts', target);
}

/** The argument lists that a candidate stands for, as the engine would make them. */
function evaluate(text: string, { expression, spread }: { expression: string; spread: boolean }): unknown[][] {
  const declarations = text
    .split('\n')
    .filter((line) => /^(const numbers|function range)/.test(line))
    .join('\n');
  const { outputText } = ts.transpileModule(`${declarations}\nreturn ${expression}`, {
    compilerOptions: { target: ts.ScriptTarget.ESNext },
  });
  const items = runInNewContext(`(() => { ${outputText} })()`) as unknown[];
  return items.map((item) => (spread && Array.isArray(item) ? item : [item]) as unknown[]);
}

describe('inputs of a function with one parameter', () => {
  it.each([
    ['numbers.map(square);', [[1], [2], [3]]],
    ['numbers.map((n) => square(n));', [[1], [2], [3]]],
    ['numbers.map(async (n) => { const next = n + 1; return await square(next); });', [[2], [3], [4]]],
    ['numbers.filter(square);', [[1], [2], [3]]],
    ['numbers.forEach((n) => { if (n > 1) square(n * 10); });', [[20], [30]]],
    ['pool.map(square, numbers);', [[1], [2], [3]]],
    ["pool.map('square', numbers);", [[1], [2], [3]]],
    ['pool.imapUnordered(square, [7, 8]);', [[7], [8]]],
    ['pool.starmap(square, [[5], [6]]);', [[5], [6]]],
    ['pool.applyAsync(square, [9]);', [[9]]],
    ['pMap(numbers, square, { concurrency: 2 });', [[1], [2], [3]]],
    ['for (const n of numbers) square(n);', [[1], [2], [3]]],
    ['for (const n of new Set(numbers)) { console.log(square(n)); }', [[1], [2], [3]]],
    ['for (let i = 0; i < numbers.length; i++) square(numbers[i]!);', [[1], [2], [3]]],
    ['for (let i = 0; i < numbers.length; i++) square(numbers[i]);', [[1], [2], [3]]],
    ['for (let i = 2; i <= 4; i++) square(i);', [[2], [3], [4]]],
    ['for (let i = 0; i < 7; i += 3) square(i);', [[0], [3], [6]]],
    ['for (let i = 0; i < 3; ++i) square(i * i);', [[0], [1], [4]]],
    ['for (const key in { a: 1, b: 2 }) square(key.length);', [[1], [1]]],
    ['await Promise.all(numbers.map(square));', [[1], [2], [3]]],
    ['await Promise.all(numbers.map((n) => square(n)));', [[1], [2], [3]]],
    ['Array.from({ length: 3 }, (_, i) => square(i));', [[0], [1], [2]]],
    ['Array.from(numbers, square);', [[1], [2], [3]]],
    ['Object.entries({ a: 4 }).map(([key, value]) => square(value));', [[4]]],
    ['for (const row of [[1], [2, 3]]) for (const n of row) square(n);', [[1], [2], [3]]],
    ['for (const row of [[1], [2, 3]]) row.map(square);', [[1], [2], [3]]],
    ['square(4); square(5);', [[4], [5]]],
    ['console.log(square(2 + 3));', [[5]]],
    ['function main() { const some = range(3); return some.map(square); }', [[0], [1], [2]]],
    [
      'function main() { const base = 10; const some = [base, base + 1]; for (const n of some) square(n); }',
      [[10], [11]],
    ],
    ['if (import.meta.main) { const some = [6, 7]; console.log(some.map(square)); }', [[6], [7]]],
    ["it('x', () => { const { x } = { x: 3 }; expect(square(x)).toBe(9); });", [[3]]],
    ['for (const n of numbers) { const shorthand = { n }; square(shorthand.n); }', [[1], [2], [3]]],
  ])('are found in %s', (use, calls) => {
    const text = square + use;
    const [best, ...others] = candidates(text, 'square');
    if (!best) throw new Error('no inputs were found');
    expect(others).toEqual([]);
    expect(best).toMatchObject({ kind: 'expression', source: 'call-site', location: { file: '/project/file.ts' } });
    expect(evaluate(text, best)).toEqual(calls);
  });

  it.each([
    ['a parameter of a function around it', 'function all(list: number[]) { return list.map(square); }'],
    ['a variable that changes', 'function main() { let n = 1; n++; square(n); }'],
    ['a list that is filled later', 'function main() { const list: number[] = []; list.push(1); list.map(square); }'],
    ['something awaited', 'async function main() { const list = await load(); list.map(square); }'],
    ['`this`', 'class A { list = [1]; all() { return this.list.map(square); } }'],
    ['the arguments of the program', 'square(Number(process.argv[2]));'],
    ['a function of the same name', '{ const square = (x: number) => x; square(7); }'],
    [
      'a function of a local',
      'function main() { const make = () => 1; function local() { return make(); } square(local()); }',
    ],
    ['a variable that changes later', 'let n = 1; square(n); n = 5;'],
    ['a variable that its loop changes', 'let n = 1; while (n < 3) square(n++ && n);'],
  ])('are not found in %s', (_, use) => {
    expect(candidates(square + use, 'square')).toEqual([]);
  });

  it('are found despite names that CommonJS and objects define', () => {
    const text =
      "const { load } = require('./load');\nfunction square(x) { return x * x; }\nsquare(module.exports.size);\nsquare(toString.length);\nexports.all = () => require('./a').map(square);";
    expect(candidates(text, 'square').map(({ expression }) => expression)).toEqual([
      "require('./a')",
      '[module.exports.size, toString.length]',
    ]);
  });

  it('do not include arguments of recursive calls', () => {
    expect(
      candidates('function fact(n: number): number { return n < 2 ? fact(1) : n * fact(n - 1); }', 'fact'),
    ).toEqual([]);
  });
});

describe('inputs of a function with several parameters', () => {
  it.each([
    [
      'power(2, 3); power(3, 3);',
      [
        [2, 3],
        [3, 3],
      ],
    ],
    ['power(...([4, 2] as const));', [[4, 2]]],
    [
      'pool.starmap(power, [[2, 3], [3, 3]]);',
      [
        [2, 3],
        [3, 3],
      ],
    ],
    [
      'for (const b of numbers) for (const e of numbers) power(b, e);',
      [
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
      ],
    ],
    [
      'numbers.map((n) => power(n, 2));',
      [
        [1, 2],
        [2, 2],
      ],
    ],
    [
      'numbers.map(power);',
      [
        [1, 0],
        [2, 1],
      ],
    ],
    ['pool.applyAsync(power, [2, 10]);', [[2, 10]]],
  ])('are found in %s', (use, calls) => {
    const text = power + use;
    const [best, ...others] = candidates(text, 'power');
    if (!best) throw new Error('no inputs were found');
    expect(others).toEqual([]);
    expect(best.spread).toBe(true);
    expect(evaluate(text, best)).toEqual(calls);
  });

  it('keep an array that is the only argument', () => {
    const text = 'function sum(list: number[]) { return list.length; }\nsum([1, 2]); sum([3]);';
    const [best] = candidates(text, 'sum');
    expect(best).toMatchObject({ expression: '[[1, 2], [3]]', spread: false });
  });
});

describe('the @inputs tag', () => {
  it.each([
    ['/** @inputs [1, 2] */', '[1, 2]'],
    ['/**\n * Squares.\n * @inputs range(1000)\n * @returns the square\n */', 'range(1000)'],
    ['/**\n * @inputs [\n *   1,\n *   2,\n * ]\n */', '[\n  1,\n  2,\n]'],
    ["/** @inputs ['a@b.c', 'd'] */", "['a@b.c', 'd']"],
  ])('is read: %j', (comment, expression) => {
    const text = `${comment}\nexport function f(x: number) { return x; }\n[5].map(f);`;
    expect(candidates(text, 'f')[0]).toMatchObject({ source: 'tag', expression, spread: false });
  });

  it('precedes call sites, which are sorted by how much they look like parallel work', () => {
    const text = `${square.replace('function square', '/** @inputs [0] */\nfunction square')}square(9);\nfor (const n of numbers) square(n);\npool.map(square, range(3));`;
    expect(candidates(text, 'square').map(({ expression }) => expression)).toEqual([
      '[0]',
      'range(3)',
      'numbers',
      '[9]',
    ]);
  });

  it('of a function with several parameters holds tuples', () => {
    expect(candidates('/** @inputs [[2, 3]] */\nfunction power(b: number, e: number) {}', 'power')[0]?.spread).toBe(
      true,
    );
  });

  it('is read from a method and a constant too', () => {
    const text =
      'class A {\n  /** @inputs [1] */\n  static f(x: number) {}\n}\n/** @inputs [2] */\nexport const g = (x: number) => x;';
    expect(candidates(text, 'A.f')[0]?.expression).toBe('[1]');
    expect(candidates(text, 'g')[0]?.expression).toBe('[2]');
  });

  it.each([
    ['class A { /** @inputs [1] */ static f(x: number) {} }', 'A.f'],
    ['export const api = { /** @inputs [1] */ f(x: number) {} };', 'api.f'],
    ['const a = 1; /** @inputs [1] */ export function f(x: number) {}', 'f'],
    ['class A { /**\n * @inputs [1]\n */ static f(x: number) {} }', 'A.f'],
    ['class A { a = 1; /** @inputs [0] */\n /** @inputs [1] */\n static f(x: number) {} }', 'A.f'],
  ])('is read behind other code: %j', (text, name) => {
    expect(candidates(text, name)[0]?.expression).toBe('[1]');
  });

  it('belongs to the code before it if the function is on another line', () => {
    expect(candidates('const a = 1; /** @inputs [1] */\nexport function f(x: number) {}', 'f')).toEqual([]);
  });

  it.each(['/** Takes @inputs-like things. */', '// @inputs [1]', '/** @inputs */'])(
    'is not read from %s',
    (comment) => {
      expect(candidates(`${comment}\nfunction f(x: number) {}`, 'f')).toEqual([]);
    },
  );
});

describe('a candidate', () => {
  it('has its origin and the number of calls that it combines', () => {
    const text = `${square}numbers.map(square);\nsquare(1);\nsquare(2);\nsquare(3);`;
    expect(candidates(text, 'square').map(({ label, calls, location }) => [label, calls, location.line])).toEqual([
      ['numbers.map(square), line 4', 1, 4],
      ['square(1) and 2 more calls, line 5', 3, 5],
    ]);
  });

  it('from a loop is named after the loop', () => {
    expect(candidates(`${square}for (const n of numbers) {\n  square(n);\n}`, 'square')[0]?.label).toBe(
      'for (const n of numbers) square(n), line 5',
    );
  });

  it('is found for static methods and methods of objects', () => {
    const text =
      'class A { static f(x: number) {} }\nconst api = { g(x: number) {} };\n[1].map(A.f);\n[2].forEach((x) => api.g(x));';
    expect(candidates(text, 'A.f')[0]?.expression).toBe('[1]');
    expect(candidates(text, 'api.g')[0]?.expression).toBe('[2]');
  });
});

describe('inputs of a function with one required parameter and others', () => {
  const total = 'function total(values: number[], options: { factor?: number } = {}) { return values.length; }\n';

  it('are spread if the expression of the tag begins with dots', () => {
    const [tag] = candidates(`/** @inputs ...[[[1, 2], { factor: 3 }]] */\n${total}`, 'total');
    expect(tag).toMatchObject({ source: 'tag', expression: '[[[1, 2], { factor: 3 }]]', spread: true });
    expect(evaluate('', tag ?? { expression: '', spread: false })).toEqual([[[1, 2], { factor: 3 }]]);
  });

  it('are the first argument otherwise', () => {
    const [tag] = candidates(`/** @inputs [[1, 2]] */\n${total}`, 'total');
    expect(tag).toMatchObject({ expression: '[[1, 2]]', spread: false });
  });
});
