import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

const themes = [
  ['Light Modern', 'vscode-light'],
  ['Dark Modern', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
] as const;

let editor: EditorPage;
useWindow({}, (opened) => (editor = opened), { resultsBefore: true, newForRetry: true });

test('the panel and the marks of hot lines follow the theme, and fit their columns', async () => {
  await editor.openFile('mandelbrot.ts');
  await profileJourney(editor, 'journey');
  const body = editor.panel().locator('body');
  const overflow = (): Promise<number> =>
    body.evaluate((element: { scrollWidth: number; clientWidth: number }) => element.scrollWidth - element.clientWidth);

  // Sampling the lines marks them in the editor beside the panel.
  const marks = editor.page.locator('.glyph-margin-widgets [class*="TextEditorDecorationType"]');
  await editor.showDetails('Hot lines');
  await editor.panel().getByText('Profile hot lines').click();
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor();
  await editor.report('mandelbrotRow');
  await editor.showDetails('Hot lines');
  expect(await editor.panel().locator('.lines tbody tr').first().textContent()).toMatch(/^mandelbrot\.ts:3[34]/);
  await expect.poll(() => marks.count()).toBeGreaterThan(0);

  // The profile of a worker opens in the editor's own viewer.
  await editor.panel().getByText('Open CPU profile').click();
  await editor
    .panel()
    .getByText(/worker 1$/)
    .first()
    .click();
  await editor.page.locator('.tab.active', { hasText: '.worker-0.cpuprofile' }).waitFor();
  await editor.runCommand('View: Close Editor');
  await editor.runCommand('View: Focus Left Editor Group');
  await editor.openFile('mandelbrot.ts', 34);

  // The marks go when the code changes, and come back with it.
  await editor.runCommand('Toggle Line Comment');
  await expect.poll(() => marks.count(), { timeout: 60_000 }).toBe(0);
  await editor.runCommand('Undo');
  await expect.poll(() => marks.count(), { timeout: 60_000 }).toBeGreaterThan(0);

  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  for (const [theme, bodyClass] of themes) {
    await editor.chooseTheme(theme);
    await expect.poll(() => body.getAttribute('class')).toContain(bodyClass);
    await editor.resize(1400, 900);
    await editor.screenshot(`${theme} beside`);
    await editor.resize(860, 900);
    await expect.poll(overflow).toBeLessThanOrEqual(0);
    await editor.screenshot(`${theme} narrow`);
  }

  // Alone and large, for the whole page.
  await editor.resize(1600, 2600);
  await editor.closeOtherGroups();
  await editor.screenshot('whole page');
  await expect.poll(overflow).toBeLessThanOrEqual(0);

  // Without the report, there is nothing to mark.
  await editor.runCommand('View: Close Editor');
  await editor.openFile('mandelbrot.ts', 34);
  await editor
    .codeLenses(/Parallel pays|Keep it serial|No verdict/)
    .first()
    .waitFor();
  expect(await marks.count()).toBe(0);
});
