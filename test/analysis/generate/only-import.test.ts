import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolLibraries } from '../../../src/model/change.ts';
import { TestProject } from './project.ts';

const programs = {
  'is of the function that is called': `import { double } from './tasks.ts';

const numbers = [1, 2, 3];
console.log(JSON.stringify(numbers.map(double)));
`,
  'is of what moves with the function': `// Names of files.
import { basename } from 'node:path';

const label = (name: string): string => basename(name);
console.log(JSON.stringify(['/a/b', '/c'].map(label)));
`,
  'is a default one': `import double from './tasks.ts';

console.log(JSON.stringify([1, 2, 3].map(double)));
`,
  'is a default one beside names': `import twice, { type Amount } from './tasks.ts';

const amounts: Amount[] = [1, 2, 3];
console.log(JSON.stringify(amounts.map(twice)));
`,
  'is a name beside a default one': `import twice, { double } from './tasks.ts';

console.log(JSON.stringify([1, 2, 3].map(double)), twice(2));
`,
  'is a namespace': `import * as tasks from './tasks.ts';

console.log(JSON.stringify([1, 2, 3].map(tasks.double)));
`,
  'is of defaults that move with a function': `import twice, { type Amount } from './tasks.ts';
import path, { basename } from 'node:path';

const label = (name: string): string => path.dirname(basename(name)) + twice(1);
const amounts: Amount[] = [1];
console.log(JSON.stringify(['/a/b', '/c'].map(label)), basename('/d'), amounts);
`,
};

const tasks = `export type Amount = number;
export function double(x: number): number {
  return 2 * x;
}
export { double as default };
`;
const project = new TestProject({ 'tasks.ts': tasks });
afterAll(() => {
  project[Symbol.dispose]();
});

/** The import takes the place of the declaration, of which nothing is left. */
describe.each(Object.entries(programs))('the only import of a file %s', (_, program) => {
  let before: string;
  beforeAll(() => {
    project.write('main.ts', program);
    before = project.run('main.ts');
  });
  it.each(poolLibraries)('%s', (library) => {
    const name = `main-${library}.ts`;
    project.write(name, program);
    expect(project.rewrite(name, library)).toMatchObject({ status: 'written' });
    expect(project.errors(name)).toEqual([]);
    expect(project.read(name)).not.toMatch(/\n\n\n|^\n/);
    // The code for BullMQ needs a server to run.
    if (library !== 'bullmq') expect(project.run(name)).toBe(before);
  });
});
