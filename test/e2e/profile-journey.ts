import { expect } from 'vitest';
import type { EditorPage } from './editor-page.ts';

/**
 * The newcomer's path: one click on the line above `mandelbrotRow`, and the answer is there, in the panel, above the
 * function, on the line of what it is about and in the list of results.
 */
export async function profileJourney(editor: EditorPage, screenshot: string): Promise<void> {
  await editor.codeLenses('Profile in parallel').first().click();
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor();

  const report = await editor.report('mandelbrotRow');
  const number = (await report.locator('.headline-number .number').textContent()) ?? '';
  expect(Number(/^([\d.]+)x$/.exec(number)?.[1])).toBeGreaterThan(0);
  // The page has its style: the number is what one sees first.
  const box = await report.locator('.headline-number .number').boundingBox();
  expect(box?.height).toBeGreaterThan(24);

  // Nothing is left in the status bar when there is nothing to wait for.
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor({ state: 'detached' });
  await editor
    .codeLenses(/Parallel pays|Keep it serial|No verdict/)
    .first()
    .waitFor();
  await editor.runCommand('Explorer: Focus on Parallel Profiler View');
  await editor.page.locator('.pane .monaco-list-row', { hasText: 'mandelbrotRow' }).first().waitFor();
  await editor.screenshot(screenshot);
}
