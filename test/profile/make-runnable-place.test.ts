import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createProject, expectEverywhere, runSelection } from './runnable/project.ts';

const types = ['module', 'commonjs'];

describe('code that runs in place', () => {
  test('has the right import.meta.url, filename and dirname', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'src/a.ts': 'export const f = (x: number) => [x, import.meta.url, import.meta.filename, import.meta.dirname];',
    });
    const file = join(folder, 'src/a.ts');
    await expectEverywhere(folder, { file: 'src/a.ts', expression: 'f', inputs: '[1]' }, [
      [1, pathToFileURL(file).href, file, join(folder, 'src')],
    ]);
  });

  test('has the right __dirname and __filename', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'src/a.ts': 'export const f = (x: number) => [x, __filename, __dirname, module.id === __filename];',
    });
    await expectEverywhere(folder, { file: 'src/a.ts', expression: 'f', inputs: '[1]' }, [
      [1, join(folder, 'src/a.ts'), join(folder, 'src'), true],
    ]);
  });

  test.each([
    ['module', `new URL('./data.txt', import.meta.url)`],
    ['commonjs', `require('node:path').join(__dirname, 'data.txt')`],
  ])('reads files next to it, in a package of type %s', async (type, place) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'src/a.ts': `import { readFileSync } from 'node:fs';\nexport const f = (x: number) => readFileSync(${place}, 'utf8') + x;`,
      'src/data.txt': 'data',
    });
    await expectEverywhere(folder, { file: 'src/a.ts', expression: 'f', inputs: '[1]' }, ['data1']);
  });

  test('finds TypeScript and packages with createRequire', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nexport const f = (x: number) => [x, load('./lib.cts').name, load('./bare').name, load('pkg')];`,
      'lib.cts': `enum Name { lib = 'lib' }\nexport const name: string = Name.lib;`,
      'bare.cts': `export const name: string = 'bare';`,
      'node_modules/pkg/index.js': `module.exports = 'pkg';`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[1, 'lib', 'bare', 'pkg']]);
  });
});

describe('imports by a computed name', () => {
  test.each(types)('work in a package of type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.ts': `export const f = async (name: string) => {
  const full = await import('./plugins/' + name + '.ts');
  const bare = await import(\`./plugins/\${name}\`);
  return [full.run(1), bare.run(2), full.Level.High];
};`,
      'plugins/one.ts': `import { base } from './base';\nexport enum Level { Low, High = 7 }\nexport const run = (x: number): number => base + x;`,
      'plugins/base.ts': 'export const base = 10;',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: `['one']` }, [[11, 12, 7]]);
  });

  test('work with require', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'a.ts': `export const f = (name: string) => require('./plugins/' + name).run(1);`,
      'plugins/one.ts': `import { base } from './base';\nenum Level { High = 7 }\nexport const run = (x: number): number => base + x + Level.High;`,
      'plugins/base.ts': 'export const base = 10;',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: `['one']` }, [18]);
  });

  test('locate an error in code that does not parse', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `export const f = (name: string) => import(\`./\${name}.ts\`);`,
      'bad.ts': 'const a = 1;\nconst b = ;',
    });
    const { runs } = await runSelection(folder, { file: 'a.ts', expression: 'f', inputs: `['bad']` });
    for (const { error } of Object.values(runs)) {
      expect(error?.name).toBe('SyntaxError');
      expect(error?.message).toMatch(/bad\.ts:2:10/);
    }
  });
});

const worker = `import { parentPort, workerData } from 'node:worker_threads';
import { twice } from '@/lib';
enum Start { At = 100 }
parentPort!.postMessage(Start.At + twice(workerData as number));`;

const useWorker = (place: string): string => `import { Worker } from 'node:worker_threads';
export const f = (x: number) => new Promise((resolve, reject) => {
  const worker = new Worker(${place}, { workerData: x });
  worker.once('message', resolve).once('error', reject);
});`;

