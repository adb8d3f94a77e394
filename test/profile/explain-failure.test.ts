import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainFailure, withExplanation } from '../../src/profile/explain-failure.ts';
import { createProject } from './runnable/project.ts';

/** An error as the engine passes it on: thrown by line `line` of src/a.ts, or by a package that this line called. */
function thrown(name: string, message: string, folder: string, frames: readonly string[], line = 1) {
  const own = `    at <anonymous> (${join(folder, 'src/a.ts')}:${line}:9)`;
  const stack = [`${name}: ${message}`, ...frames.map((frame) => `    at f (${join(folder, frame)}:1:1)`), own];
  return { name, message, stack: stack.join('\n') };
}

function explained(line: string, name: string, message: string, frames: readonly string[] = []): string | null {
  const folder = createProject({ 'package.json': '{ "devDependencies": { "vite": "7" } }', 'src/a.ts': `\n${line}\n` });
  return explainFailure(thrown(name, message, folder, frames, 2), join(folder, 'src/a.ts'));
}

describe('an error of code that is written for another program', () => {
  const undefinedProperty = "Cannot read properties of undefined (reading 'X')";
  it.each([
    ['const n = import.meta.env.X;', 'TypeError', undefinedProperty, /import\.meta\.env is supplied by Vite/],
    ["const n = import.meta.glob('./*');", 'TypeError', 'import.meta.glob is not a function', /import\.meta\.glob is/],
    ['process.env.NOT_SET_HERE.split()', 'TypeError', undefinedProperty, /variable NOT_SET_HERE is not set/],
    ["new URL(process.env['NOT_SET_HERE']!)", 'TypeError', 'Invalid URL', /variable NOT_SET_HERE is not set/],
    ["test('a', () => {});", 'ReferenceError', 'test is not defined', /`test` exists only in a test runner/],
    ['jest.mock("a");', 'ReferenceError', 'jest is not defined', /`jest` exists only in a test runner/],
    ['document.body', 'ReferenceError', 'document is not defined', /`document` exists only in browsers/],
    ['new HTMLImageElement()', 'ReferenceError', 'HTMLImageElement is not defined', /exists only in browsers/],
    ['self.onmessage = f', 'ReferenceError', 'self is not defined', /only in workers of browsers/],
    [
      "const n = (import.meta as any).glob('./*');",
      'TypeError',
      '(intermediate value).glob is not a function',
      /^import\.meta\.glob is supplied by Vite/,
    ],
    ['n < __ROUNDS__', 'ReferenceError', '__ROUNDS__ is not defined', /`__ROUNDS__` has no value.*`define` of Vite/],
    ['Deno.cwd()', 'ReferenceError', 'Deno is not defined', /another runtime/],
    ['<b />', 'ReferenceError', 'React is not defined', /"jsx": "react-jsx"/],
    ['require("a")', 'ReferenceError', 'require is not defined in ES module scope, you can use', /is an ES module/],
    [
      'Reflect.getMetadata("a")',
      'TypeError',
      'Reflect.getMetadata is not a function',
      /reflect-metadata is not loaded/,
    ],
    ['useState(1)', 'TypeError', "Cannot read properties of null (reading 'useState')", /while React renders/],
    ['import "a.vue"', 'TypeError', 'Unknown file extension ".vue" for /a.vue', /no loader for \.vue files; Vite has/],
    ['import "vscode"', 'Error', "Cannot find package 'vscode' imported from /a.ts", /only extensions of VS Code/],
    [
      'import "x"',
      'Error',
      "Only URLs with a scheme in: file. Received protocol 'virtual:'",
      /a plugin of the bundler/,
    ],
    ['const a = <b />', 'Error', "Cannot find package 'react'", /JSX is compiled to calls of react/],
  ])('is explained: %s', (line, name, message, sentence) => {
    expect(explained(line, name, message)).toMatch(sentence);
  });

  it.each([
    ['node_modules/@vitest/runner/dist/x.js', undefinedProperty, /^Vitest works only in files that Vitest runs/],
    ['node_modules/server-only/index.js', 'This module cannot', /"server-only" lets only the build of a framework/],
    ['node_modules/kit/a.js', "Unexpected token 'export'", /The package kit is built for bundlers/],
    ['node_modules/@a/kit/a.js', 'Cannot use import statement outside a module', /The package @a\/kit is built/],
  ])('is explained by the package that threw it: %s', (frame, message, sentence) => {
    expect(explained('f();', 'Error', message, [frame])).toMatch(sentence);
  });

  it.each([
    ['a.b.c', 'TypeError', undefinedProperty, []],
    ['if (process.env.NOT_SET_HERE) throw new Error("undefined")', 'Error', 'undefined', []],
    ['f(process.env.NOT_SET_HERE)', 'Error', 'the file is locked', []],
    ['f(process.env.PATH)', 'TypeError', undefinedProperty, []],
    ['f(import.meta.env)', 'Error', 'the file is locked', []],
    ['f()', 'Error', 'cannot open the page', ['node_modules/playwright/lib/client.js']],
    ['f()', 'Error', "Cannot find package 'left-pad' imported from /a.ts", []],
    ['f()', 'Error', 'boom', ['node_modules/kit/a.js']],
  ])('is not suspected in %s', (line, name, message, frames) => {
    expect(explained(line, name, message, frames)).toBeNull();
  });
});

it('an explanation follows the message, whatever the stack contains', () => {
  const error = { name: 'ReferenceError', message: 'document is not defined', stack: 'at (file://%:1:1)' };
  expect(withExplanation('All threw: document is not defined', error, '/a.ts')).toMatch(
    /^All threw: document is not defined\. `document` exists only in browsers\..*profile that\.$/,
  );
  expect(withExplanation('stopped', undefined, '/a.ts')).toBe('stopped');
});
