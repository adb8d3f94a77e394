import { describe, expect, it } from 'vitest';
import { poolLibraries } from '../../../src/model/change.ts';
import { TestProject } from './project.ts';
import { program, tasks } from './shapes.ts';

/** Callbacks that use variables around them. */
const callbacks = `import { double } from './tasks.ts';

export function salted(xs: readonly number[], salt: number, label: string): string[] {
  return xs.map((x, index) => {
    const twice = double(x) * salt;
    return \`\${label}\${index}: \${twice}\`;
  });
}

const sums = [{ x: 1, y: 2 }, { x: 3, y: 4 }].map(({ x, y }) => double(x) + y);
console.log(JSON.stringify([sums, salted([1, 2, 3], 3, 'n')]));
`;

describe('the parallel version of all shapes at once', () => {
  it.each(poolLibraries.filter((library) => library !== 'bullmq'))(
    'compiles with %s and gives equal results',
    (library) => {
      using project = new TestProject({ 'tasks.ts': tasks, 'program.ts': program });
      expect(project.errors('program.ts')).toEqual([]);
      const expected = project.run('program.ts');
      const rewritten: string[] = [];
      for (let count = 0; count < 20; count++) {
        const generated = project.rewrite('program.ts', library, {
          workers: 2,
          chunkSize: library === 'piscina' ? null : 2,
        });
        if (!generated) break;
        if (generated.status === 'refused') throw new Error(`${generated.reason}\n${project.read('program.ts')}`);
        rewritten.push(generated.title);
      }
      expect(rewritten.length).toBe(10);
      expect(project.errors('program.ts')).toEqual([]);
      const text = project.read('program.ts');
      expect(text).not.toMatch(/\.map\((double|later|square|describeItem)\)/);
      expect(project.run('program.ts'), text).toBe(expected);
    },
  );
});

it.each(['worker_threads', 'piscina'] as const)(
  'passes what a callback captures, with %s, and gives equal results',
  (library) => {
    using project = new TestProject({ 'tasks.ts': tasks, 'callbacks.ts': callbacks });
    const expected = project.run('callbacks.ts');
    for (let count = 0; count < 2; count++)
      expect(project.rewrite('callbacks.ts', library)).toMatchObject({ status: 'written' });
    expect(project.errors('callbacks.ts')).toEqual([]);
    expect(project.read('callbacks.ts')).not.toMatch(/double\(x\) [*+]/);
    expect(project.run('callbacks.ts')).toBe(expected);
  },
);

/** Calls in functions, of which one is skipped at times and one repeated. */
const calls = `import { double } from './tasks.ts';

export function all(xs: readonly number[]): number[] {
  return xs.map(double);
}
export const some = (xs: readonly number[], wanted: boolean): number[] => (wanted ? xs.map(double) : []);
export function rows(table: readonly number[][]): number[][] {
  const found: number[][] = [];
  for (const row of table) found.push(row.map((x) => double(x)));
  return found;
}
`;
const main = `import { all, rows, some } from './library.ts';
console.log(JSON.stringify([await all([1, 2]), await all([3]), await some([4], true), await some([5], false), await rows([[6], [7]])]));
`;

it.each(['parallel-profiler', 'piscina', 'tinypool'] as const)(
  'keeps one pool of %s for all calls in functions, and the program ends',
  (library) => {
    using project = new TestProject({ 'tasks.ts': tasks, 'library.ts': calls, 'main.ts': main });
    const expected = project.run('main.ts');
    for (let count = 0; count < 3; count++)
      expect(project.rewrite('library.ts', library)).toMatchObject({ status: 'written' });
    expect(project.errors('library.ts')).toEqual([]);
    const text = project.read('library.ts');
    expect(text.match(/^let .*/gm)).toHaveLength(1);
    expect(text.match(/\(sharedPool \?\?= new /g)).toHaveLength(3);
    expect(project.run('main.ts')).toBe(expected);
  },
);

it('starts threads once for all calls with worker_threads, and the program ends', () => {
  using project = new TestProject({
    'tasks.ts': tasks,
    'library.ts': calls,
    'main.ts': main,
    'count.ts': `let started = 0;\nprocess.on('worker', () => started++);\nawait import('./main.ts');\nconsole.log(started);\n`,
  });
  const expected = project.run('main.ts');
  for (let count = 0; count < 3; count++)
    expect(project.rewrite('library.ts', 'worker_threads', { workers: 2, chunkSize: 1 })).toMatchObject({
      status: 'written',
    });
  expect(project.errors('library.ts')).toEqual([]);
  // Two for the first call, and none for the others.
  expect(project.run('count.ts')).toBe(`${expected}2\n`);
});
