import { afterAll, describe, expect, it } from 'vitest';
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
};

const project = new TestProject({ 'tasks.ts': 'export function double(x: number): number {\n  return 2 * x;\n}\n' });
afterAll(() => {
  project[Symbol.dispose]();
});

/** The import takes the place of the declaration, of which nothing is left. */
describe.each(Object.entries(programs))('the only import of a file %s', (_, program) => {
  it.each(poolLibraries.filter((library) => library !== 'bullmq'))('%s', (library) => {
    const name = `main-${library}.ts`;
    project.write(name, program);
    const before = project.run(name);
    expect(project.rewrite(name, library)).toMatchObject({ status: 'written' });
    expect(project.errors(name)).toEqual([]);
    expect(project.read(name)).not.toMatch(/\n\n\n|^\n/);
    expect(project.run(name)).toBe(before);
  });
});
