import { describe, expect, it } from 'vitest';
import type { GeneratedCode, PoolLibrary } from '../../../src/model/change.ts';
import { TestProject } from './project.ts';

const work = 'export function work(x: number): number {\n  return 2 * x;\n}\n';
const all = `import { work } from './work.ts';\n\nexport function all(xs: number[]): number[] {\n  return xs.map(work);\n}\n`;

/** Makes the first call of a file parallel and returns what came, with the texts of all files. */
function rewritten(
  files: Record<string, string>,
  name: string,
  library: PoolLibrary = 'piscina',
): { generated: GeneratedCode | null; errors: string[]; text: string; created: string } {
  using project = new TestProject(files);
  const generated = project.rewrite(name, library);
  const created = generated?.status === 'written' ? (generated.change.newFiles[0]?.text ?? '') : '';
  return { generated, errors: project.errors(name), text: project.read(name), created };
}

describe('a call whose function becomes async', () => {
  it.each([
    ['JavaScript', 'main.js', `import { all } from './all.ts';\nconsole.log(all([1]).length);\n`],
    ['text', 'main.ts', `import { all } from './all.ts';\nconsole.log(JSON.stringify(all([1])));\n`],
    ['a callback', 'main.ts', `import { all } from './all.ts';\nconsole.log([[1]].map(all).flat().length);\n`],
  ])('is rejected where another file does not await it: %s', (_, name, text) => {
    const { generated } = rewritten({ 'work.ts': work, 'all.ts': all, [name]: text }, 'all.ts');
    expect(generated).toMatchObject({ status: 'refused' });
    expect(generated).toMatchObject({ reason: expect.stringContaining(`${name}:2 does not await it`) as string });
  });

  it('is rewritten where other files await it', () => {
    const main = `import { all } from './all.ts';\nconsole.log((await all([1])).length, await Promise.all([all([2])]));\n`;
    expect(rewritten({ 'work.ts': work, 'all.ts': all, 'main.ts': main }, 'all.ts').generated).toMatchObject({
      status: 'written',
    });
  });
});

it.each([
  [
    'changes its argument',
    'function f(p: { x: number }): number {\n  p.x++;\n  return p.x;\n}\nconst ps = [{ x: 1 }];\nconsole.log(ps.map(f), ps);\n',
    'argument-mutated',
  ],
  [
    'returns an instance',
    'class P {\n  x = 1;\n  len(): number {\n    return this.x;\n  }\n}\nfunction f(x: number): P {\n  const p = new P();\n  p.x = x;\n  return p;\n}\nconsole.log([1].map(f).map((p) => p.len()));\n',
    'class-instance-loses-prototype',
  ],
])('a function that %s is not sent to workers', (_, text, code) => {
  expect(rewritten({ 'main.ts': text }, 'main.ts').generated).toMatchObject({
    status: 'refused',
    findings: [{ code }],
  });
});

describe('the formatting of the file', () => {
  const styled = `import { basename } from "path"\n\nfunction name(x: string): string {\n\treturn basename(x)\n}\n\nexport async function names(): Promise<string[]> {\n\tconst xs = ["/a"]\n\treturn xs.map(name)\n}\n`;

  it.each(['piscina', 'worker_threads', 'parallel-profiler'] as const)('is followed by %s', (library) => {
    const { text, created, errors } = rewritten({ 'main.ts': styled }, 'main.ts', library);
    expect(errors).toEqual([]);
    for (const each of [text, created]) {
      expect(each).not.toMatch(/;$/m);
      expect(each).not.toMatch(/'(?!s\b)/);
      expect(each).not.toMatch(/^ +\S(?<!\*)/m);
    }
  });

  it('includes its line breaks, in new files too', () => {
    const { text, created } = rewritten({ 'main.ts': styled.replaceAll('\n', '\r\n') }, 'main.ts');
    for (const each of [text, created]) expect(each).not.toMatch(/(?<!\r)\n/);
  });
});

it.each(['piscina', 'worker_threads', 'parallel-profiler'] as const)(
  'a default export of the file, and constants of its arguments, can be used with %s',
  (library) => {
    const text = `const modes = { a: 1, b: 2 };\n\nexport default function heavy(x: number, factor = modes.a): number {\n  return x * factor;\n}\n\nexport async function both(xs: number[]): Promise<number[]> {\n  return xs.map((x) => heavy(x, modes.b));\n}\n`;
    const main = `import heavy, { both } from './heavy.ts';\nconsole.log(heavy(1), await both([1, 2]));\n`;
    using project = new TestProject({ 'heavy.ts': text, 'main.ts': main });
    expect(project.rewrite('heavy.ts', library)).toMatchObject({ status: 'written' });
    expect(project.errors('main.ts')).toEqual([]);
    expect(project.run('main.ts')).toBe('1 [ 2, 4 ]\n');
  },
);

it('a TypeScript file that is compiled to CommonJS has no import.meta', () => {
  const compilerOptions = { module: 'commonjs', moduleResolution: 'bundler', target: 'es2022', strict: true };
  const files = {
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'], skipLibCheck: true } }),
    'work.ts': work,
    'main.ts': `import { work } from './work';\nexport async function all(xs: number[]) {\n  return xs.map(work);\n}\n`,
  };
  using project = new TestProject(files, {});
  expect(project.rewrite('main.ts', 'piscina')).toMatchObject({ status: 'written' });
  expect(project.read('main.ts')).toContain(`filename: require.resolve('./work')`);
});
