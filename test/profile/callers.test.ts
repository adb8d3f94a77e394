import { describe, expect, it } from 'vitest';
import { callersOf, itemsOf, project, writeProject } from './calls-in-project.ts';

const thumbnail =
  'export interface Image { width: number; data: Uint8Array }\nexport function thumbnail(image: Image): number { return image.width + image.data.length; }\n';
const square = 'export function square(x: number): number { return x * x; }\n';

const image = (width: number, bytes: string): string =>
  `{ width: ${width}, data: Uint8Array(${bytes.split(', ').length}) [ ${bytes} ] }`;

describe('inputs from calls in other files', () => {
  it.each<[string, Record<string, string>, [string, string], string, string[]]>([
    [
      'a list that a script maps, with a helper of its own and one that it imports',
      {
        'src/thumbnail.ts': thumbnail,
        'src/fill.ts': 'export const fill = (width: number) => new Uint8Array(width).fill(7);\n',
        'scripts/make.ts': `import { fill } from '../src/fill.ts';
import { thumbnail, type Image } from '../src/thumbnail.ts';
throw new Error('this must not run');
const make = (width: number): Image => ({ width, data: fill(width) });
export const images = [2, 3].map(make);
console.log(images.map(thumbnail));
`,
      },
      ['src/thumbnail.ts', 'thumbnail'],
      'scripts/make.ts:6',
      [image(2, '7, 7'), image(3, '7, 7, 7')],
    ],
    [
      'an arrow function with further arguments',
      {
        'mine.js': 'export function mine(block, zeros) { return block.length + zeros; }\n',
        'main.js': `import { mine } from './mine.js';\nconst blocks = ['a', 'b'];\nblocks.map((b) => mine(b, 4));\n`,
      },
      ['mine.js', 'mine'],
      'main.js:3',
      ["[ 'a', 4 ]", "[ 'b', 4 ]"],
    ],
    [
      'an import by another name, a re-export by a third and a path alias',
      {
        'tsconfig.json':
          '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "module": "esnext", "moduleResolution": "bundler" } }',
        'src/maths/square.ts': square,
        'src/maths/index.ts': `export { square as power2 } from './square.ts';\n`,
        'src/numbers.ts': 'export const numbers = [4, 5];\n',
        'bench/run.ts': `import { power2 as p } from '@/maths';\nimport { numbers } from '@/numbers';\nfor (const n of numbers) p(n);\n`,
      },
      ['src/maths/square.ts', 'square'],
      'bench/run.ts:3',
      ['4', '5'],
    ],
    [
      'export * and a namespace import',
      {
        'src/square.ts': square,
        'src/index.ts': `export * from './square.js';\n`,
        'src/use.ts': `import * as maths from './index.js';\nconst list = new Set([6, 7]);\nfor (const n of list) maths.square(n);\n`,
      },
      ['src/square.ts', 'square'],
      'src/use.ts:3',
      ['6', '7'],
    ],
    [
      'a default export by any name',
      {
        'src/square.ts': 'export default function square(x: number) { return x * x; }\n',
        'src/use.ts': `import anything from './square';\n[8, 9].forEach(anything);\n`,
      },
      ['src/square.ts', 'square'],
      'src/use.ts:2',
      ['8', '9'],
    ],
    [
      'a package of the workspace, linked or not, whose main file is compiled',
      {
        'package.json': '{ "type": "module", "workspaces": ["packages/*"] }',
        'packages/core/package.json': '{ "name": "@acme/core", "type": "module", "main": "dist/index.js" }',
        'packages/core/src/index.ts': `export { square } from './square.ts';\n`,
        'packages/core/src/square.ts': square,
        'packages/data/package.json':
          '{ "name": "@acme/data", "type": "module", "exports": { ".": "./src/index.ts" } }',
        'packages/data/src/index.ts': 'export const data = [10, 11];\n',
        'packages/app/package.json': '{ "name": "@acme/app", "type": "module" }',
        'packages/app/src/main.ts': `import { square } from '@acme/core';\nimport { data } from '@acme/data';\nconsole.log(data.map((n) => square(n)));\n`,
        'packages/app/node_modules/@acme/core': '->packages/core',
      },
      ['packages/core/src/square.ts', 'square'],
      'packages/app/src/main.ts:3',
      ['10', '11'],
    ],
    [
      'CommonJS that requires both',
      {
        'package.json': '{}',
        'lib/square.js': 'function square(x) { return x * x; }\nmodule.exports = { square };\n',
        'lib/numbers.js': 'module.exports = [12, 13];\n',
        'run.js': `const { square } = require('./lib/square');\nconst numbers = require('./lib/numbers');\nif (require.main === module) numbers.map(square);\n`,
      },
      ['lib/square.js', 'square'],
      'run.js:3',
      ['12', '13'],
    ],
    [
      'CommonJS called by an ES module in TypeScript',
      {
        'package.json': '{}',
        'lib/square.cjs': 'function square(x) { return x * x; }\nexports.square = square;\n',
        'run.ts': `import lib from './lib/square.cjs';\nexport const numbers: number[] = [14];\nfor (const n of numbers) lib.square(n);\n`,
      },
      ['lib/square.cjs', 'square'],
      'run.ts:3',
      ['14'],
    ],
    [
      'a file that is read beside the caller, inside its main function',
      {
        'src/count.ts': 'export const count = (text: string): number => text.length;\n',
        'scripts/words.txt': 'ab\ncde\n',
        'scripts/run.ts': `import { readFile } from 'node:fs/promises';
import { count } from '../src/count.ts';
async function main() {
  const text = await readFile(new URL('./words.txt', import.meta.url), 'utf8');
  const lines = text.trim().split('\\n');
  await Promise.all(lines.map((line) => count(line)));
  process.exit(3);
}
await main();
`,
      },
      ['src/count.ts', 'count'],
      'scripts/run.ts:6',
      ["'ab'", "'cde'"],
    ],
    [
      '__dirname of the caller',
      {
        'package.json': '{ "type": "commonjs" }',
        'src/count.ts': 'export const count = (text: string): number => text.length;\n',
        'tools/a.txt': 'xyz',
        'tools/run.ts': `import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';\nimport { count } from '../src/count';\nconst text = readFileSync(join(__dirname, 'a.txt'), 'utf8');\ncount(text);\n`,
      },
      ['src/count.ts', 'count'],
      'tools/run.ts:5',
      ["'xyz'"],
    ],
    [
      'a list that loops fill, with a generator of numbers that changes a variable',
      {
        'src/square.ts': square,
        'scripts/run.ts': `import { square } from '../src/square.ts';
let seed = 1;
function next(): number { seed = (seed * 16807) % 2147483647; return seed % 10; }
const list: number[] = [];
for (let i = 0; i < 3; i++) list.push(next());
const total = list.map(square).reduce((a, b) => a + b, 0);
console.log(total);
list.push(99);
`,
      },
      ['src/square.ts', 'square'],
      'scripts/run.ts:6',
      ['7', '9', '3'],
    ],
    [
      'a test, with what its hooks prepare',
      {
        'src/square.ts': square,
        'test/square.test.ts': `import { beforeAll, describe, expect, it } from 'vitest';
import { square } from '../src/square.ts';
describe('square', () => {
  let list: number[];
  beforeAll(async () => { list = [15, 16]; });
  it('multiplies', () => { for (const n of list) expect(square(n)).toBe(n * n); });
});
`,
      },
      ['src/square.ts', 'square'],
      'test/square.test.ts:6',
      ['15', '16'],
    ],
    [
      'a static method of an imported class',
      {
        'src/matrix.ts': 'export class Matrix { static trace(n: number): number { return n; } }\n',
        'src/use.ts': `import { Matrix as M } from './matrix.ts';\n[17].map((n) => M.trace(n));\n`,
      },
      ['src/matrix.ts', 'Matrix.trace'],
      'src/use.ts:2',
      ['17'],
    ],
    [
      'another file before a test, and a test before nothing',
      {
        'src/square.ts': square,
        'src/near.test.ts': `import { square } from './square.ts';\n[1].map(square);\n`,
        'far/away/from/it.ts': `import { square } from '../../../src/square.ts';\nsquare(18);\nsquare(19);\n`,
      },
      ['src/square.ts', 'square'],
      'far/away/from/it.ts:2',
      ['18', '19'],
    ],
  ])('are found: %s', async (_, files, target, place, items) => {
    expect(await itemsOf(files, target)).toEqual({ place, items });
  });

  it.each([
    [
      'a parameter',
      'export function all(list: number[]) { return list.map(square); }',
      'it needs the parameter `list` of `all`',
    ],
    [
      'the arguments of the program',
      'square(Number(process.argv[2]));',
      'it needs `process.argv` of the running program',
    ],
    [
      'a value that is awaited for each call',
      'for (const n of [1]) square(await Promise.resolve(n));',
      'it awaits a value for each call',
    ],
    [
      'a package that is not installed for the function',
      `import { value } from 'elsewhere';\nsquare(value);`,
      'it imports "elsewhere", which is not installed for the file of the function',
    ],
  ])('are rejected with a reason: %s', async (_, use, reason) => {
    const files = {
      'packages/a/package.json': '{ "type": "module" }',
      'packages/a/square.ts': square,
      'packages/b/use.ts': `import { square } from '../a/square.ts';\n${use}\n`,
      'packages/b/node_modules/elsewhere/package.json': '{}',
      'pnpm-workspace.yaml': '',
    };
    const place = `packages/b/use.ts:${use.startsWith('import') ? 3 : 2}`;
    expect(await itemsOf(files, ['packages/a/square.ts', 'square'])).toEqual({ refused: [`${place}: ${reason}`] });
  });

  it.each([
    ['installed and generated code', { 'node_modules/x/a.ts': '', 'dist/a.ts': '', '.cache/a.ts': '' }],
    [
      'another function of the name',
      { 'src/a.ts': `import { square } from './other.ts';\n[1].map(square);\n`, 'src/other.ts': square },
    ],
    ['a type', { 'src/a.ts': `import type { square } from './square.ts';\nexport type T = typeof square;\n` }],
  ])('are not found in %s', (_, others: Record<string, string>) => {
    const use = (folder: string): string => `import { square } from '${folder}/src/square.ts';\n[1].map(square);\n`;
    const files: Record<string, string> = { ...project, 'src/square.ts': square, ...others };
    for (const [name, text] of Object.entries(files))
      if (text === '') files[name] = use('../'.repeat(name.split('/').length - 1).replace(/\/$/, ''));
    const { candidates, refused } = callersOf(writeProject(files), 'src/square.ts', 'square', files);
    expect({ candidates, refused }).toEqual({ candidates: [], refused: [] });
  });
});
