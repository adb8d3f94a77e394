import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { emptyMeasurement } from '../../../src/engine/run/empty-measurement.ts';
import { ReportPage } from '../../../src/extension/panel/report-page.ts';
import type { Report } from '../../../src/model/report.ts';
import { compareScripts } from '../../../src/report/script/compare-scripts.ts';
import { applyRunEvent, type RunState } from '../../../src/report/run-state.ts';
import { nextPageState, type PageState } from '../../../webview/page-state.ts';
import type { PanelAction, RunHistory, ToPanel } from '../../../webview/protocol.ts';
import { anyEvent, configurations, startedRun } from '../../report/run-events.ts';
import { sampleReports } from '../../report/sample-report.ts';
import { reportOf } from '../../report/sample-script-report.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A webview whose page applies messages as the real one does; a hidden page receives none and forgets its state. */
class FakeWebview {
  state: PageState = { kind: 'waiting' };
  readonly received: ToPanel[] = [];
  readonly panel: vscode.WebviewPanel;
  readonly #events = new EventEmitter();
  #visible = true;

  constructor() {
    const on =
      (name: string) =>
      (listener: (value: unknown) => void): void =>
        void this.#events.on(name, listener);
    const isVisible = (): boolean => this.#visible;
    this.panel = {
      get visible() {
        return isVisible();
      },
      active: true,
      webview: {
        onDidReceiveMessage: on('message'),
        asWebviewUri: (uri: unknown) => uri,
        postMessage: (message: ToPanel) => this.#take(message),
      },
      onDidChangeViewState: on('view'),
      onDidDispose: on('dispose'),
      dispose: () => this.#events.emit('dispose'),
    } as unknown as vscode.WebviewPanel;
  }

  /** Resolves when the extension has handled the message: it loads the validator first. */
  async send(message: unknown): Promise<void> {
    this.#events.emit('message', message);
    await import('../../../src/extension/panel/panel-message.ts');
    await vi.advanceTimersByTimeAsync(0);
  }

  hide(): void {
    this.#visible = false;
    this.state = { kind: 'waiting' };
    this.#events.emit('view');
  }

  async reload(): Promise<void> {
    this.#visible = true;
    this.#events.emit('view');
    await this.send({ type: 'ready' });
  }

  #take(message: ToPanel): void {
    if (!this.#visible) throw new Error('A hidden page receives nothing.');
    // VS Code sends JSON.
    const copy = JSON.parse(JSON.stringify(message)) as ToPanel;
    this.received.push(copy);
    this.state = nextPageState(this.state, copy);
  }
}

const files = { script: '/dist/panel.js', style: '/dist/panel.css', iconLight: '/light.svg', iconDark: '/dark.svg' };
const history: RunHistory = { entries: [], shown: null, notice: null };
const outdated = new Set<Report>();

interface OpenedPage {
  page: ReportPage;
  view: FakeWebview;
  actions: PanelAction[];
  logged: string[];
}

async function openPage(): Promise<OpenedPage> {
  const opened = unopenedPage();
  await opened.view.send({ type: 'ready' });
  return opened;
}

/** A page that has not loaded yet. */
function unopenedPage(): OpenedPage {
  const actions: PanelAction[] = [];
  const logged: string[] = [];
  const page = new ReportPage(
    {
      files,
      historyOf: () => Promise.resolve(history),
      isOutdated: (report) => outdated.has(report),
      handle: (action) => actions.push(action),
      log: (message) => logged.push(message),
    },
    { type: 'empty' },
  );
  const view = new FakeWebview();
  page.attach(view.panel);
  return { page, view, actions, logged };
}

const limits = { coreSamples: 4, outputLines: 3 };

