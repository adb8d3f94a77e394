import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleApp, commonJsOutput } from '../multiprocessing/bundle-app.ts';
import { nodePath } from './install-node.ts';
import { nodeVersions } from './node-versions.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'node-bundles-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function run(version: string, args: readonly string[], cwd = work): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(nodePath(version), args, { cwd, timeout: 100_000 });
}

describe.each(['20.12.0', '20'])('a bundle with the library in it on Node %s', (version) => {
  it('has pools, children and shared objects in CommonJS', async () => {
    const { stdout, stderr } = await run(version, [await bundleApp('cjs', join(work, `commonjs-${version}`))]);
    expect([JSON.parse(stdout), stderr]).toEqual([commonJsOutput, '']);
  });

  it('has pools, children and shared objects as an ES module', async () => {
    const { stdout, stderr } = await run(version, [await bundleApp('esm', join(work, `module-${version}`))]);
    const same = { squares: [1, 4, 9], nested: 49, counter: 100, exitCode: 0 };
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject([81, { kind: 'threads', ...same }, { kind: 'processes', ...same }]);
  });
});

describe('under tsx', () => {
  const folder = join(work, 'tsx');
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const page = readFileSync(join(root, 'docs/multiprocessing.md'), 'utf8');
  writeFileSync(join(folder, 'register-tsx.mjs'), /\/\/ register-tsx\.mjs\n[^]*?(?=\n```)/.exec(page)?.[0] ?? '');
  const options = /new Pool\(import\.meta\.url, (\{ execArgv: .*register-tsx.* \})\);/.exec(page)?.[1] ?? '';
  writeFileSync(
    join(folder, 'main.ts'),
    `import { isMain, Pool } from 'parallel-profiler';
    export enum Factor { Two = 2 }
    export function double(x: number): number { return x * Factor.Two; }
    if (isMain) {
      const plain = new Pool(import.meta.url, { kind: 'processes', processes: 1 });
      const registered = new Pool(import.meta.url, { kind: 'threads', processes: 1, ...${options} });
      for (const pool of [plain, registered]) {
        console.log(JSON.stringify(await pool.map(double, [1, 2])));
        await pool.terminate();
      }
    }`,
  );

  it.each(nodeVersions)(
    'processes run on Node %s, and threads that register the loader as documented',
    async (version) => {
      const { stdout } = await run(version, ['node_modules/tsx/dist/cli.mjs', 'main.ts'], folder);
      expect(stdout).toBe('[2,4]\n[2,4]\n');
    },
  );
});
