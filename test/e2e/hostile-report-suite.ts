import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { cpuBoundReport } from '../report/sample-report.ts';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';
import { descendants } from '../descendants.ts';

/** Written by what must not run. */
const traces = mkdtempSync(join(tmpdir(), 'parallel-profiler-traces-'));
const marker = join(traces, 'inputs-ran');
const loaded = join(traces, 'module-loaded');
const writes = (file: string): string =>
  `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(file)}, 'ran')`;
const expression = `(${writes(marker)},\n  [1, 2, 3, 4])`;

const outside = join(traces, 'outside.ts');
const victim = `${writes(loaded)};\n/** @inputs [1, 2, 3] */\nexport function double(x: number): number {\n  return 2 * x;\n}\n`;
writeFileSync(outside, victim);

let editor: EditorPage;
const demo = useWindow({ 'victim.ts': victim }, (opened) => (editor = opened), { resultsBefore: true });
const inside = join(demo.folder, 'src/victim.ts');
const teamFile = join(demo.folder, '.vscode/parallel-profiler.json');

/** A report of a function in a file, with inputs that leave a trace. */
function plant(name: string, file: string, change: { name?: string; inputs?: Partial<Report['inputs']> } = {}): void {
  const location = { file, line: 3, column: 17 };
  const report: Report = {
    ...cpuBoundReport,
    target: { file, name: change.name ?? 'double', location, async: false },
    inputs: { ...cpuBoundReport.inputs, source: 'generated', expression, spread: false, ...change.inputs },
  };
  writeFileSync(join(demo.folder, 'src', name), JSON.stringify(report));
}

plant('hostile.parallel.json', inside);
plant('long.parallel.json', inside, { inputs: { expression: `(${'0,'.repeat(2_000)} ${writes(marker)}, [1])` } });
plant('hidden.parallel.json', inside, { inputs: { expression: `[1] /* \u202e ${writes(marker)} */` } });
plant('outside.parallel.json', outside, { name: 'double [here](command:workbench.action.openSettings)' });
symlinkSync(outside, join(demo.folder, 'src/link.ts'));
plant('link.parallel.json', join(demo.folder, 'src/link.ts'));

afterAll(() => rmSync(traces, { recursive: true, force: true }));

const dialog = (): Locator => editor.page.locator('.monaco-dialog-box');
const button = (label: string): Locator => dialog().locator('.monaco-button', { hasText: label });
const alone = (): Locator => editor.panel().getByText('Profile alone').first();

async function closeDialog(): Promise<void> {
  await editor.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
}

/** Longer than it takes an engine to start and evaluate inputs on a busy machine, where it would. */
async function nothingRan(): Promise<void> {
  await editor.page.waitForTimeout(3_000);
  expect(descendants().filter(({ command }) => command.includes('engine.mjs'))).toEqual([]);
  expect({ marker: existsSync(marker), loaded: existsSync(loaded) }).toEqual({ marker: false, loaded: false });
}

