import { describe, test } from 'vitest';
import { createProject, expectEverywhere, kindsOfRow, type Files } from './runnable/project.ts';

const jsxRuntime: Files = {
  'node_modules/tiny/package.json': JSON.stringify({
    name: 'tiny',
    exports: { '.': './index.js', './jsx-runtime': './runtime.js', './jsx-dev-runtime': './runtime.js' },
  }),
  'node_modules/tiny/index.js': `exports.h = (type, props, ...children) => [type, props, children];`,
  'node_modules/tiny/runtime.js': `exports.jsx = exports.jsxs = exports.jsxDEV = (type, props) => ['jsx', type, props]; exports.Fragment = 'fragment';`,
};

const cases: { name: string; files: Files; file?: string; inputs?: string; values: unknown[]; spread?: boolean }[] = [
  {
    name: 'enums, const enums and a const enum of another file',
    files: {
      'a.ts': `import { Size } from './size';\nenum Color { Red, Green = 'green' }\nconst enum Step { One = 1 }\nexport const f = (x: number) => [Color.Green, Color[0], x + Step.One, Size.Large];`,
      'size.ts': 'export const enum Size { Small, Large = 7 }',
    },
    inputs: '[1]',
    values: [['green', 'Red', 2, 7]],
  },
  {
    name: 'legacy decorators with parameter decorators',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } } // comments are allowed',
      'a.ts': `const log: string[] = [];
function mark(name: string) { return (target: unknown, key?: string | symbol, index?: unknown) => { log.push(name + String(key) + typeof index); }; }
@mark('class') class A { @mark('method') m(@mark('parameter') x: number) { return x; } }
export const f = (x: number) => [new A().m(x), log.join(' ')];`,
    },
    inputs: '[1]',
    values: [[1, 'parametermnumber methodmobject classundefinedundefined']],
  },
  {
    name: 'standard decorators',
    files: {
      'a.ts': `function twice(method: (this: unknown, x: number) => number, context: ClassMethodDecoratorContext) {
  return function (this: unknown, x: number) { return [context.kind, 2 * method.call(this, x)]; };
}
class A { @twice m(x: number) { return x; } }
export const f = (x: number) => new A().m(x);`,
    },
    inputs: '[3]',
    values: [['method', 6]],
  },
  {
    name: 'parameter properties',
    files: {
      'a.ts': `class Point { constructor(readonly x: number, private y = 2) {} sum() { return this.x + this.y; } }\nexport const f = (x: number) => new Point(x).sum();`,
    },
    values: [3, 4, 5],
  },
  {
    name: 'fields by assignment where useDefineForClassFields is off',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "useDefineForClassFields": false } }',
      'a.ts': `class Base { set x(value: number) { this.seen = value; } seen = 0; }\nclass Derived extends Base { override x = 5; }\nexport const f = (x: number) => x + new Derived().seen;`,
    },
    values: [6, 7, 8],
  },
  {
    name: 'namespaces, abstract classes, overloads, satisfies and import =',
    files: {
      'package.json': '{ "type": "commonjs" }',
      'a.ts': `import path = require('node:path');
namespace Shapes { export abstract class Shape { abstract area(): number; } export class Square extends Shape { constructor(private side: number) { super(); } area() { return this.side ** 2; } } }
function f(x: string): number; function f(x: number): number;
function f(x: unknown) { return new Shapes.Square(Number(x)).area() + path.sep.length satisfies number; }`,
    },
    values: [2, 5, 10],
  },
  {
    name: 'type-only imports, also without the word type',
    files: {
      'a.ts': `import { Shape } from './shape';\nimport type { Gone } from './gone-types';\nexport const f = (x: number): number => { const shape: Shape = { side: x }; const gone: Gone | null = null; return shape.side + (gone ?? 1); };`,
      'shape.ts': 'export interface Shape { side: number }',
    },
    values: [2, 3, 4],
  },
  {
    name: 'types that are re-exported without the word type',
    files: {
      'a.ts': `import { double, Options, Shape } from './index';\nexport { Options };\nexport { Shape } from './index';\nexport const f = (x: number): number => { const o: Options & Shape = { x }; return double(o.x); };`,
      'index.ts': `export * from './options';\nexport { Shape, double as double } from './shape';`,
      'options.ts': 'export interface Options { x: number }\nexport const other = 1;',
      'shape.ts': `import { Shape } from './shape-type';\nexport { Shape };\nexport const double = (x: number) => 2 * x; // the end`,
      'shape-type.ts': 'export type Shape = { x: number };',
    },
    values: [2, 4, 6],
  },
  {
    name: 'using declarations',
    files: {
      'a.ts': `export const f = (x: number) => { const log: string[] = []; { using it = { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { log.push('disposed'); } } as Disposable; void it; } return log.join() + x; };`,
    },
    inputs: '[1]',
    values: ['disposed1'],
  },
  {
    name: 'JSX with a factory of the tsconfig',
    file: 'a.tsx',
    files: {
      ...jsxRuntime,
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }',
      'a.tsx': `import { h } from 'tiny';\nexport const f = (x: number) => <p title="t">{x}</p>;`,
    },
    inputs: '[1]',
    values: [['p', { title: 't' }, [1]]],
  },
  {
    name: 'JSX with the automatic runtime, settings inherited',
    file: 'src/a.tsx',
    files: {
      ...jsxRuntime,
      'tsconfig.base.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "tiny" } }',
      'src/tsconfig.json': '{ "extends": "../tsconfig.base.json" }',
      'src/a.tsx': `export const f = (x: number) => <p title="t">{x}</p>;`,
    },
    inputs: '[1]',
    values: [['jsx', 'p', { title: 't', children: 1 }]],
  },
  {
    name: 'JSX that the tsconfig preserves for a framework',
    file: 'a.jsx',
    files: {
      ...jsxRuntime,
      'node_modules/react/package.json': '{ "name": "react", "exports": { "./jsx-runtime": "./jsx-runtime.js" } }',
      'node_modules/react/jsx-runtime.js': `exports.jsx = (type, props) => ['react', type, props];`,
      'tsconfig.json': '{ "compilerOptions": { "jsx": "preserve" } }',
      'a.jsx': `export const f = (x) => <p>{x}</p>;`,
    },
    inputs: '[1]',
    values: [['react', 'p', { children: 1 }]],
  },
  {
    name: 'JSX in a .js file, and inputs with JSX',
    file: 'a.js',
    files: {
      ...jsxRuntime,
      'package.json': '{ "type": "commonjs" }',
      'a.js': `/** @jsx h */\nimport { h } from 'tiny';\nimport { list } from './list';\nexport const f = (x) => <p>{x[0]}{list.length}</p>;`,
      'list.js': `/** @jsx h */\nimport { h } from 'tiny';\nexport const list = <ul></ul>;`,
    },
    inputs: '[<b />]',
    values: [['p', null, ['b', 3]]],
  },
  {
    name: 'a function of two parameters',
    files: { 'a.ts': 'export const f = (base: number, exponent: number) => base ** exponent;' },
    inputs: '[[2, 3], [3, 3]]',
    spread: true,
    values: [8, 27],
  },
];