describe('separate programs', () => {
  const paths = '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }';
  const lib = 'export const twice = (x: number): number => 2 * x;';

  test.each([
    ['module', `new URL('./worker.ts', import.meta.url)`, 'worker.ts'],
    ['module', `new URL('./worker.js', import.meta.url)`, 'worker.ts'],
    ['module', `new URL('./worker.mts', import.meta.url)`, 'worker.mts'],
    ['commonjs', `require('node:path').join(__dirname, 'worker.ts')`, 'worker.ts'],
    ['commonjs', `require.resolve('./worker.ts')`, 'worker.ts'],
  ])('start in a package of type %s: new Worker(%s)', async (type, place, file) => {
    const aliased = place.includes('.js') ? worker.replace('@/lib', './lib') : worker;
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'tsconfig.json': paths,
      'lib.ts': lib,
      [file]: aliased,
      'a.ts': useWorker(place),
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f' }, [102, 104, 106]);
  });

  test('keep the hooks in a worker with its own environment', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': paths,
      'lib.ts': lib,
      'worker.ts': worker,
      'a.ts': useWorker(`new URL('./worker.ts', import.meta.url)`).replace('workerData: x', 'workerData: x, env: {}'),
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [102]);
  });

  test.each(types)('start by fork in a package of type %s', async (type) => {
    const here = type === 'module' ? 'import.meta.dirname' : '__dirname';
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'tsconfig.json': paths,
      'lib.ts': lib,
      'child.ts': `import { twice } from '@/lib';\nprocess.once('message', (x: number) => process.send!(twice(x), () => process.disconnect()));`,
      'a.ts': `import { fork } from 'node:child_process';\nimport { join } from 'node:path';\nexport const f = (x: number) => new Promise((resolve) => {\n  const child = fork(join(${here}, 'child.ts'));\n  child.once('message', resolve);\n  child.send(x);\n});`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1, 2]' }, [2, 4]);
  });
});

describe('main guards', () => {
  const guard = `if (require.main === module) throw new Error('must not run as the program');`;

  test('see a require.main other than the measured module', async () => {
    const folder = createProject({ 'package.json': '{}', 'a.ts': `${guard}\nexport const f = (x: number) => x;` });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [1]);
  });

  test('see a false import.meta.main', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `export const f = (x: number) => [x, (import.meta as { main?: boolean }).main === true];`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[1, false]]);
  });

  test('see the real isMainThread', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import { isMainThread } from 'node:worker_threads';\nexport const f = () => isMainThread;`,
    });
    const { runs } = await runSelection(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' });
    expect(runs).toEqual({ serial: { values: [true] }, threads: { values: [false] }, processes: { values: [true] } });
  });

  test.each([
    ['commonjs', 'require.main === module'],
    ['module', `process.argv[1] === import.meta.filename`],
  ])('see a forked program of type %s as the main program', async (type, condition) => {
    const here = type === 'module' ? 'import.meta.dirname' : '__dirname';
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'child.ts': `if (${condition}) { process.send!('program', () => process.disconnect()); } else { process.send!('import', () => process.disconnect()); }\nexport {};`,
      'a.ts': `import { fork } from 'node:child_process';\nexport const f = () => new Promise((resolve) => { fork(${here} + '/child.ts').once('message', resolve); });`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, ['program']);
  });
});

describe('stack traces', () => {
  test.each(types)('name the TypeScript file and line, in a package of type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'src/a.ts': `import { check } from './deep/check';

interface Options { strict: boolean }

enum Mode { On }

function f(x: number): number {
  const options: Options = { strict: Mode.On === 0 };
  return check(x, options.strict);
}`,
      'src/deep/check.ts': `type Flag = boolean;\n\nexport function check(x: number, strict: Flag): number {\n  if (strict) throw new RangeError('too strict');\n  return x;\n}`,
    });
    const { runs } = await runSelection(folder, { file: 'src/a.ts', expression: 'f', inputs: '[1]' });
    expect(Object.keys(runs)).toEqual(['serial', 'threads', 'processes']);
    for (const { error } of Object.values(runs)) {
      expect(error).toMatchObject({ name: 'RangeError', message: 'too strict' });
      expect(error?.stack).toContain(`${join(folder, 'src/deep/check.ts')}:4:21`);
      expect(error?.stack).toContain(`${join(folder, 'src/a.ts')}:9:10`);
    }
  });
});
