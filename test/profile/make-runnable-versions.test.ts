import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProject, expectEverywhere, runSelection } from './runnable/project.ts';

/** Another major version of Node on the PATH, at least 20: its module hooks may work the other way. */
function findOtherNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return [...new Set(candidates.filter((path) => existsSync(path)).map((path) => realpathSync(path)))].find((path) => {
    const major = Number(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]);
    return major >= 20 && major !== Number(process.versions.node.split('.')[0]);
  });
}

const node = findOtherNode();
const version = node === undefined ? undefined : execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const title = version ?? 'no other Node from 20 on was found on the PATH, so nothing is tested';

describe.skipIf(node === undefined)(`under another Node: ${title}`, () => {
  const other = { node: node ?? '' };
  const types = ['module', 'commonjs'];

  test.each(types)('TypeScript runs with aliases, JSON and an enum, in a package of type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/a.ts': `import { twice } from '@/lib';\nimport data from './data.json';\nenum Add { one = 1 }\nfunction f(x: number) { return twice(x) + Add.one + data.zero; }\nexport {};`,
      'src/lib.ts': `export { twice } from './lib/twice.js';`,
      'src/lib/twice.ts': 'export const twice = (x: number): number => 2 * x;',
      'src/data.json': '{ "zero": 0 }',
    });
    await expectEverywhere(folder, { ...other, file: 'src/a.ts', expression: 'f' }, [3, 5, 7]);
  });

  test.each(types)('an anonymous default export runs, in a package of type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.ts': 'export default (x: number) => -x;',
    });
    await expectEverywhere(folder, { ...other, file: 'a.ts', expression: null }, [-1, -2, -3]);
  });

  test('an ES module imports CommonJS by name, and CommonJS requires an ES module', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import { add } from './add.cts';\nexport const f = (x: number) => add(x);`,
      'add.cts': `import { one } from './one.mjs';\nimport { two } from './deep';\nexport const add = (x: number): number => x + one + two;`,
      'one.mts': `import { two } from './deep';\nexport const one: number = two - 1;`,
      'deep.cts': 'export const two = 2;',
    });
    await expectEverywhere(folder, { ...other, file: 'a.ts', expression: 'f' }, [4, 5, 6]);
  });

  test.each(types)('computed imports, workers and paths work, in a package of type %s', async (type) => {
    const url = type === 'module' ? `new URL('./worker.ts', import.meta.url)` : `__dirname + '/worker.ts'`;
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'worker.ts': `import { parentPort } from 'node:worker_threads';\nimport { run } from './plugins/one';\nparentPort!.postMessage(run(5));`,
      'plugins/one.ts': `enum Base { ten = 10 }\nexport const run = (x: number): number => Base.ten + x;`,
      'a.ts': `import { Worker } from 'node:worker_threads';
export const f = async (name: string) => {
  const { run } = await import('./plugins/' + name);
  const worker = await new Promise((resolve) => new Worker(${url}).once('message', resolve));
  return [run(1), worker];
};`,
    });
    const selection = { ...other, file: 'a.ts', expression: 'f', inputs: `['one']` };
    await expectEverywhere(folder, selection, [[11, 15]]);
  });

  test.each(types)('stacks show the TypeScript lines, in a package of type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.ts': `interface A { x: number }\n\nenum B { c }\n\nexport const f = (x: number): A => {\n  throw new Error(B[0] + x);\n};`,
    });
    const { runs } = await runSelection(folder, { ...other, file: 'a.ts', expression: 'f', inputs: '[1]' });
    expect(Object.keys(runs)).toEqual(['serial', 'threads', 'processes']);
    for (const { error } of Object.values(runs)) {
      expect(error?.message).toBe('c1');
      expect(error?.stack).toContain(`${join(folder, 'a.ts')}:6:9`);
    }
  });

  test('main guards do not mistake a module for the main program', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'child.ts': `process.send!(require.main === module, () => process.disconnect());`,
      'a.ts': `import { fork } from 'node:child_process';\nconst main = require.main === module;\nexport const f = () => new Promise((resolve) => { fork(__dirname + '/child.ts').once('message', (child) => resolve([main, child])); });`,
    });
    await expectEverywhere(folder, { ...other, file: 'a.ts', expression: 'f', inputs: '[1]' }, [[false, true]]);
  });
});
