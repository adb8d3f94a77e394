import './style-nonce.ts';
import 'uplot/dist/uPlot.min.css';
import './panel.css';
import './standalone.css';
import type { AnyReport } from '../src/model/any-report.ts';
import { connectHost } from './host.ts';
import type { Host } from './host.ts';
import { nextPageState } from './page-state.ts';
import type { PageState } from './page-state.ts';
import { followSystemTheme } from './theme.ts';
import { registerToolkit } from './toolkit.ts';
import { compareScriptsView } from './views/compare-scripts.tsx';
import { compareView } from './views/compare.tsx';
import { emptyView } from './views/empty.tsx';
import { liveView } from './views/live.tsx';
import type { LiveView } from './views/live.tsx';
import { problemView, unreadableView } from './views/problem.tsx';
import { reportPage } from './views/report-page.tsx';
import type { ReportPage } from './views/report-page.tsx';
import { scriptLiveView } from './views/script-live.tsx';
import type { ScriptLiveView } from './views/script-live.tsx';
import { scriptPage } from './views/script-page.tsx';
import type { ScriptPage } from './views/script-page.tsx';

/** Renders each state of the page. A run in progress is updated in place instead of rendered again. */
class Page {
  readonly #host: Host;
  #state: PageState = { kind: 'waiting' };
  #live: LiveView | null = null;
  #liveScript: ScriptLiveView | null = null;
  #report: ReportPage | null = null;
  #script: ScriptPage | null = null;
  #drawing = new AbortController();

  constructor(host: Host) {
    this.#host = host;
  }

  get state(): PageState {
    return this.#state;
  }

  show(state: PageState): void {
    const runsOn = state.kind === 'running' && this.#state.kind === 'running';
    if (state.kind === 'runningScript' && this.#state.kind === 'runningScript' && this.#liveScript) {
      this.#state = state;
      this.#liveScript.update(state.progress);
      return;
    }
    const shownScript = this.#state.kind === 'script' ? this.#state.report : null;
    const sameReport = state.kind === 'report' && this.#state.kind === 'report' && state.report === this.#state.report;
    const sameRun = runsOn && state.run.configurations === (this.#state as typeof state).run.configurations;
    this.#state = state;
    if (sameRun && this.#live) {
      this.#live.update(state.run);
      return;
    }
    if (sameReport && this.#report) {
      this.#report.showOutdated(state.outdated);
      if (state.history) this.#report.showHistory(state.history);
      return;
    }
    if (state.kind === 'script' && this.#script && state.report === shownScript) {
      if (state.history) this.#script.showHistory(state.history);
      return;
    }
    this.#drawing.abort();
    this.#drawing = new AbortController();
    this.#live = null;
    this.#liveScript = null;
    this.#report = null;
    this.#script = null;
    const drawn = this.#draw(state, this.#drawing.signal);
    document.body.replaceChildren(...(drawn ? [drawn] : []));
    window.scrollTo(0, 0);
  }

  #draw(state: PageState, signal: AbortSignal): HTMLElement | null {
    switch (state.kind) {
      case 'waiting':
        return null;
      case 'empty':
        return emptyView();
      case 'running':
        this.#live = liveView(state.run, this.#host, signal);
        return this.#live.element;
      case 'report':
        this.#report = reportPage(state.report, state.trusted, this.#host, signal);
        return this.#report.element;
      case 'runningScript':
        this.#liveScript = scriptLiveView(state.progress, this.#host, signal);
        return this.#liveScript.element;
      case 'script':
        this.#script = scriptPage(state.report, state.trusted, this.#host, signal);
        return this.#script.element;
      case 'scriptComparison':
        return compareScriptsView(state.comparison, this.#host);
      case 'comparison':
        return compareView(state.comparison, this.#host);
      case 'unreadable':
        return unreadableView(state.message);
      case 'problem':
        return problemView(state.problem, this.#host);
    }
  }
}

function start(): void {
  const embedded = document.getElementById('report')?.textContent;
  registerToolkit();
  const host = connectHost();
  const page = new Page(host);
  if (embedded !== undefined) {
    followSystemTheme();
    page.show(stateOf(JSON.parse(embedded) as AnyReport));
    return;
  }
  const saved = host.load()?.report;
  if (saved) page.show(stateOf(saved));
  host.receive((message) => {
    page.show(nextPageState(page.state, message));
    if (message.type === 'report' || message.type === 'script') host.save({ version: 2, report: message.report });
  });
  host.send({ type: 'ready' });
}

/** A report that only the page itself has. */
function stateOf(report: AnyReport): PageState {
  return 'kind' in report
    ? { kind: 'script', report, trusted: false, history: null }
    : { kind: 'report', report, trusted: false, outdated: false, history: null };
}

start();
