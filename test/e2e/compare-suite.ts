import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

let editor: EditorPage;
useWindow({}, (opened) => (editor = opened), { resultsBefore: true, newForRetry: true });

test('a change is compared with the baseline, which survives a reload like the report', async () => {
  await editor.openFile('mandelbrot.ts');
  await profileJourney(editor, 'history-first');
  const panel = editor.panel();
  await editor.showDetails('History');
  const runs = panel.locator('.runs tbody tr');
  await expect.poll(() => runs.count()).toBe(1);
  await runs.first().getByText('Pin as baseline').click();
  await runs.first().getByText('Unpin').waitFor();

  // Nothing is open but the panel, and the last function is profiled again.
  await editor.closeOtherGroups();
  await editor.runCommand('Parallel Profiler: Profile Last Function');
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor();
  await editor.report('mandelbrotRow');
  await expect.poll(() => runs.count()).toBe(2);
  await editor.showDetails('History');
  expect(await runs.locator('.tag').allTextContents()).toEqual(['shown', 'baseline']);
  await editor.screenshot('history');

  await editor.runCommand('Parallel Profiler: Compare with Baseline');
  await panel.locator('.comparison .verdict h1').waitFor();
  expect(await panel.locator('.item-times tbody th').first().textContent()).toBe('serial');
  expect(await panel.locator('.comparison h2').allTextContents()).toEqual(
    expect.arrayContaining(['Time per item', 'Before', 'After']) as string[],
  );
  await editor.screenshot('comparison');
  await panel.getByText('Back to the report').click();
  await panel.locator('.comparison').waitFor({ state: 'detached' });
  const verdict = (await editor.report('mandelbrotRow')).locator('.verdict-sentence');
  const before = await verdict.textContent();

  await editor.runCommand('Developer: Reload Window');
  await editor.page.locator('.monaco-workbench').waitFor();
  await editor.report('mandelbrotRow');
  expect(await verdict.textContent()).toBe(before);
  await editor.screenshot('after-reload');
  await editor.showDetails('History');
  await expect.poll(() => runs.locator('.tag').allTextContents()).toEqual(['shown', 'baseline']);
  await runs.last().getByText('Open', { exact: true }).click();
  await expect.poll(() => runs.last().locator('.tag').allTextContents()).toEqual(['shown', 'baseline']);

  await editor.openFile('mandelbrot.ts');
  await editor
    .codeLenses(/Parallel pays|Keep it serial|No verdict/)
    .first()
    .waitFor();
});
