import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPanel, type OpenPanel } from './harness/open-panel.ts';
import { type Scene, scenes } from './harness/scenes.ts';
import { simulatedReport } from './simulated-report.ts';

const report = simulatedReport();
let browser: Browser;
/** Page of the last panel, for the next one. */
let page: Page | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function open(shown: Scene): Promise<OpenPanel> {
  const panel = await openPanel(browser, { page });
  page = panel.page;
  await page.setViewportSize({ width: 1200, height: 900 });
  for (const message of shown.messages) await panel.post(message);
  await page.locator('h1').first().waitFor();
  return panel;
}

/** Shows a detail view. */
async function chooseTab({ page }: OpenPanel, heading: string): Promise<void> {
  await page.locator('vscode-panel-tab', { hasText: heading }).click();
}

function scene(name: string): Scene {
  const found = scenes.find((one) => one.name === name);
  if (!found) throw new Error(`Expected one of the scenes ${scenes.map((one) => one.name).join(', ')}, found ${name}.`);
  return found;
}

describe('the detail views', () => {
  it('offers to sample lines, and links each of them', async () => {
    const panel = await open(scene('report'));
    const { page } = panel;
    await chooseTab(panel, 'Hot lines');
    await page.getByText('Profile hot lines').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'profileWith', choices: { hotLines: true } });
    for (const message of scene('hot-lines').messages) await panel.post(message);
    await chooseTab(panel, 'Hot lines');
    const slow = page.locator('.lines tbody tr', { has: page.locator('.line-slower') });
    expect(await slow.allTextContents()).toEqual([
      expect.stringMatching(/^monte-carlo\.ts:31nextState.*1\.84x as long/),
    ]);
    await slow.locator('.link').click();
    expect((await panel.said()).at(-1)).toMatchObject({ type: 'openLocation', location: { line: 31 } });
    await page.locator('.strategies tbody tr', { hasText: '2 processes' }).click();
    // Only threads were sampled.
    expect(await page.locator('.lines thead th').allTextContents()).toContain('4 threads');
    await panel.post({ type: 'report', report, trusted: false });
    await page.getByText('Trust the workspace').waitFor();
    expect(await page.locator('vscode-panel-tab', { hasText: 'Hot lines' }).count()).toBe(0);
  });

  it('selects an item of the timeline by a click or by keyboard, and profiles it alone', async () => {
    const panel = await open(scene('report'));
    const timeline = panel.page.locator('.timeline');
    await timeline.focus();
    await timeline.press('ArrowDown');
    const spoken = async (): Promise<string> =>
      (await timeline.locator('[aria-live]').textContent())?.match(/item \d+/)?.[0] ?? '';
    const first = await spoken();
    await timeline.press('PageDown');
    const next = await spoken();
    expect([next, next === first]).toEqual([expect.stringMatching(/^item \d+$/), false]);
    await timeline.press('Enter');
    const selected = panel.page.locator('.timeline-item');
    expect(await selected.locator('strong').textContent()).toBe(next.replace('item', 'Item'));
    expect(await selected.textContent()).toMatch(
      /Time[\d.]+ ms in worker 1, from .*Serially[\d.]+ ms; [\d.]+x as long/,
    );
    await selected.getByText('Profile alone').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'profileItem', item: Number(next.slice(5)) });
    // A click selects; moving the view does not.
    const box = await timeline.boundingBox();
    if (!box) throw new Error('Expected the timeline to be drawn.');
    await panel.page.mouse.move(box.x + 200, box.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + 120, box.y + 10);
    await panel.page.mouse.up();
    expect(await selected.locator('strong').textContent()).toBe(next.replace('item', 'Item'));
    await panel.page.mouse.click(box.x + 200, box.y + 10);
    await expect.poll(() => selected.textContent()).toContain('in worker 0');
    await timeline.press('Escape');
    expect(await selected.count()).toBe(0);
  });

  it('says what is under the pointer while the timeline moves', async () => {
    const panel = await open(scene('report'));
    const timeline = panel.page.locator('.timeline');
    const tip = timeline.locator('.tooltip');
    await timeline.scrollIntoViewIfNeeded();
    const box = await timeline.boundingBox();
    if (!box) throw new Error('Expected the timeline to be drawn.');
    await panel.page.mouse.move(box.x + 300, box.y + 10);
    const zoomIn = panel.page.getByRole('button', { name: 'Zoom in' });
    for (let i = 0; i < 3; i++) await zoomIn.dispatchEvent('click');
    const before = await tip.textContent();
    expect(before).toMatch(/^Worker 0: /);
    await panel.page.mouse.wheel(400, 0);
    await expect.poll(() => tip.textContent()).not.toBe(before);
    expect(await tip.isVisible()).toBe(true);
    // Zoomed out again, the time under the pointer is in sight; the tooltip follows it.
    await panel.page.getByRole('button', { name: 'Show all' }).dispatchEvent('click');
    expect(await tip.isVisible()).toBe(true);
  });

  it('shows promises by their number in flight and the use of their thread, without a view that does not apply', async () => {
    const panel = await open(scene('waiting'));
    const { page } = panel;
    await page.locator('.strategies tbody tr', { hasText: 'promises, 8 at a time' }).first().click();
    expect(await page.locator('.promises-card').textContent()).toMatch(
      /[\d.]+ promises in flight on average, at most 8\.0 of 8/,
    );
    expect(await page.locator('.timeline-card').isVisible()).toBe(false);
    expect(await page.locator('.waterfall-card').isVisible()).toBe(false);
    await chooseTab(panel, 'Concurrency');
    expect(await page.locator('.concurrency').textContent()).toMatch(/The thread computed for .* of the pass/);
    await page.locator('.strategies tbody tr', { hasText: '4 threads' }).first().click();
    expect(await page.locator('.waterfall-card').isVisible()).toBe(true);
  });
});
