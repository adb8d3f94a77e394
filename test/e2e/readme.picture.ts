import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

const root = join(import.meta.dirname, '../..');

/** The README's picture, from a real run in the real editor: `npm run picture`, on a quiet machine. */
test('the panel beside the function', async () => {
  await using window = await openEditor({
    file: join(demoWorkspace, 'src/mandelbrot.ts'),
    settings: { 'parallelProfiler.budgetSeconds': 20, 'parallelProfiler.strategies': ['threads'] },
  });
  const { editor } = window;
  await editor.resize(1500, 1000);
  await editor.chooseTheme('Dark Modern');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await profileJourney(editor, 'readme');
  copyFileSync(join(root, 'test-artifacts/screenshots/readme.png'), join(root, 'media/screenshot.png'));
});
