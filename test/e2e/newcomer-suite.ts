import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';

/** A machine that is busy with something else is slow, not broken; a person would have left by then. */
const longestSeconds = 120;

let editor: EditorPage;
useWindow({}, (opened) => (editor = opened));

test('a newcomer gets from the walkthrough to the verdict in two clicks and without typing', async () => {
  await editor.runCommand('Welcome: Open Walkthrough...');
  await editor.quickPickRows().filter({ hasText: 'Find out what runs faster in parallel' }).click();
  const open = editor.page.locator('.gettingStartedSlideDetails').getByText('Open Demo Functions', { exact: true });
  await open.waitFor();
  await editor.screenshot('walkthrough');

  let clicks = 0;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  await open.click();
  clicks++;
  const lens = editor.codeLenses('Profile in parallel').first();
  await lens.waitFor();
  const openedAfter = seconds();
  await lens.click();
  clicks++;
  const verdict = (await editor.report('mandelbrotRow')).locator('.verdict-sentence');
  await verdict.waitFor({ timeout: longestSeconds * 1000 });
  const total = seconds();
  await editor.screenshot('newcomer');

  console.log(
    `The newcomer's path: ${clicks} clicks, ${total.toFixed(1)} s from the first click to the verdict, ` +
      `${openedAfter.toFixed(1)} s of them until the demo stood there with its line, 2 s measuring.`,
  );
  expect(await verdict.textContent()).toMatch(/mandelbrotRow/);
  expect(clicks).toBeLessThanOrEqual(2);
  expect(total).toBeLessThan(longestSeconds);

  // The steps are ticked off as they are done.
  await editor.page
    .locator('.tab', { hasText: /Walkthrough|Welcome|Find out/ })
    .first()
    .click();
  await editor.page.locator('.gettingStartedSlideDetails').getByText('Read the verdict').first().waitFor();
  await editor.screenshot('walkthrough ticked');
});

test('each button of the walkthrough works while the walkthrough has the focus', async () => {
  await editor.runCommand('View: Close All Editors');
  await editor.runCommand('Welcome: Open Walkthrough...');
  await editor.quickPickRows().filter({ hasText: 'Find out what runs faster in parallel' }).click();
  const steps = editor.page.locator('.gettingStartedSlideDetails');
  const press = async (step: string, name: string): Promise<void> => {
    if (!(await steps.isVisible())) {
      const tab = editor.page.locator('.tab', { hasText: /Walkthrough|Welcome|Find out/ });
      await tab.first().click();
    }
    await steps.getByText(step, { exact: true }).first().click();
    await steps
      .getByRole('button', { name, exact: true })
      .or(steps.getByText(name, { exact: true }))
      .last()
      .click();
  };
  await steps.getByText('Open demo functions', { exact: true }).first().waitFor();
  await press('Open demo functions', 'Open Demo Functions');
  await editor.codeLenses('Profile in parallel').first().waitFor();
  await press('Profile one', 'Profile in Parallel');
  await (await editor.report('mandelbrotRow')).locator('.verdict h1').waitFor({ timeout: longestSeconds * 1000 });
  await press('Read the verdict', 'Show Results');
  await (await editor.report('mandelbrotRow')).locator('.verdict h1').waitFor();
  await press('Profile your own function', 'Profile with Other Inputs …');
  await editor.quickPickRows().filter({ hasText: 'Write an Expression' }).waitFor();
  await editor.page.keyboard.press('Escape');
  await press('Profile your own function', 'Profile Functions in This File …');
  await editor.quickPickRows().filter({ hasText: 'mandelbrotRow' }).waitFor();
  await editor.page.keyboard.press('Escape');
});
