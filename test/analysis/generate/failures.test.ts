import { describe, expect, it } from 'vitest';
import { poolLibraries } from '../../../src/model/change.ts';
import { TestProject } from './project.ts';

const tasks = `// As modules that report errors do.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

export function fails(x: number): number {
  if (x === 5) throw new RangeError('no five');
  if (x === 6) throw 'no six';
  return x;
}
export async function rejects(x: number): Promise<number> {
  await Promise.resolve();
  return fails(x);
}
export function call(x: number | (() => number)): number {
  return typeof x === 'number' ? x : x();
}
`;

const library = `import { call, fails, rejects } from './tasks.ts';

export function all(xs: readonly number[]): number[] {
  return xs.map(fails);
}
export async function allRejecting(xs: readonly number[]): Promise<number[]> {
  return await Promise.all(xs.map(rejects));
}
export function called(xs: readonly (number | (() => number))[]): number[] {
  return xs.map(call);
}
`;

const main = `import { all, allRejecting, called } from './library.ts';
process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection');
const answer = async (made: () => unknown): Promise<string> => {
  try {
    return JSON.stringify(await made());
  } catch (error) {
    return error instanceof Error ? \`\${error.name}: \${error.message}\` : String(error);
  }
};
for (const call of [async (xs: number[]) => await all(xs), allRejecting])
  for (const xs of [[1, 5], [2, 3], [6, 4], []]) console.log(await answer(() => call(xs)));
const six = (): number => 6;
for (const xs of [[six], [1, 2, 3, 4, 5, six], [1, 2]])
  console.log((await answer(async () => await called(xs))).includes('cloned') ? 'not cloned' : await answer(async () => await called(xs)));
`;

const failing = ['RangeError: no five', '[2,3]', 'no six', '[]'];

describe('items that fail in workers whose modules listen for errors, and items that cannot be sent', () => {
  it.each(poolLibraries.filter((each) => each !== 'bullmq'))(
    'reach the caller with %s, later calls work, and the program ends',
    (pool) => {
      using project = new TestProject({ 'tasks.ts': tasks, 'library.ts': library, 'main.ts': main });
      for (let count = 0; count < 3; count++)
        expect(project.rewrite('library.ts', pool, { workers: 2 })).toMatchObject({ status: 'written' });
      expect(project.errors('main.ts')).toEqual([]);
      expect(project.run('main.ts').trim().split('\n')).toEqual([
        ...failing,
        ...failing,
        'not cloned',
        'not cloned',
        '[1,2]',
      ]);
    },
  );
});

it('does not send to a thread that ended while it was idle', () => {
  const leaving = `import { isMainThread } from 'node:worker_threads';

export function leave(x: number): number {
  if (!isMainThread) setTimeout(() => process.exit());
  return x;
}
`;
  const calls = `import { leave } from './tasks.ts';

export function all(xs: readonly number[]): number[] {
  return xs.map(leave);
}
`;
  const twice = `import { once } from 'node:events';
import { all } from './library.ts';

const [first] = await Promise.all([once(process, 'worker'), all([1])]);
first[0].ref();
await once(first[0], 'exit');
console.log(await all([2]));
`;
  using project = new TestProject({ 'tasks.ts': leaving, 'library.ts': calls, 'main.ts': twice });
  expect(project.rewrite('library.ts', 'worker_threads', { workers: 1 })).toMatchObject({ status: 'written' });
  expect(project.run('main.ts')).toBe('[ 2 ]\n');
});