/** Shows a detail view, past a dialog that comes late. */
async function showDetails(heading: string): Promise<void> {
  const tab = editor.panel().locator('vscode-panel-tab', { hasText: heading });
  await expect
    .poll(async () => {
      if ((await dialog().count()) > 0) await editor.page.keyboard.press('Escape');
      return await tab.click({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    })
    .toBe(true);
}

async function open(name: string): Promise<void> {
  await editor.runCommand('View: Close All Editors');
  await editor.openReportFile(name);
  await editor.panel().locator('.page-header .function-name').waitFor();
  await editor.showDetails('Items');
}

describe('a report file', () => {
  beforeEach(() => {
    for (const file of [marker, loaded, teamFile]) rmSync(file, { force: true });
  });

  test('shows what it wants to run, and runs nothing before confirmation', async () => {
    await editor.chooseTheme('Dark Modern');
    await open('hostile.parallel.json');
    await nothingRan();
    await alone().click();
    await dialog().waitFor();
    const text = await dialog().innerText();
    for (const part of ['double', inside, ...expression.split('\n')]) expect(text).toContain(part);
    await editor.screenshot('confirm-run-dark');
    await closeDialog();
    await nothingRan();

    // Enter is no yes: it opens the whole of it.
    await alone().click();
    await dialog().waitFor();
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.tab.active', { hasText: 'Report File Review' }).waitFor();
    await editor.screenshot('confirm-run-review');
    await nothingRan();
  });

  test('runs nothing through its other buttons', async () => {
    await open('hostile.parallel.json');
    const panel = editor.panel();
    const tab = editor.page.locator('.tab', { hasText: 'hostile.parallel.json' });
    const details = await panel.locator('vscode-panel-tab').allTextContents();
    let pressed = 0;
    for (const heading of [null, ...details]) {
      const inside = heading === null ? ':not(vscode-panel-view *)' : ':is(vscode-panel-view *)';
      // A page that ships with the extension takes the place of the report, which is drawn from the start afterwards.
      const buttons = panel
        .locator(`:is(button, vscode-button, vscode-link)${inside}`)
        .filter({ visible: true, hasNotText: 'Learn more' });
      if (heading !== null) await showDetails(heading);
      const count = await buttons.count();
      for (let index = 0; index < count; index++, pressed++) {
        // The page may have been drawn again.
        if (heading !== null) await showDetails(heading);
        await buttons.nth(index).click({ timeout: 30_000, force: true });
        // A dialog may come late, and so may a file that a link shows in place of the report.
        await expect
          .poll(
            async () => {
              await editor.page.keyboard.press('Escape');
              await tab.click({ timeout: 2_000 });
              await editor.panel().locator('.page-header .function-name').waitFor({ timeout: 3_000 });
              return dialog().count();
            },
            { timeout: 30_000, interval: 300 },
          )
          .toBe(0);
      }
    }
    expect(pressed).toBeGreaterThan(5);
    await nothingRan();
  });

  test('shows hidden characters, and offers to run long inputs only after review', async () => {
    await open('hidden.parallel.json');
    await alone().click();
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain('<U+202E>');
    await closeDialog();

    await open('long.parallel.json');
    await alone().click();
    await dialog().waitFor();
    expect(await button('Run').count()).toBe(0);
    await editor.screenshot('confirm-run-long');
    await button('Review in Editor').click();
    await editor.page.locator('.tab.active', { hasText: 'Report File Review' }).waitFor();
    await open('long.parallel.json');
    await alone().click();
    await button('Run').waitFor();
    await closeDialog();
    await nothingRan();
  });

  test.each(['outside', 'link'])('runs nothing outside the workspace: %s', async (name) => {
    await open(`${name}.parallel.json`);
    await alone().click();
    const message = await editor.notification(`${name}.ts). Nothing ran.`);
    // A name from a file makes no link that runs a command.
    expect(await message.locator('.notification-list-item-message a').count()).toBe(0);
    expect(await dialog().count()).toBe(0);
    await editor.page.keyboard.press('Escape');
    await nothingRan();
  });

  test('runs after confirmation, and needs none for a run started here', async () => {
    await editor.chooseTheme('Light Modern');
    await open('hostile.parallel.json');
    await editor.panel().getByText('Profile again', { exact: true }).click();
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain('from this workspace, not from the report');
    await closeDialog();
    await nothingRan();
    await alone().click();
    await dialog().waitFor();
    await editor.screenshot('confirm-run-light');
    await button('Run').click();
    await expect.poll(() => existsSync(marker), { timeout: 120_000 }).toBe(true);
    await editor.closeOtherGroups();
    await editor.report('double');
    const again = editor.panel().getByText('Profile again', { exact: true });
    await again.waitFor({ timeout: 120_000 });
    rmSync(loaded, { force: true });
    await again.click();
    await expect.poll(() => existsSync(loaded), { timeout: 120_000 }).toBe(true);
    expect(await dialog().count()).toBe(0);
    await editor.report('double');
    await again.waitFor({ timeout: 120_000 });
  });

  test('also needs confirmation for commands, and saves for the team only what is confirmed', async () => {
    await open('hostile.parallel.json');
    for (const command of ['Profile Again', 'Save These Inputs for the Team']) {
      await editor.panel().locator('.page-header .function-name').click();
      await editor.runCommand(`Parallel Profiler: ${command}`);
      await dialog().waitFor();
      expect(await dialog().innerText()).toContain(inside);
      if (command.startsWith('Save')) await editor.screenshot('confirm-save-light');
      await closeDialog();
    }
    await nothingRan();
    expect(existsSync(teamFile)).toBe(false);

    await editor.panel().locator('.page-header .function-name').click();
    await editor.runCommand('Parallel Profiler: Save These Inputs for the Team');
    await button('Save').click();
    await expect.poll(() => existsSync(teamFile)).toBe(true);
    expect(readFileSync(teamFile, 'utf8')).toContain('inputs-ran');
    await nothingRan();
  });
});
