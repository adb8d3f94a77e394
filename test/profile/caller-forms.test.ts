import { describe, expect, it } from 'vitest';
import { itemsOf } from './calls-in-project.ts';

const square = 'export function square(x: number, k = 1): number { return x * x * k; }\n';
const sum = 'export function sum(xs: number[]): number { return xs.length; }\n';

/** The items that a file with this text, beside the function, passes to it. */
async function passedBy(text: string, name: 'square' | 'sum' = 'square', file = 'src/main.ts'): Promise<unknown> {
  const found = await itemsOf({ [`src/${name}.ts`]: name === 'square' ? square : sum, [file]: text }, [
    `src/${name}.ts`,
    name,
  ]);
  return 'items' in (found as object) ? (found as { items: unknown }).items : found;
}

describe('the values that the program passes', () => {
  it.each([
    [
      'before and after an assignment',
      'let n = 1;\nsquare(n);\nn = 5;\nsquare(n);\nn += 2;\nsquare(n);',
      ['1', '5', '7'],
    ],
    [
      'of items that are not skipped',
      'for (const x of [1, 2, 3, 4]) {\n  if (x % 2) continue;\n  square(x);\n}',
      ['2', '4'],
    ],
    ['that a condition selects', '[1, 2, 3].map((x) => (x > 2 ? square(x) : 0));', ['3']],
    ['with the index, which map passes too', '[7, 8].map(square);', ['[ 7, 0 ]', '[ 8, 1 ]']],
    ['by call and apply', 'square.call(null, 1);\nsquare.apply(null, [2, 3]);', ['[ 1 ]', '[ 2, 3 ]']],
    [
      'that advance a generator of numbers',
      'let id = 0;\nconst next = () => ++id;\nfunction other() { return ++id; }\nconst a = other();\nconst b = other();\nsquare(b);',
      ['2'],
    ],
  ])('are evaluated: %s', async (_, calls, items) => {
    expect(await passedBy(`import { square } from './square.ts';\n${calls}\n`)).toEqual(items);
  });

  it.each([
    ['sorted', 'const xs = [3, 1, 2];\nsum(xs);\nxs.sort();\nsum(xs);', ['[ 3, 1, 2 ]', '[ 1, 2, 3 ]']],
    [
      'filled by a function',
      'function fill(a: number[]) { a.push(4); }\nconst xs: number[] = [];\nfill(xs);\nsum(xs);',
      ['[ 4 ]'],
    ],
    ['assigned to', 'const xs: number[] = [];\nObject.assign(xs, [5, 6]);\nsum(xs);', ['[ 5, 6 ]']],
    ['swapped by a pattern', 'let a = [1], b = [2];\n[a, b] = [b, a];\nsum(a);', ['[ 2 ]']],
    ['shortened', 'const xs = [1, 2];\ndelete xs[1];\nsum(xs);', ['[ 1, <1 empty item> ]']],
  ])('are evaluated: a list that is %s', async (_, calls, items) => {
    expect(await passedBy(`import { sum } from './sum.ts';\n${calls}\n`, 'sum')).toEqual(items);
  });

  it.each([
    ['changes in a loop', 'let i = 3;\nwhile (i > 0) { square(i); i--; }', '`i` changes in the code around it'],
    [
      'may be skipped',
      'for (const x of [1, 2]) {\n  for (const y of [x]) if (y > 1) break;\n  if (x > 1) break;\n  square(x);\n}',
      'the code before it may skip it',
    ],
    [
      'depends on a case',
      'for (const x of [1, 2]) switch (x) {\n  case 1:\n    square(x);\n}',
      'it runs only in some cases of a `switch`',
    ],
  ])('are not guessed where a value %s', async (_, calls, reason) => {
    expect(await passedBy(`import { square } from './square.ts';\n${calls}\n`)).toEqual({
      refused: [expect.stringContaining(reason)],
    });
  });
});

describe('the function by another name', () => {
  it.each([
    [
      'an import inside a function',
      `async function main() {\n  const { square } = await import('./square.ts');\n  for (const x of [5, 6]) square(x);\n}\nvoid main();`,
    ],
    ['an import with then', `import('./square.ts').then(({ square }) => [5, 6].map((x) => square(x)));`],
    ['a member of an import', `const f = (await import('./square.ts')).square;\n[5, 6].map((x) => f(x));`],
    ['a pattern', `import * as lib from './square.ts';\nconst { square: f } = lib;\n[5, 6].map((x) => f(x));`],
    [
      'a member of an object',
      `import { square } from './square.ts';\nconst steps = { square };\n[5, 6].map((x) => steps.square(x));`,
    ],
  ])('is found: %s', async (_, text) => {
    expect(await passedBy(`${text}\n`)).toEqual(['5', '6']);
  });

  it('is found: an exported constant, and a path of jsconfig.json', async () => {
    const files = {
      'jsconfig.json': '{ "compilerOptions": { "paths": { "lib/*": ["./src/*"] } } }',
      'src/square.js': 'export function square(x) { return x * x; }\n',
      'src/area.js': `import { square } from './square.js';\nexport const area = square;\n`,
      'run.js': `import { area } from 'lib/area';\n[5, 6].forEach((x) => area(x));\n`,
    };
    expect(await itemsOf(files, ['src/square.js', 'square'])).toMatchObject({ items: ['5', '6'] });
  });
});

it.each([
  ['rows of arguments', `it.each([[2, 4], [3, 9]])('%i', (n, want) => { expect(square(n)).toBe(want); });`],
  [
    'objects',
    `describe.each([{ n: 2 }, { n: 3 }])('$n', ({ n }) => { it('is', () => expect(square(n)).toBe(n * n)); });`,
  ],
  ['plain values', `test.for([2, 3])('%i', (n) => { expect(square(n)).toBe(n * n); });`],
])('tables of tests give inputs: %s', async (_, table) => {
  const text = `import { describe, expect, it, test } from 'vitest';\nimport { square } from './square.ts';\n${table}\n`;
  expect(await passedBy(text, 'square', 'src/square.test.ts')).toEqual(['2', '3']);
});

it('a module that declares __dirname itself gives inputs', async () => {
  const files = {
    'src/count.ts': 'export const count = (text: string): number => text.length;\n',
    'scripts/a.txt': 'xyz',
    'scripts/run.ts': `import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { count } from '../src/count.ts';
const __filename = fileURLToPath(import.meta.url);
const __dirname = dirname(__filename);
count(readFileSync(join(__dirname, 'a.txt'), 'utf8'));
`,
  };
  expect(await itemsOf(files, ['src/count.ts', 'count'])).toMatchObject({ items: ["'xyz'"] });
});
