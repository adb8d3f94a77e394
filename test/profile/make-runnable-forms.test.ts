import { describe, test } from 'vitest';
import type { FunctionKind } from '../../src/model/target.ts';
import { createProject, expectEverywhere, kindsOfRow } from './runnable/project.ts';

interface Form {
  name: string;
  source: string;
  expression: string | null;
  kind?: FunctionKind;
  exportPath?: string[];
}

const forms: Form[] = [
  { name: 'exported function', source: 'export function f(x: number) { return x * x; }', expression: 'f' },
  { name: 'function that is not exported', source: 'function f(x: number) { return x * x; }', expression: 'f' },
  {
    name: 'function that is not exported beside one that is',
    source: 'function f(x: number) { return x * x; }\nexport const other = 1;',
    expression: 'f',
  },
  { name: 'arrow in a const', source: 'const f = (x: number): number => x * x;', expression: 'f' },
  { name: 'exported arrow', source: 'export const f = (x: number): number => x * x;', expression: 'f' },
  { name: 'function expression', source: 'const f = function named(x: number) { return x * x; };', expression: 'f' },
  { name: 'generic arrow', source: 'export const f = <T,>(x: T) => (x as number) ** 2;', expression: 'f' },
  {
    name: 'async function',
    source: 'export async function f(x: number) { await null; return x * x; }',
    expression: 'f',
  },
  { name: 'async arrow', source: 'const f = async (x: number) => { await null; return x * x; };', expression: 'f' },
  { name: 'named default export', source: 'export default function f(x: number) { return x * x; }', expression: 'f' },
  { name: 'default export by name', source: 'const f = (x: number) => x * x;\nexport default f;', expression: 'f' },
  {
    name: 'anonymous default function',
    source: 'export default function (x: number) { return x * x; }',
    expression: null,
  },
  { name: 'anonymous default arrow', source: 'export default (x: number) => x * x;', expression: null },
  {
    name: 'anonymous async default arrow',
    source: 'export default async (x: number) => x * x;',
    expression: null,
  },
  {
    name: 'static method, bound by its selection',
    source: 'export class Box { static factor = 1; static f(x: number) { return x * x * this.factor; } }',
    expression: 'Box.f.bind(Box)',
    kind: 'static-method',
  },
  {
    name: 'static method that is not bound, of a class that is not exported',
    source: 'class Box { static #factor = 1; static f(x: number) { return x * x * this.#factor; } }',
    expression: 'Box.f',
    kind: 'static-method',
  },
  {
    name: 'function in a namespace',
    source: 'namespace Inner { export function f(x: number) { return x * x; } }',
    expression: 'Inner.f',
  },
  {
    name: 'function with a comment as the last line and no newline',
    source: 'export function f(x: number) { return x * x; } // the end',
    expression: 'f',
  },
  {
    name: 'static method of a class without a name',
    source: 'export default class { static factor = 1; static f(x: number) { return x * x * this.factor; } }',
    expression: null,
    kind: 'static-method',
    exportPath: ['default', 'f'],
  },
  {
    name: 'member of an object without a name',
    source: 'export default { factor: 1, f(x: number) { return x * x * this.factor; } };',
    expression: null,
    exportPath: ['default', 'f'],
  },
  {
    name: 'function of another file under another name',
    source: "export { square as f } from './b';",
    expression: null,
    exportPath: ['f'],
  },
  { name: 'const without a semicolon', source: 'export const f = (x: number) => x * x', expression: 'f' },
];

describe.each(['module', 'commonjs'])('in a package of type %s', (type) => {
  test.each(forms.map((form, index) => ({ ...form, kinds: kindsOfRow(index) })))(
    'runs: $name',
    async ({ source, expression, kind = 'function', exportPath, kinds }) => {
      const other = 'export function square(x: number) { return x * x; }';
      const folder = createProject({ 'package.json': JSON.stringify({ type }), 'src/a.ts': source, 'src/b.ts': other });
      const place = { expression, kind, kinds, ...(exportPath ? { exportPath } : {}) };
      await expectEverywhere(folder, { file: 'src/a.ts', ...place }, [1, 4, 9]);
    },
  );
});
