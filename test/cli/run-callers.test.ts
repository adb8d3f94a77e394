import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from './run-command.ts';

const root = mkdtempSync(join(tmpdir(), 'run-callers-'));
const quick = ['--budget', '0.3', '--workers', '1', '--strategies', 'serial'];

beforeAll(() => {
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'scripts'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'src/square.ts'), 'export const square = (x: number): number => x * x;\n');
  writeFileSync(
    join(root, 'scripts/run.ts'),
    `import { square } from '../src/square.ts';\nconst list = [3, 4, 5];\nconsole.log(list.map(square));\nprocess.exit(9);\n`,
  );
  writeFileSync(join(root, 'src/cube.ts'), 'export const cube = (x: number): number => x ** 3;\n');
  writeFileSync(
    join(root, 'scripts/cube.ts'),
    `import { cube } from '../src/cube.ts';\nexport const all = (size: number) => cube(size);\n`,
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('run uses the inputs of a call in another file, and names the call', async () => {
  const text = await runCommand(['run', `${join(root, 'src/square.ts')}#square`, ...quick]);
  expect(text.stderr).not.toContain('Could not');
  expect(text).toMatchObject({ code: 0 });
  expect(text.stdout.replace(/\s+/g, ' ')).toContain('3 items from the call at scripts/run.ts:3: list.map(square)');
  const { stdout } = await runCommand(['run', `${join(root, 'src/square.ts')}#square`, ...quick, '--format', 'json']);
  expect((JSON.parse(stdout) as Report).inputs).toMatchObject({
    source: 'call-site',
    caller: { place: 'scripts/run.ts:3', call: 'list.map(square)' },
    preview: ['3', '4', '5'],
  });
});

it('run reports why the only call cannot be used', async () => {
  const { code, stderr } = await runCommand(['run', `${join(root, 'src/cube.ts')}#cube`, ...quick]);
  expect(code).toBe(2);
  expect(stderr).toContain('Not cube(size) (scripts/cube.ts:2): it needs the parameter `size` of `all`.');
});
