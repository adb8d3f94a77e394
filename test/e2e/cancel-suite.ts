import { beforeAll, expect, test, vi } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { closeShared, openShared, useWindow } from './open-editor.ts';
import { descendants } from '../descendants.ts';

const engines = (): string[] =>
  descendants()
    .map(({ command }) => command)
    .filter((command) => /dist\/(engine|strategy-host)\.mjs/.test(command));

useWindow({}, () => undefined, { resultsBefore: true });
// The engine of the last run of another suite may be about to end.
beforeAll(() => vi.waitFor(() => expect(engines()).toEqual([]), { timeout: 60_000 }));

/** Starts a run that only a person can end. */
async function startRun(): Promise<EditorPage> {
  const editor = await openShared();
  expect(engines()).toEqual([]);
  // A second tab would open beside the panel, which has the focus after a run.
  const tab = editor.page.locator('.tab', { hasText: 'never-returns.ts' });
  if ((await tab.count()) === 0) await editor.openFile('never-returns.ts');
  await editor.codeLenses('Profile in parallel').first().click();
  await expect.poll(engines, { timeout: 60_000 }).not.toEqual([]);
  // The panel shows this run, not the end of the one before.
  await editor.panel().getByText('Cancel', { exact: true }).waitFor();
  return editor;
}

test.each([
  ['the panel', 'panel'],
  ['the status bar', 'statusBar'],
] as const)('cancelling in %s kills a function that never returns', async (_place, place) => {
  const editor = await startRun();
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

test('closing the window leaves no process running', async () => {
  await startRun();
  await closeShared();
  await expect.poll(engines, { timeout: 30_000 }).toEqual([]);
});
