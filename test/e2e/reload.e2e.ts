import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

test('a reload of the window brings the report back', async () => {
  await using window = await openEditor({ file: join(demoWorkspace, 'src/mandelbrot.ts') });
  const { editor } = window;
  await profileJourney(editor, 'before-reload');
  const verdict = await editor.panel().locator('.verdict h1').textContent();
  await editor.runCommand('Developer: Reload Window');
  await editor.page.locator('.monaco-workbench').waitFor();
  const report = await editor.report('mandelbrotRow');
  expect(await report.locator('.verdict h1').textContent()).toBe(verdict);
  await editor
    .codeLenses(/x with \d+|best left serial/)
    .first()
    .waitFor();
  await editor.screenshot('after-reload');
});
