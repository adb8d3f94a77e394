import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

const themes = [
  ['Light Modern', 'vscode-light'],
  ['Dark Modern', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
] as const;

test('the panel follows the theme and fits its column', async () => {
  await using window = await openEditor({ file: join(demoWorkspace, 'src/mandelbrot.ts') });
  const { editor } = window;
  await profileJourney(editor, 'journey');
  const body = editor.panel().locator('body');
  const overflow = (): Promise<number> =>
    body.evaluate((element: { scrollWidth: number; clientWidth: number }) => element.scrollWidth - element.clientWidth);

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
});