describe('ReportPage', () => {
  it('shows the same run to a page that was visible and to one that was hidden and reloaded', async () => {
    const steps = fc.array(fc.oneof(anyEvent, fc.constantFrom('hide', 'reload', 'second')), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const [watching, reloading] = [await openPage(), await openPage()];
        let run: RunState = startedRun(limits);
        for (const { page } of [watching, reloading]) page.show({ type: 'run', run });
        for (const step of all) {
          if (step === 'hide') reloading.view.hide();
          else if (step === 'reload') await reloading.view.reload();
          else if (step === 'second') vi.advanceTimersByTime(1000);
          else if (typeof step !== 'string') {
            run = applyRunEvent(run, step);
            for (const { page } of [watching, reloading]) page.follow(step, run);
          }
        }
        await reloading.view.reload();
        vi.advanceTimersByTime(1000);
        expect(watching.view.state).toEqual({ kind: 'running', run });
        expect(reloading.view.state).toEqual(watching.view.state);
      }),
    );
  });

  it('posts the events of a run once a second', async () => {
    const { page, view } = await openPage();
    let run = startedRun(limits);
    page.show({ type: 'run', run });
    const before = view.received.length;
    for (let i = 1; i <= 30; i++) {
      const event = { type: 'progress', fraction: i / 30, leftMs: 0 } as const;
      run = applyRunEvent(run, event);
      page.follow(event, run);
      vi.advanceTimersByTime(100);
    }
    expect(view.received.slice(before).map(({ type }) => type)).toEqual(['live', 'live', 'live']);
  });

  it('posts a new figure at once, with the events before it', async () => {
    const { page, view } = await openPage();
    let run = startedRun(limits);
    page.show({ type: 'run', run });
    const before = view.received.length;
    const progress = { type: 'progress', fraction: 0.1, leftMs: 0 } as const;
    for (const event of [
      progress,
      { type: 'measurement', measurement: emptyMeasurement(configurations[0]) } as const,
    ]) {
      run = applyRunEvent(run, event);
      page.follow(event, run);
    }
    expect(view.received.slice(before)).toMatchObject([
      { type: 'live', events: [{ type: 'progress' }, { type: 'measurement' }] },
    ]);
    vi.advanceTimersByTime(1000);
    expect(view.received).toHaveLength(before + 1);
  });

  it('keeps the style apart from the body, which the page replaces', () => {
    const { html } = unopenedPage().view.panel.webview;
    expect(html.split('</head>')[0]).toContain('<link rel="stylesheet"');
  });

  describe('loaded', () => {
    const settled = async (page: ReportPage): Promise<() => boolean> => {
      let isSettled = false;
      void page.loaded(1_500).then(() => (isSettled = true));
      await vi.advanceTimersByTimeAsync(1_000);
      return () => isSettled;
    };

    it('waits for the page', async () => {
      const { page, view } = unopenedPage();
      const isSettled = await settled(page);
      expect(isSettled()).toBe(false);
      await view.send({ type: 'ready' });
      expect(isSettled()).toBe(true);
    });

    it('does not wait for long', async () => {
      const { page } = unopenedPage();
      const isSettled = await settled(page);
      expect(isSettled()).toBe(false);
      await vi.advanceTimersByTimeAsync(500);
      expect(isSettled()).toBe(true);
    });

    it('does not wait for a page that is loaded, hidden or closed', async () => {
      const { page } = await openPage();
      expect((await settled(page))()).toBe(true);
      const hidden = unopenedPage();
      hidden.view.hide();
      expect((await settled(hidden.page))()).toBe(true);
      const closed = unopenedPage();
      const isSettled = await settled(closed.page);
      closed.view.panel.dispose();
      await vi.advanceTimersByTimeAsync(0);
      expect(isSettled()).toBe(true);
    });
  });

  it('posts no event of a run after its report', async () => {
    const { page, view } = await openPage();
    const run = startedRun(limits);
    page.show({ type: 'run', run });
    page.follow({ type: 'done' }, run);
    page.show({ type: 'report', report: sampleReports.cpuBound });
    page.follow({ type: 'done' }, run);
    vi.advanceTimersByTime(5000);
    expect(view.received.map(({ type }) => type)).toEqual(['empty', 'run', 'report', 'code']);
  });

  it('posts a report with its history, and again after a comparison', async () => {
    const { page, view } = await openPage();
    const report: Report = sampleReports.cpuBound;
    page.show({ type: 'report', report });
    await vi.advanceTimersByTimeAsync(0);
    expect(view.state).toMatchObject({ kind: 'report', trusted: true, history });
    page.compare({} as NonNullable<typeof page.comparison>);
    expect(view.state.kind).toBe('comparison');
    expect(page.report).toBe(report);
    page.compare(null);
    await vi.advanceTimersByTimeAsync(0);
    expect(view.state).toMatchObject({ kind: 'report', history });
  });

  it('posts the report of a command with its history, and again after a comparison', async () => {
    const { page, view } = await openPage();
    const report = reportOf([]);
    page.show({ type: 'script', report });
    await vi.advanceTimersByTimeAsync(0);
    expect(view.state).toMatchObject({ kind: 'script', trusted: true, history });
    page.compare(compareScripts(report, report));
    expect(view.state.kind).toBe('scriptComparison');
    expect(page.anyReport).toBe(report);
    page.compare(null);
    await vi.advanceTimersByTimeAsync(0);
    expect(view.state).toMatchObject({ kind: 'script', history });
  });

  it('says whether the code has changed since the run, after a reload and after a comparison', async () => {
    const { page, view } = await openPage();
    const report: Report = { ...sampleReports.cpuBound };
    page.show({ type: 'report', report });
    expect(view.state).toMatchObject({ kind: 'report', outdated: false });
    outdated.add(report);
    page.refreshCode();
    expect(view.state).toMatchObject({ kind: 'report', outdated: true });
    await view.reload();
    expect(view.state).toMatchObject({ kind: 'report', outdated: true });
    page.compare({} as NonNullable<typeof page.comparison>);
    page.refreshCode();
    expect(view.state.kind).toBe('comparison');
    page.compare(null);
    expect(view.state).toMatchObject({ kind: 'report', outdated: true });
  });

  it('passes on actions, and logs a message that is none', async () => {
    const { view, actions, logged } = await openPage();
    await view.send({ type: 'runAgain' });
    await view.send({ type: 'unknown' });
    expect(actions).toEqual([{ type: 'runAgain' }]);
    expect(logged).toHaveLength(1);
  });

  it('keeps its scene for the next webview', async () => {
    const { page, view } = await openPage();
    page.show({ type: 'report', report: sampleReports.cpuBound });
    view.panel.dispose();
    expect(page.panel).toBeNull();
    const next = new FakeWebview();
    page.attach(next.panel);
    await next.send({ type: 'ready' });
    expect(next.state.kind).toBe('report');
  });
});
