import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';

let editor: EditorPage;
const demo = useWindow(
  {
    'pool-size.ts': "import os from 'node:os';\n\nexport const workers = os.cpus().length;\n",
    'squares.ts':
      "import { square } from './square.ts';\n\nexport async function all(xs: number[]): Promise<number[]> {\n  return xs.map(square);\n}\n",
  },
  (opened) => (editor = opened),
  { resultsBefore: true },
);

test('a quick fix fixes its finding', async () => {
  const code = editor.page.locator('.editor-instance .view-lines').first();
  await editor.openFile('pool-size.ts', 3);
  await editor.page.locator('.squiggly-info, .squiggly-warning, .squiggly-hint').first().waitFor();
  await editor.runCommand('Go to Next Problem (Error, Warning, Info)');
  const fix = editor.page.locator('.action-widget .monaco-list-row', { hasText: 'Use availableParallelism()' });
  const isOffered = async (): Promise<boolean> => {
    await editor.page.keyboard.press('Escape');
    await editor.page.keyboard.press('ControlOrMeta+.');
    return await fix.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isOffered, { timeout: 90_000 }).toBe(true);
  await editor.screenshot('quick-fix');
  await fix.click();
  await code.getByText('availableParallelism').first().waitFor();
  await editor.page.locator('.squiggly-info, .squiggly-warning, .squiggly-hint').first().waitFor({ state: 'detached' });
});

test('a call becomes parallel after a preview of its new files', async () => {
  await editor.openFile('squares.ts', 4);
  await editor.runCommand('Parallel Profiler: Generate Parallel Version …');
  await editor.quickPickRows().filter({ hasText: 'node:worker_threads' }).click();
  const preview = editor.page.locator('.multiDiffEntry');
  await preview.nth(1).waitFor();
  await editor.screenshot('parallel-version');
  expect(existsSync(join(demo.folder, 'src/square-in-threads.ts'))).toBe(false);
  const question = await editor.notification('Run square in parallel with node:worker_threads?');
  await question.getByText('Apply').click();
  await editor.page.locator('.tab.active', { hasText: 'squares.ts' }).waitFor();
  await editor.page.locator('.tab', { hasText: 'Run square in parallel' }).waitFor({ state: 'detached' });
  const saved = async (): Promise<string> => {
    await editor.page.keyboard.press('ControlOrMeta+s');
    return readFileSync(join(demo.folder, 'src/squares.ts'), 'utf8');
  };
  // A file that is being saved is empty for a moment.
  const isChanged = (text: string): boolean => text.includes('square-in-threads') && !text.includes('xs.map(square)');
  await expect.poll(saved, { timeout: 20_000 }).toSatisfy(isChanged);
  expect(existsSync(join(demo.folder, 'src/square-in-threads.ts'))).toBe(true);
  await editor.screenshot('parallel-version-applied');
});
