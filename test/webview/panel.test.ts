import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { buildPage } from './harness/build-page.ts';
import { launchBrowser, openPanel } from './harness/open-panel.ts';
import type { OpenPanel } from './harness/open-panel.ts';
import { scenes } from './harness/scenes.ts';
import type { Scene } from './harness/scenes.ts';
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

async function open(scene: Scene, options: { theme?: string } = {}): Promise<OpenPanel> {
  const panel = await openPanel(browser, { ...options, page, ...(scene.embedded ? { embedded: scene.embedded } : {}) });
  page = panel.page;
  await page.setViewportSize({ width: 1200, height: 900 });
  for (const message of scene.messages) await panel.post(message);
  await panel.page.locator('h1').first().waitFor();
  return panel;
}

/** Shows a detail view. */
async function chooseTab({ page }: OpenPanel, heading: string): Promise<void> {
  await page.locator('vscode-panel-tab', { hasText: heading }).click();
}

/** Expects no serious violation. Only contrast depends on the theme. */
async function expectAccessible({ page }: OpenPanel, rules: 'all' | 'color-contrast'): Promise<void> {
  const runOnly = rules === 'all' ? '' : `, runOnly: ["${rules}"]`;
  const found: AxeResults = await page.evaluate(`axe.run(document, { resultTypes: ["violations"]${runOnly} })`);
  const serious = found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  expect(serious).toEqual([]);
}

async function expectToFit({ page }: OpenPanel): Promise<void> {
  await page.setViewportSize({ width: 400, height: 900 });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  await page.setViewportSize({ width: 1200, height: 900 });
}

/** Shows all detail views below each other, to look at them in one go. Each has to have been drawn before. */
const showAllViews = `for (const view of document.querySelectorAll('vscode-panel-view')) {
  view.hidden = false;
  view.style.display = 'block';
}`;

function scene(name: string): Scene {
  const found = scenes.find((one) => one.name === name);
  if (!found) throw new Error(`Expected one of the scenes ${scenes.map((one) => one.name).join(', ')}, found ${name}.`);
  return found;
}

describe.each(scenes)('$name', (shown) => {
  // Opened once: a page whose theme changes has to look right too, and most of the time goes into opening it.
  let panel: OpenPanel;
  beforeAll(async () => {
    panel = await open(shown, { theme: shown.themes[0] ?? 'dark' });
    await panel.page.evaluate(axe.source);
  });
  it('is accessible, keeps to its policy and fits a narrow panel', async () => {
    const [theme = 'dark', ...others] = shown.themes;
    await panel.useTheme(theme);
    await expectToFit(panel);
    for (const tab of (await panel.page.locator('vscode-panel-tab').all()).slice(1)) {
      await tab.click();
      await expectToFit(panel);
    }
    await panel.page.evaluate(showAllViews);
    await expectAccessible(panel, 'all');
    for (const other of others) {
      await panel.useTheme(other);
      await expectAccessible(panel, 'color-contrast');
      await expectToFit(panel);
    }
    expect(panel.problems).toEqual([]);
  });
});

