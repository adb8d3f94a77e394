import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { descendants } from './processes.ts';

const engines = (): string[] => descendants().filter((command) => /dist\/(engine|strategy-host)\.mjs/.test(command));

test.each([
  ['the panel', 'panel'],
  ['the status bar', 'statusBar'],
] as const)('cancel in %s kills a function that never returns', async (_place, place) => {
  await using window = await openEditor({ file: join(demoWorkspace, 'src/never-returns.ts') });
  const { editor } = window;
  await editor.codeLenses('Profile in parallel').first().click();
  await expect.poll(engines, { timeout: 60_000 }).not.toEqual([]);
  await editor.screenshot(`cancel-${place}`);
  if (place === 'panel') await editor.panel().getByText('Cancel', { exact: true }).click();
  else await editor.statusBar().getByText('Profiling neverReturns').click();
  await expect.poll(engines, { timeout: 20_000 }).toEqual([]);
  await editor.statusBar().getByText('Profiling neverReturns').waitFor({ state: 'detached' });
  await editor
    .panel()
    .getByText(/cancelled/i)
    .first()
    .waitFor();
});

test('closing the window leaves nothing running', async () => {
  {
    await using window = await openEditor({ file: join(demoWorkspace, 'src/never-returns.ts') });
    await window.editor.codeLenses('Profile in parallel').first().click();
    await expect.poll(engines, { timeout: 60_000 }).not.toEqual([]);
  }
  await expect.poll(engines, { timeout: 30_000 }).toEqual([]);
});
