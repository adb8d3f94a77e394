import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { descendants } from '../descendants.ts';

const engines = (): string[] =>
  descendants()
    .map(({ command }) => command)
    .filter((command) => /dist\/(engine|strategy-host)\.mjs/.test(command));

let window: Awaited<ReturnType<typeof openEditor>> | null = null;

async function closeWindow(): Promise<void> {
  await window?.[Symbol.asyncDispose]();
  window = null;
}
afterAll(closeWindow);

/** Starts a run that only a person can end, in the window that all tests share. */
async function startRun(): Promise<EditorPage> {
  window ??= await openEditor({ file: join(demoWorkspace, 'src/never-returns.ts') });
  const { editor } = window;
  expect(engines()).toEqual([]);
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
  await closeWindow();
  await expect.poll(engines, { timeout: 30_000 }).toEqual([]);
});
