import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeVersion } from '../../src/analysis/code-version.ts';
import { Projects } from '../../src/analysis/project/projects.ts';
import type { CodeVersion } from '../../src/model/code-version.ts';

const projects = new Projects();
const at = (name: string): string => join(import.meta.dirname, `versions-${name}.ts`);
const location = { file: '', line: 1, column: 1 };

/** Returns the version of `task` in `main`, next to the module `other`. */
function version(main: string, other = 'export {};', name = 'task'): CodeVersion | null {
  projects.open(at('other'), other);
  const { program, sourceFile } = projects.open(at('main'), main);
  return codeVersion(program, sourceFile, { name, location });
}

const main = `
import { weight } from './versions-other.ts';
const table = new Uint32Array(8);
for (let i = 0; i < 8; i++) table[i] = seed(i);
function seed(i: number): number { return i * 3; }
function unused(): number { return 1; }
export function task(n: number): number { return table[n & 7]! + weight(n); }
console.log(unused());
`;
const other = `
const factor = 2;
export function weight(n: number): number { return n * factor; }
export function neighbour(): void {}
`;

const changes: [what: string, main: string, other: string][] = [
  ['the function itself', main.replace('n & 7', 'n & 3'), other],
  ['a function that fills a table of its', main.replace('i * 3', 'i * 5'), other],
  ['a loop at the top that fills a table of its', main.replace('i < 8; i++) table', 'i < 7; i++) table'), other],
  ['a function in another file', main, other.replace('n * factor', 'n + factor')],
  ['a constant in another file', main, other.replace('factor = 2', 'factor = 4')],
];
const same: [what: string, main: string, other: string][] = [
  ['a neighbour that it does not call', main.replace('return 1', 'return 2'), other],
  ['a neighbour in another file', main, other.replace('neighbour(): void {}', 'neighbour(): number { return 1; }')],
  ['a comment', main.replace('export function', '/** Adds. */\nexport function'), other],
  [
    'the layout',
    main.replace('{ return table[n & 7]! + weight(n); }', '{\n  return table[n & 7]! +\n    weight(n);\n}'),
    other,
  ],
  ['a type', main.replace('task(n: number)', 'task(n: 1 | 2)'), other],
];

describe('the version of the code of a function', () => {
  it.each(changes)('changes with %s', (_, changedMain, changedOther) => {
    const digest = version(changedMain, changedOther)?.digest;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).not.toBe(version(main, other)?.digest);
  });

  it.each(same)('does not change with %s', (_, changedMain, changedOther) => {
    expect(changedMain + changedOther).not.toBe(main + other);
    expect(version(changedMain, changedOther)?.digest).toBe(version(main, other)?.digest);
  });

  it('names the files that contain the code', () => {
    expect(version(main, other)?.files).toEqual([normalize(at('main')), normalize(at('other'))]);
  });

  it.each([
    [
      'methods',
      'class Sum { static task(n: number) { return this.add(n); } static add(n: number) { return n + 1; } }',
      'n + 1',
      'n + 2',
      'Sum.task',
    ],
    ['classes', 'class Sum { n = 1; }\nexport const task = () => new Sum().n;', 'n = 1', 'n = 2', 'task'],
    [
      'aliases',
      "import { weight as w } from './versions-other.ts';\nexport const task = (n: number) => [n].map(w);",
      '',
      '',
      'task',
    ],
    [
      'modules that it loads',
      "export const task = async (n: number) => (await import('./versions-other.ts')).weight(n);",
      '',
      '',
      'task',
    ],
    [
      'objects',
      'const ops = { add: (n: number) => n + 1 };\nexport const task = (n: number) => ops.add(n);',
      'n + 1',
      'n + 2',
      'task',
    ],
  ])('follows %s', (_, text, from, to, name) => {
    const changed = version(text.replace(from, to), from === '' ? other.replace('n * factor', 'n') : other, name);
    expect(changed?.digest).not.toBe(version(text, other, name)?.digest);
  });

  it('is unknown if the function no longer exists', () => {
    expect(version('export const other = 1;')).toBeNull();
  });
});
