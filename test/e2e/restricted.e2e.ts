import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { descendants } from '../descendants.ts';

test('Restricted Mode runs nothing and shows how to change that', async () => {
  await using window = await openEditor({ file: join(demoWorkspace, 'src/square.ts'), trust: 'restricted' });
  const { editor } = window;
  await editor.statusBar().getByText('Restricted Mode').waitFor();
  await editor.codeLenses('Profile in parallel').first().click();
  const notification = await editor.notification('Profiling runs code of this folder');
  await notification.getByText('Manage Workspace Trust').waitFor();
  await editor.screenshot('restricted');
  expect(descendants().filter(({ command }) => command.includes('engine.mjs'))).toEqual([]);

  await editor.page.keyboard.press('F1');
  await editor.page.locator('.quick-input-widget input.input').fill('>Parallel Profiler');
  await editor.quickPickRows().filter({ hasText: 'Show Results' }).waitFor();
  expect(await editor.quickPickRows().filter({ hasText: 'Profile in parallel' }).count()).toBe(0);
});
