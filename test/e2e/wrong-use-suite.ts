import { beforeEach, expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';

let editor: EditorPage;
useWindow(
  {
    'broken.ts': 'export function broken(value: number {\n  return value;\n}\n',
    'throws-while-loading.ts':
      "throw new Error('no database here');\n/** @inputs [1] */\nexport function lost(value: number): number {\n  return value;\n}\n",
    'no-array.ts': '/** @inputs 42 */\nexport function answer(value: number): number {\n  return value;\n}\n',
  },
  (opened) => (editor = opened),
);
beforeEach(async () => {
  await editor.runCommand('Notifications: Clear All Notifications');
});

const profile = 'Parallel Profiler: Profile in parallel';

test('no function at the cursor: shows an error and offers those of the file', async () => {
  await editor.openFile('mandelbrot.ts', 3);
  await editor.runCommand(profile);
  const notification = await editor.notification('There is no function at the cursor');
  await notification.getByText('Choose a Function').click();
  await editor.quickPickRows().filter({ hasText: 'mandelbrotRow' }).waitFor();
  await editor.page.keyboard.press('Escape');
});

test('a file that does not parse: links to the error', async () => {
  await editor.openFile('broken.ts', 2);
  await editor.runCommand(profile);
  const notification = await editor.notification(/Syntax error in src.broken\.ts, line 1: /);
  await notification.getByText('Go to Error').click();
  await editor.statusBar().getByText('Ln 1,').waitFor();
});

test('an untitled file: asks to save it', async () => {
  await editor.runCommand('File: New Untitled Text File');
  await editor.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
  await editor.runCommand(profile);
  await editor.notification('Save this file first');
  await editor.runCommand('View: Close Editor');
});

test('a module that throws while loading: shows the error', async () => {
  await editor.openFile('throws-while-loading.ts', 3);
  await editor.runCommand(profile);
  await (await editor.report('lost')).getByText('no database here').first().waitFor();
  await editor.screenshot('throws-while-loading');
});

test('inputs that are not an array: shows what was found', async () => {
  await editor.openFile('no-array.ts', 2);
  await editor.runCommand(profile);
  const report = await editor.report('answer');
  expect(await report.locator('body').innerText()).toMatch(/array/i);
});

test('a function that throws for one input: names the input, and measures anyway', async () => {
  await editor.openFile('throws-for-one-input.ts', 7);
  await editor.runCommand(profile);
  const report = await editor.report('parsePort');
  expect(await report.locator('body').innerText()).toContain('found "http"');
  await editor.screenshot('throws-for-one-input');
});
