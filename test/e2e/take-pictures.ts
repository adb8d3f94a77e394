// Takes the pictures of the README and of the walkthrough anew, from real runs in a real editor: `npm run pictures`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { findHost } from '../host/find-host.ts';
import { EditorPage } from './editor-page.ts';

const root = join(import.meta.dirname, '../..');
const media = join(root, 'media');
const folder = join(root, 'test/workspace');
mkdirSync(join(media, 'walkthrough'), { recursive: true });

const mostAttempts = 2;

const host = await findHost();
const workbench = await host.open({
  folder,
  extension: { kind: 'source', folder: root },
  settings: { 'workbench.colorTheme': 'Dark Modern', 'editor.minimap.enabled': false },
  size: { width: 1200, height: 800 },
});
const editor = new EditorPage(workbench);
const { page } = editor;

/** A part of the window, with some of what is around it. */
async function picture(name: string, part?: Locator): Promise<void> {
  const path = join(media, name);
  const box = await part?.boundingBox();
  if (!box) await page.screenshot({ path });
  else {
    const clip = {
      x: Math.max(0, box.x - 12),
      y: Math.max(0, box.y - 12),
      width: box.width + 24,
      height: box.height + 24,
    };
    await page.screenshot({ path, clip });
  }
  console.log(path);
}

/** Measures again, a few times, until nothing disturbed the measurement. */
async function trustedReport(): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const report = await editor.report('mandelbrotRow');
    if (!(await report.getByText('Not to be trusted', { exact: true }).first().isVisible())) return true;
    if (attempt === mostAttempts) return false;
    await report.getByText('Profile again').click();
    await report.getByText('Cancel', { exact: true }).waitFor();
  }
}

try {
  await editor.openFile('mandelbrot.ts');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.codeLenses('Profile in parallel').first().waitFor();
  await editor.resize(760, 560);
  await picture('walkthrough/demo.png');
  await editor.resize(1200, 800);

  await editor.codeLenses('Profile in parallel').first().click();
  const panel = editor.panel();
  await panel.getByText('Cancel', { exact: true }).waitFor();
  // By then the first points are there.
  await page.waitForTimeout(8_000);
  await picture('walkthrough/live.png', page.locator('.editor-group-container').last());

  if (await trustedReport()) {
    await editor.resize(1500, 1000);
    await page.waitForTimeout(1_000);
    await picture('screenshot.png');
  } else {
    console.error('The machine was too busy for a result to be shown: media/screenshot.png stays as it was.');
  }

  await editor.resize(1000, 700);
  await editor.runCommand('View: Close All Editors');
  await editor.openFile('word-frequencies.ts', 18);
  await editor.runCommand('Parallel Profiler: Profile with Other Inputs …');
  await editor.quickPickRows().filter({ hasText: '40 items: ' }).waitFor();
  await editor.quickPickRows().filter({ hasText: '32 items: ' }).waitFor();
  await page.mouse.move(500, 600);
  await page.waitForTimeout(1_000);
  await picture('walkthrough/inputs.png', page.locator('.quick-input-widget'));
} finally {
  await workbench.close();
}
