import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleApp, commonJsOutput } from './bundle-app.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'pp-bundle-'));
const page = readFileSync(join(root, 'docs/multiprocessing.md'), 'utf8');

/** A block of code of the documentation, which is what a user copies. */
function documented(file: string): string {
  const code = new RegExp(`// ${file.replaceAll('.', '\\.')}\n[\\s\\S]*?(?=\n\`\`\`)`).exec(page)?.[0];
  if (code === undefined) throw new Error(`The documentation has no ${file}.`);
  return code;
}

const bundlers = [
  { name: 'esbuild', config: 'esbuild.config.mjs', command: ['esbuild.config.mjs'] },
  { name: 'Vite', config: 'vite.config.mjs', command: ['node_modules/vite/bin/vite.js', 'build'] },
];

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.each(bundlers)('a bundle of $name with the library in it', ({ name, config, command }) => {
  const project = join(work, name);
  const output = join(work, `${name}-output`);

  beforeAll(() => {
    mkdirSync(join(project, 'src'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
    writeFileSync(join(project, config), documented(config));
    cpSync(join(import.meta.dirname, 'fixtures/bundled/app.mjs'), join(project, 'src/app.mjs'));
    const built = spawnSync(process.execPath, command, { cwd: project, encoding: 'utf8' });
    expect([built.status, built.stderr]).toEqual([0, '']);
    cpSync(join(project, 'dist'), output, { recursive: true });
    writeFileSync(join(output, 'package.json'), '{ "type": "module" }\n');
  });

  test('runs where there is no node_modules: pools, executors, children and shared objects, in threads and processes', () => {
    expect(readdirSync(output)).toContain('programs.js');
    const ran = spawnSync(process.execPath, ['app.js'], { cwd: output, encoding: 'utf8', timeout: 55_000 });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const same = {
      squares: [1, 4, 9],
      nested: 49,
      told: [
        { isMain: false, isLock: true },
        { isMain: false, isLock: true },
      ],
      argv: [],
      counter: 100,
      names: ['Child', expect.stringMatching(/^PoolWorker-[01]$/)],
      exitCode: 0,
    };
    expect(JSON.parse(ran.stdout)).toEqual([81, { kind: 'threads', ...same }, { kind: 'processes', ...same }]);
  });

  test.skipIf(process.platform === 'win32')('leaves no process behind when it is killed', async () => {
    const app = spawn(process.execPath, ['app.js', 'leave'], { cwd: output, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => app.stdout.once('data', resolve));
    const children = childrenOf(app.pid ?? 0);
    expect(children.length).toBe(2);
    await sleep(2000);
    app.kill('SIGKILL');
    for (let waited = 0; waited < 100 && children.some(isRunning); waited++) await sleep(100);
    expect(children.filter(isRunning)).toEqual([]);
  });
});

test('a bundle in CommonJS has pools, children and shared objects, in threads and processes', async () => {
  const app = await bundleApp('cjs', join(work, 'commonjs'));
  const ran = spawnSync(process.execPath, [app], { encoding: 'utf8', timeout: 55_000 });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  expect(JSON.parse(ran.stdout)).toEqual(commonJsOutput);
});

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0)
    .filter(isRunning);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process: that is the answer.
    return false;
  }
}
