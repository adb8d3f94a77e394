import { expect } from 'vitest';
import type { EditorPage } from './editor-page.ts';

/** Long, because the machine may be busy: a run takes its budget at least. */
const runTimeoutMs = 120_000;

/**
 * The newcomer's path: one click on the line above `mandelbrotRow`, and the answer is there, in the panel, above the
 * function and on the line of what it is about.
 */
export async function profileJourney(editor: EditorPage, screenshot: string): Promise<void> {
  await editor.codeLenses('Profile in parallel').first().click();
  const panel = editor.panel();
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor({ timeout: 20_000 });

  const number = panel.locator('.headline-number .number');
  await number.waitFor({ timeout: runTimeoutMs });
  const speedup = Number(/^([\d.]+)x$/.exec((await number.textContent()) ?? '')?.[1]);
  expect(speedup).toBeGreaterThan(0);
  expect(await panel.locator('h1').textContent()).toContain('mandelbrotRow');

  // Nothing is left in the status bar when there is nothing to wait for.
  await editor.statusBar().getByText('Profiling mandelbrotRow').waitFor({ state: 'detached' });
  await editor
    .codeLenses(/x with \d+ (threads?|process(es)?)|best left serial/)
    .first()
    .waitFor();
  await editor.screenshot(screenshot);
}
