import { expect, it } from 'vitest';
import { importedTasks } from '../../../src/analysis/tasks/imported-tasks.ts';

const names = (options: string): string[] =>
  importedTasks(
    '/project/main.ts',
    `import { Piscina } from 'piscina';\nconst pool = new Piscina({ filename: new URL('./task.ts', import.meta.url).href });\nexport const go = (name: string) => pool.run(1, ${options});`,
  ).map(({ name }) => name);

it('are those that a pool names', () => {
  expect(names("{ name: 'move' }")).toEqual(['default', 'move']);
});

it('may be all exports if a variable names them', () => {
  expect(names('{ name }')).toEqual(['*']);
  expect(names('{ signal: undefined, name: name + 1 }')).toEqual(['*']);
});
