import { expect, test } from 'vitest';
import { openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

test('the report survives a reload of the window', async () => {
  // Not opened with the window, because such a file is opened again in place of what was there.
  await using window = await openEditor();
  const { editor } = window;
  await editor.openFile('mandelbrot.ts');
  await profileJourney(editor, 'before-reload');
  const verdict = await editor.panel().locator('.verdict-sentence').textContent();
  await editor.runCommand('Developer: Reload Window');
  await editor.page.locator('.monaco-workbench').waitFor();
  const report = await editor.report('mandelbrotRow');
  expect(await report.locator('.verdict-sentence').textContent()).toBe(verdict);
  await editor
    .codeLenses(/Parallel pays|Keep it serial|No verdict/)
    .first()
    .waitFor();
  await editor.screenshot('after-reload');
});
