import { afterAll, describe, expect, it } from 'vitest';
import { TestProject } from './project.ts';

const tasks = `export const double = (x: number): number => 2 * x;
export const scale = (x: number, factor: number): number => x * factor;
export const wait = (x: number): Promise<number> => Promise.resolve(x);
`;
const head = `import { double, scale, wait } from './tasks.ts';\nvoid [double, scale, wait];\nconst xs = [1, 2, 3];\nvoid xs;\n`;
const project = new TestProject({ 'tasks.ts': tasks });
afterAll(() => {
  project[Symbol.dispose]();
});

function written(loop: string): string {
  project.write('main.ts', `${head}${loop}\nconsole.log(JSON.stringify(out));\n`);
  const generated = project.rewrite('main.ts', 'parallel-profiler');
  return generated?.status === 'written' ? project.read('main.ts') : String(generated?.reason ?? null);
}

describe('a loop that fills an array', () => {
  it.each([
    ['const out: number[] = [];\nfor (let i = 0; i < xs.length; i++) out.push(double(xs[i]!));', 'pool.map(double, xs'],
    [
      'const out = new Array<number>(xs.length);\nfor (let i = 0; i < xs.length; i++) {\n  out[i] = double(xs[i] as number);\n}',
      'const out = await pool.map(double, ',
    ],
    [
      'const out: number[] = [];\nfor (let i = 0; i < xs.length; ++i) out[i] = scale(xs[i]!, i);',
      'Array.from({ length: xs.length }, (_, i) => [xs[i]!, i] as Parameters<typeof scale>)',
    ],
    [
      'const out: number[] = [];\nfor (let i = 0; i < 3; i++) out.push(double(i));',
      'Array.from({ length: 3 }, (_, i) => i)',
    ],
    [
      'const out: number[] = [];\nfor (const x of xs) {\n  const doubled = double(x);\n  out.push(doubled);\n}',
      'const out: number[] = await pool.map(double, xs',
    ],
    [
      'const out = [0, 0, 0];\nfor (let i = 0; i < xs.length; i++) out[i] = double(xs[i]!);',
      'for (const [index, result] of (await pool.map(double, xs',
    ],
    [
      'const out: number[] = [];\nfor (let i = 0; i < xs.length; i++) out.push(await wait(xs[i]!));',
      'pool.map(wait, xs',
    ],
  ])('is rewritten, with the same results: %s', (loop, expected) => {
    project.write('serial.ts', `${head}${loop}\nconsole.log(JSON.stringify(out));\n`);
    const text = written(loop);
    expect(text).toContain(expected);
    expect(project.errors('main.ts')).toEqual([]);
    expect(project.run('main.ts'), text).toBe(project.run('serial.ts'));
  });

  it.each([
    'const out: number[] = [];\nfor (let i = 0; i < xs.length; i++) out.push(double(xs[i++]!));',
    'const out: number[] = [];\nfor (let i = 1; i < xs.length; i++) out[i] = double(xs[i]!);',
    'const out: number[] = [];\nfor (let i = 0; i < xs.length; i++) out[i + 1] = double(xs[i]!);',
    'const out: number[] = [];\nfor (const x of xs) {\n  const doubled = double(x);\n  out.push(double(doubled));\n}',
    'const out: number[] = [];\nfor (let i = 0; i < xs.length; i++) out.push(xs[i]! * 2);',
    'const out: number[][] = [[], [], []];\nfor (let i = 0; i < xs.length; i++) out[i]!.push(double(xs[i]!));',
    'const out: number[][] = [[], []];\nfor (const x of xs) out[x % 2]!.push(double(x));',
  ])('is left alone: %s', (loop) => {
    project.write('main.ts', `${head}${loop}\n`);
    expect(project.sites('main.ts')).toEqual([]);
  });
});