describe('the page', () => {
  it('sends only ready, and draws the report that it receives', async () => {
    const panel = await open(scene('report'));
    expect(await panel.said()).toEqual([{ type: 'ready' }]);
    expect(await panel.page.locator('.verdict-sentence').textContent()).toBe(joinVerdict(report.verdict));
  });

  it('reports that the code has changed since the run, until it is reverted', async () => {
    const panel = await open(scene('report'));
    await panel.post({ type: 'code', outdated: true });
    const note = panel.page.getByText('Code changed since this run.');
    await note.waitFor();
    await panel.post({ type: 'code', outdated: false });
    await note.waitFor({ state: 'detached' });
  });

  it('sends the actions of the user', async () => {
    const panel = await open(scene('report'));
    const { page } = panel;
    await page.locator('.findings .link').first().click();
    await page.getByText('Copy pool options').click();
    await page.getByText('Generate parallel version …').click();
    await page.getByText('Copy summary').click();
    await page.getByText('Profile again', { exact: true }).click();
    await page.locator('.menu-button').click();
    await page.getByText('Trace for Perfetto').click();
    await chooseTab(panel, 'How it was measured');
    await page.locator('.command-line vscode-button').click();
    expect(await panel.said()).toEqual([
      { type: 'ready' },
      { type: 'openLocation', location: report.findings[0]?.location },
      { type: 'copyPoolOptions' },
      { type: 'generateParallel' },
      { type: 'copySummary' },
      { type: 'runAgain' },
      { type: 'export', format: 'trace' },
      { type: 'copyCommandLine' },
    ]);
  });

  it('offers fixes for fixable findings', async () => {
    const panel = await open(scene('report'));
    const [first, ...others] = report.findings;
    if (!first) throw new Error('The report has no finding.');
    await panel.page.locator('.finding').first().getByText('Learn more').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'explainFinding', code: first.code });
    expect(await panel.page.getByText('Fix …').count()).toBe(0);
    const race = { ...first, code: 'shared-memory-race', args: { variable: 'count' } } as typeof first;
    await panel.post({ type: 'report', report: { ...report, findings: [race, ...others] }, trusted: true });
    await panel.page.getByText('Fix …').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'fixFinding', code: race.code, location: first.location });
  });

  it('opens an earlier run, a comparison, and a baseline', async () => {
    const panel = await open(scene('history'));
    const { page } = panel;
    await chooseTab(panel, 'History');
    await page.locator('.history').waitFor();
    const second = page.locator('.runs tbody tr').nth(1);
    await second.getByText('Open').click();
    await second.getByText('Compare', { exact: true }).click();
    await second.getByText('Pin as baseline').click();
    await page.locator('.runs tbody tr').nth(2).getByText('Unpin').click();
    await page.getByText('Compare with baseline').click();
    expect((await panel.said()).slice(1)).toEqual([
      { type: 'openRun', id: 'run-1' },
      { type: 'compareRun', id: 'run-1' },
      { type: 'pinBaseline', id: 'run-1', pinned: true },
      { type: 'pinBaseline', id: 'run-2', pinned: false },
      { type: 'compareRun', id: 'run-2' },
    ]);
  });

  it('updates the earlier runs without rendering the report again, and keeps the focus', async () => {
    const panel = await open(scene('history'));
    const { page } = panel;
    await chooseTab(panel, 'History');
    const pin = page.locator('.runs tbody tr').nth(1).getByText('Pin as baseline');
    await pin.focus();
    await page.locator('.strategies').evaluate((element: { id: string }) => {
      element.id = 'the-same';
    });
    const [, history] = scene('history').messages;
    if (history?.type !== 'history') throw new Error('Expected the scene to have a history.');
    const entries = history.history.entries.map((entry, i) => ({ ...entry, baseline: i === 1 }));
    await panel.post({ type: 'history', history: { ...history.history, entries } });
    await page.locator('.runs tbody tr').nth(1).getByText('Unpin').waitFor();
    expect(await page.locator('#the-same').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Unpin');
  });

  it('shows two runs side by side, and the way back', async () => {
    const panel = await open(scene('comparison'));
    const { page } = panel;
    expect(await page.locator('.verdict-sentence').textContent()).toMatch(
      /^With 4\sthreads, an item takes \d+% less time: .*beyond the noise/,
    );
    expect(await page.locator('.note').allTextContents()).toEqual(['Node v22.11.0 before, v24.11.0 after.']);
    const rows = page.locator('.item-times tbody tr');
    expect(await rows.first().textContent()).toMatch(/^serial.*better \u2212\d+% \u2212\d+% to \u2212\d+%$/);
    // At the width of a side bar, the judgement and its interval can be read without scrolling.
    await page.setViewportSize({ width: 420, height: 900 });
    for (const words of ['strong', '.interval']) expect(await rows.first().locator(words).isVisible()).toBe(true);
    const hidden = await page.evaluate(
      `[...document.querySelectorAll('.changes')].filter((table) => table.scrollWidth > table.parentElement.clientWidth).length`,
    );
    expect(hidden).toBe(0);
    await page.setViewportSize({ width: 1200, height: 900 });
    expect(await page.locator('.speedups tbody tr').count()).toBe((await rows.count()) - 1);
    await page.getByText('Back to the report').click();
    await page.locator('.page-header').getByText('Copy', { exact: true }).click();
    expect((await panel.said()).slice(1)).toEqual([{ type: 'closeComparison' }, { type: 'copyComparison' }]);
  });

  it('offers a run with a single slow item if code may run', async () => {
    const panel = await open(scene('report'));
    await chooseTab(panel, 'Items');
    await panel.page.getByText('Profile alone').first().click();
    const slowest = report.strategies.find(({ name, workers }) => name === 'threads' && workers === 4)?.tasks
      ?.slowest[0];
    expect((await panel.said()).at(-1)).toEqual({ type: 'profileItem', item: slowest?.item });
    await panel.post({ type: 'report', report, trusted: false });
    await panel.page.getByText('Trust the workspace').waitFor();
    expect(await panel.page.getByText('Profile alone').count()).toBe(0);
  });

  it('opens the CPU profile of a thread of a command, if there is an editor', async () => {
    const panel = await open(scene('script'));
    const { page } = panel;
    await page.getByText('Open CPU profile').click();
    const entries = page.locator('.flame-card .menu-items button');
    expect(await entries.allTextContents()).toEqual([
      'worker.js, pid 10',
      ...[1, 2, 3].map((id) => `worker.js, thread ${id}`),
    ]);
    await entries.nth(1).click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'openCpuProfile', profile: 1 });
    expect(await entries.nth(1).isVisible()).toBe(false);
    await page.getByText('Export', { exact: true }).click();
    await page.getByText('CPU profiles (.cpuprofile)').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'export', format: 'cpuprofile' });
  });

  it('opens the CPU profile of a worker of a function', async () => {
    const panel = await open(scene('hot-lines'));
    await chooseTab(panel, 'Hot lines');
    await panel.page.getByText('Open CPU profile').click();
    await panel.page.getByText('2 threads, worker 2', { exact: true }).click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'openCpuProfile', profile: 3 });
  });

  it('cancels a run once', async () => {
    const panel = await open(scene('live'));
    await panel.page.getByText('Cancel').click();
    await panel.page.getByText('Cancel').click({ force: true });
    expect((await panel.said()).filter((message) => message.type === 'cancel')).toHaveLength(1);
  });

  it('says that a run waits for other programs, and ends the wait', async () => {
    const panel = await open(scene('live-begin'));
    const wait = panel.page.getByText('Waiting for other programs to finish: they use 1.4 cores');
    expect(await wait.count()).toBe(0);
    await panel.post({ type: 'live', events: [{ type: 'waiting', othersCores: 1.4 }] });
    await wait.waitFor();
    await panel.page.getByText('Measure now').click();
    expect((await panel.said()).at(-1)).toEqual({ type: 'skipWait' });
    await panel.post({ type: 'live', events: [{ type: 'waiting', othersCores: null }] });
    await panel.page.getByText('Measure now').waitFor({ state: 'hidden' });
  });

  it('offers nothing that runs code in an untrusted workspace', async () => {
    const panel = await open({ ...scene('report'), messages: [{ type: 'report', report, trusted: false }] });
    expect(await panel.page.getByText('Profile again', { exact: true }).count()).toBe(0);
    expect(await panel.page.getByText('Trust the workspace').count()).toBe(1);
  });

  it('reads the points of the chart by keyboard', async () => {
    const panel = await open(scene('report'));
    const chart = panel.page.locator('.plot');
    await chart.locator('canvas').waitFor();
    await chart.focus();
    await chart.press('End');
    expect(await chart.locator('[aria-live]').textContent()).toMatch(/^10x expected on 16 cores\. /);
    await chart.press('Home');
    expect(await chart.locator('[aria-live]').textContent()).toMatch(/^0\.99x with 1 thread\. /);
    expect(await chart.locator('.tooltip').isVisible()).toBe(true);
    await chart.press('Escape');
    expect(await chart.locator('.tooltip').isVisible()).toBe(false);
  });

  it('has the chart as a table', async () => {
    const panel = await open(scene('report'));
    await panel.page.getByText('Show as table').click();
    expect(await panel.page.locator('.plot').isVisible()).toBe(false);
    const rows = panel.page.locator('.chart-table tbody tr');
    expect(await rows.count()).toBe(10);
    expect(await rows.nth(2).textContent()).toMatch(/^4 threads3\.3x/);
  });

  it('shows another strategy in detail when its row is selected', async () => {
    const panel = await open(scene('report'));
    await panel.page.locator('.strategies tbody tr', { hasText: '2 processes' }).click();
    expect(await panel.page.locator('.waterfall .step-label').first().textContent()).toBe('Ideal for 2 workers');
    expect(await panel.page.locator('.timeline-card .chip').textContent()).toBe('2 processes');
  });

  it("zooms the timeline by keyboard and announces the worker's state", async () => {
    const panel = await open(scene('report'));
    const timeline = panel.page.locator('.timeline');
    await timeline.focus();
    await timeline.press('ArrowDown');
    expect(await timeline.locator('[aria-live]').textContent()).toMatch(/^Worker 1: executing\. item \d+, /);
    const picture = async (): Promise<string> =>
      panel.page.evaluate('document.querySelector(".timeline canvas").toDataURL()');
    const before = await picture();
    await timeline.press('+');
    await expect.poll(picture).not.toBe(before);
  });

  it('shows the verdict, the results and the chart on the first screen, and one detail view at a time', async () => {
    const panel = await open(scene('report'));
    const { page } = panel;
    await page.setViewportSize({ width: 1500, height: 1000 });
    for (const part of ['.verdict', '.strategies table', '.plot canvas']) {
      const box = await page.locator(part).first().boundingBox();
      expect(box === null ? null : box.y + box.height).toBeLessThanOrEqual(1000);
    }
    const visible = async (): Promise<string[]> => page.locator('vscode-panel-view:visible h2').allTextContents();
    expect(await visible()).toEqual(['Worker timeline']);
    await chooseTab(panel, 'Cores');
    expect(await visible()).toEqual(['Core usage']);
    await page.keyboard.press('ArrowRight');
    expect(await visible()).toEqual(['Concurrency']);
  });

  it('shows the important columns, and the others on demand', async () => {
    const panel = await open(scene('report'));
    const heads = panel.page.locator('.strategies thead th:visible');
    expect(await heads.allTextContents()).toEqual(['Strategy', 'Time', 'Speedup', 'With start-up', 'Results']);
    await panel.page.getByText('More columns').click();
    expect(await heads.count()).toBe(9);
  });

  it('shows no interval for a single round', async () => {
    const strategies = report.strategies.map((strategy) =>
      strategy.kind === 'pool' ? { ...strategy, rounds: strategy.rounds.slice(0, 1) } : strategy,
    );
    const panel = await open({
      ...scene('report'),
      messages: [{ type: 'report', report: { ...report, strategies }, trusted: true }],
    });
    const cells = await panel.page.locator('.strategies tbody tr:not(:first-child) .interval').allTextContents();
    expect(new Set(cells)).toEqual(new Set(['one round']));
  });

  it('updates the predicted speedup with the sliders', async () => {
    const panel = await open(scene('report'));
    await chooseTab(panel, 'What if');
    const number = panel.page.locator('.what-if-number .number');
    const before = await number.textContent();
    await panel.page.getByLabel('Cores and workers').fill('11');
    expect(parseFloat((await number.textContent()) ?? '')).toBeGreaterThan(parseFloat(before ?? ''));
    await panel.page.getByRole('button', { name: 'As measured' }).click();
    expect(await number.textContent()).toBe(before);
  });

  it('sets the conclusion of a verdict in large type and a doubt about it as one warning', async () => {
    const doubted = {
      ...report,
      confidence: 'invalid' as const,
      verdict: [
        { role: 'status' as const, text: 'Unreliable:' },
        { role: 'doubt' as const, text: 'other processes used 1.8 cores.' },
        { role: 'answer' as const, text: 'estimatePi reached 1.37x with 2 threads.' },
      ],
    };
    const panel = await open({ ...scene('report'), messages: [{ type: 'report', report: doubted, trusted: true }] });
    const texts = (name: string) => panel.page.locator(`.verdict-sentence .${name}`).allTextContents();
    expect(await texts('verdict-warning')).toEqual(['Unreliable: other processes used 1.8 cores. ']);
    expect(await texts('verdict-answer')).toEqual(['estimatePi reached 1.37x with 2 threads.']);
    expect(await panel.page.locator('.verdict-sentence').textContent()).toBe(joinVerdict(doubted.verdict));
  });

  it.each([
    ['measureAgain', 'Measure again', 'runAgain'],
    ['measureLonger', 'Measure longer', 'measureLonger'],
    ['changeInputs', 'Change inputs', 'changeInputs'],
  ] as const)('heads an open result "No verdict" and offers one next step: %s', async (next, label, type) => {
    const unresolved = {
      ...report,
      recommendation: null,
      conclusion: { outcome: 'none' as const, reason: 'Too short.', next },
    };
    const panel = await open({ ...scene('report'), messages: [{ type: 'report', report: unresolved, trusted: true }] });
    expect(await panel.page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['No verdict']);
    const primary = panel.page.locator('.verdict vscode-button[appearance="primary"]');
    expect((await primary.allTextContents()).map((text) => text.trim())).toEqual([label]);
    await primary.click();
    expect(await panel.said()).toEqual([{ type: 'ready' }, { type }]);
  });

  it('shows markup in names and messages as text', async () => {
    const hostile = '<img src=x onerror="window.harmed = true">';
    const changed = {
      ...report,
      verdict: [{ role: 'answer' as const, text: hostile }],
      target: { ...report.target, name: hostile },
      findings: report.findings.map((finding) => ({ ...finding, message: hostile })),
    };
    const panel = await open({ ...scene('report'), messages: [{ type: 'report', report: changed, trusted: true }] });
    expect(await panel.page.locator('.verdict-sentence').textContent()).toBe(hostile);
    expect(await panel.page.locator('img').count()).toBe(0);
  });

  it('sets names in findings as code', async () => {
    const panel = await open(scene('report'));
    const [finding] = report.findings;
    expect(await panel.page.locator('.finding code').allTextContents()).toEqual(['samplesDrawn']);
    expect(finding?.message).toContain('`samplesDrawn`');
  });

  it('restores the last report before its host answers', async () => {
    const panel = await open(scene('report'));
    expect(await panel.page.evaluate('acquireVsCodeApi().getState().report.target.name')).toBe('estimatePi');
  });

  it('works as an export without a host', async () => {
    const panel = await open(scene('standalone'));
    expect(await panel.page.locator('.verdict-sentence').textContent()).toBe(joinVerdict(report.verdict));
    expect(await panel.page.locator('vscode-button[appearance="primary"]').count()).toBe(0);
  });

  it('stays under 400 kB', async () => {
    const { script } = await buildPage();
    expect(Buffer.byteLength(script)).toBeLessThan(400_000);
  });
});
