import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from '../host/workbench-host.ts';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const artifacts = join(import.meta.dirname, '../../test-artifacts/screenshots');

/** The editor's window as a person uses it. */
export class EditorPage {
  readonly page: Page;

  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.page = workbench.page;
    // A small machine that builds something else at the same time is slow, not broken.
    this.page.setDefaultTimeout(90_000);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#workbench.resize(width, height);
  }

  async chooseTheme(name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await this.#repeat(async () => {
      await this.runCommand('Preferences: Color Theme');
      // A window that is still starting has no themes yet, and the list does not fill up by itself.
      await this.quickPickRows().nth(5).waitFor({ timeout: 5_000 });
      await input.fill(name);
      await this.quickPickRows().filter({ hasText: name }).first().waitFor({ timeout: 10_000 });
      await this.page.keyboard.press('Enter');
      await input.waitFor({ state: 'hidden' });
    });
  }

  /** Runs a command by its title, from the palette. */
  async runCommand(title: string): Promise<void> {
    // A keyboard shortcut follows the title after a comma.
    const row = this.page.locator(
      `.quick-input-list .monaco-list-row:is([aria-label="${title}"], [aria-label^="${title},"])`,
    );
    const input = this.page.locator('.quick-input-widget input.input');
    // A window that is still starting takes the focus away, and so the palette; and the palette keeps the list that it was
    // opened with, while an extension's commands may come later.
    await this.#repeat(async () => {
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 10_000 });
      await row.first().click({ timeout: 10_000 });
    });
  }

  /** Does something again, from the beginning, that failed because a list closed. */
  async #repeat(act: () => Promise<void>, attempts = 6): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await act();
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Opens a file of the workspace by its name, with the cursor on a line. */
  async openFile(name: string, line = 1): Promise<void> {
    await this.#goTo(`${name}:${line}`, name);
    await this.statusBar().getByText(`Ln ${line},`).waitFor();
  }

  /** Opens the file of a report, which is no text with a cursor in it. */
  async openReportFile(name: string): Promise<void> {
    await this.#goTo(name, name);
  }

  /** Leaves the panel alone in the window. */
  async closeOtherGroups(): Promise<void> {
    await this.runCommand('View: Focus Right Editor Group');
    await this.runCommand('View: Close Editors in Other Groups');
  }

  async #goTo(words: string, name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    const row = this.quickPickRows().filter({ hasText: name }).first();
    const tab = this.page.locator('.tab.active', { hasText: name });
    // A window that has just opened may not know its files yet, and does not look again for the same words.
    await this.#repeat(async () => {
      if (await input.isVisible()) await input.waitFor({ state: 'hidden', timeout: 2_000 });
      await this.page.keyboard.press('ControlOrMeta+P');
      await input.fill(words, { timeout: 10_000 });
      await row.waitFor({ timeout: 8_000 });
      await row.click({ timeout: 5_000 });
      await tab.waitFor({ timeout: 10_000 });
    }, 10);
  }

  quickPickRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  codeLenses(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The page inside the panel. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Shows a detail view of the report. */
  async showDetails(heading: string): Promise<void> {
    await this.panel().locator('vscode-panel-tab', { hasText: heading }).click();
  }

  /** The page inside the panel once it shows the report of a function, however the run ended. */
  async report(functionName: string): Promise<FrameLocator> {
    const panel = this.panel();
    // A run takes its budget at least, and much longer on a machine that is busy with something else.
    await panel
      .locator('.page-header .function-name')
      .getByText(functionName, { exact: true })
      .waitFor({ timeout: 200_000 });
    return panel;
  }

  statusBar(): Locator {
    return this.page.locator('.statusbar');
  }

  /** A message to the person. The center is opened for it, because the test driver keeps the toasts away. */
  async notification(text: string | RegExp): Promise<Locator> {
    const message = this.page.locator('.notifications-center .notification-list-item', { hasText: text });
    await this.runCommand('Notifications: Show Notifications');
    await message.waitFor();
    return message;
  }

  /** Exports the report that is shown, in the format whose label begins so. */
  async exportReport(format: string, path: string): Promise<void> {
    const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${format}"]`).first();
    // The list closes when it loses the focus, for instance to a notification that closes.
    await this.#repeat(async () => {
      await this.runCommand('Parallel Profiler: Export Report …');
      await row.click({ timeout: 10_000 });
    });
    await this.chooseFile('Export the report of estimatePi', '/estimatePi.', path);
  }

  /**
   * Answers a file dialog.
   * @param proposed part of the path that it fills in when it has read the folder, over whatever was typed before
   */
  async chooseFile(title: string, proposed: string, path: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget').getByText(title);
    const input = this.page.locator('.quick-input-widget input.input');
    await dialog.waitFor();
    await expect.poll(() => input.inputValue(), { timeout: 30_000 }).toContain(proposed);
    await input.fill(path);
    await expect
      .poll(
        async () => {
          if (await dialog.isVisible()) await this.page.keyboard.press('Enter');
          return dialog.isVisible();
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(false);
  }

  /** The messages in the Problems view. */
  async problems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name.replace(/[^\w-]+/g, '-').slice(0, 80)}.png`) });
  }
}
