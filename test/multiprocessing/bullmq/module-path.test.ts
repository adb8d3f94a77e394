import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { fileOfJob, hashOf, moduleBelow } from '../../../src/multiprocessing/bullmq/module-path.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parallel-profiler-module-path-')));
const root = join(folder, 'project');
const inside = join(root, 'src', 'tasks.js');
const outside = join(folder, 'secret.js');
mkdirSync(join(root, 'src'), { recursive: true });
mkdirSync(join(root, 'node_modules', 'package'), { recursive: true });
writeFileSync(inside, 'export const a = 1;\n');
writeFileSync(outside, 'export const a = 1;\r\n');
writeFileSync(join(root, 'node_modules', 'package', 'index.js'), '');
symlinkSync(folder, join(root, 'up'), 'junction');
symlinkSync(join(root, 'node_modules', 'package'), join(root, 'linked'), 'junction');
symlinkSync(root, join(folder, 'other-name'), 'junction');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('names a module by its path below the root, and finds it in a folder of another name', () => {
  const module = moduleBelow(root, pathToFileURL(inside).href);
  expect(module).toBe('src/tasks.js');
  expect(fileOfJob(join(folder, 'other-name'), module)).toBe(inside);
  expect(moduleBelow(join(folder, 'other-name'), pathToFileURL(inside).href)).toBe(module);
  expect(() => moduleBelow(root, pathToFileURL(outside).href)).toThrow(/^Expected a module below .*project, found/);
  expect(() => moduleBelow(root, 'data:text/javascript,')).toThrow(/^Expected a module that is a file below/);
});

it.each([
  ['../secret.js', /^Refused: expected a path below the worker's folder/],
  ['src/../../secret.js', /^Refused: expected a path below the worker's folder/],
  [outside, /^Refused: expected a path below the worker's folder/],
  ['src\\tasks.js', /^Refused: expected a path below the worker's folder/],
  ['src/tasks.js\0.png', /^Refused: expected a path below the worker's folder/],
  ['', /^Refused: expected a path below the worker's folder/],
  ['up/secret.js', /^Refused: expected a module in the worker's folder, .* leads outside, to .*secret\.js/],
  ['node_modules/package/index.js', /^Refused: expected a module of the project, found one of an installed package/],
  ['linked/index.js', /^Refused: expected a module in the worker's folder/],
  ['src', /^Refused: expected a JavaScript or TypeScript module/],
  ['src/missing.js', /^Expected "src\/missing\.js" in the worker's folder, .*, found no such file/],
])('refuses %j', (module, message) => {
  expect(() => fileOfJob(root, module)).toThrow(message);
});

it('compares texts without their line ends', () => {
  expect(hashOf(inside)).toBe(hashOf(outside));
});