describe.each(['module', 'commonjs'])('TypeScript that Node cannot strip, in a package of type %s', (type) => {
  test.each(cases.map((row, index) => ({ ...row, kinds: kindsOfRow(index) })))(
    '$name',
    async ({ files, file = 'a.ts', inputs = '[1, 2, 3]', values, spread = false, kinds }) => {
      const folder = createProject({ 'package.json': JSON.stringify({ type }), ...files });
      await expectEverywhere(folder, { file, expression: 'f', inputs, spread, kinds }, values);
    },
  );
});

describe('inputs', () => {
  const source = `import { range } from './range';\nimport { later } from './range';\nconst numbers = [4, 5];\nexport const f = (x: number) => x + 1;`;
  const files = {
    'package.json': '{}',
    'a.ts': source,
    'range.ts': `export const range = (n: number) => Array.from({ length: n }, (_, i) => i);\nexport const later = async () => [7];`,
  };
  test.each([
    ['what the module declares', 'numbers', [5, 6]],
    ['what only the inputs import', 'range(3)', [1, 2, 3]],
    ["the module's own range, whatever it does", 'range(2, 9)', [1, 2]],
    ['await', '[...(await later()), ...numbers]', [8, 5, 6]],
    ['types', '(numbers as readonly number[]).map<number>((n): number => n * 10)', [41, 51]],
    ['a comment at the end', '[1] // one', [2]],
    ['several lines', '[\n  1,\n  2,\n]', [2, 3]],
    ['an import of its own', `(await import('./range')).range(2)`, [1, 2]],
  ])('may use %s', async (_, inputs, values) => {
    await expectEverywhere(createProject(files), { file: 'a.ts', expression: 'f', inputs }, values);
  });
});
