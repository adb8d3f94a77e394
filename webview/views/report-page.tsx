import type { Report } from '../../src/model/report.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { RunHistory } from '../protocol.ts';
import { initialStrategy, Selection } from '../selection.ts';
import { closerLookView } from './closer-look.tsx';
import { concurrencyView } from './concurrency.tsx';
import { coreUsageView } from './core-usage.tsx';
import { detailsView } from './details.tsx';
import { failuresView } from './failures.tsx';
import { findingsView } from './findings.tsx';
import { headerView } from './header.tsx';
import { replaceHistory } from './history.tsx';
import { hotLinesView } from './hot-lines.tsx';
import { icon } from './icon.tsx';
import { outcomeView } from './outcome.tsx';
import { speedupView } from './speedup.tsx';
import { strategiesTableView } from './strategies-table.tsx';
import { taskTimesView } from './task-times.tsx';
import { queueView } from './queue.tsx';
import { Tabs, type Tab } from './tabs.tsx';
import { timelineView } from './timeline.tsx';
import { verdictView } from './verdict.tsx';
import type { MeasuredContext, ViewContext } from './view-context.ts';
import { waterfallView } from './waterfall.tsx';
import { whatIfView } from './what-if.tsx';

type View = (context: MeasuredContext) => HTMLElement | null;

/**
 * The views below the verdict, in order of importance: results, causes, findings. Pairs are side by side if there is
 * room.
 */
const VIEWS: (View | [left: View[], right: View[]])[] = [
  [[strategiesTableView, queueView], [speedupView]],
  [[waterfallView], [findingsView, failuresView]],
];

/** The detail views, in tabs. */
const DETAILS: { name: string; heading: string; view: View }[] = [
  { name: 'timeline', heading: 'Timeline', view: timelineView },
  { name: 'cores', heading: 'Cores', view: coreUsageView },
  { name: 'concurrency', heading: 'Concurrency', view: concurrencyView },
  { name: 'items', heading: 'Items', view: taskTimesView },
  { name: 'hot-lines', heading: 'Hot lines', view: hotLinesView },
  { name: 'what-if', heading: 'What if', view: whatIfView },
];

function place(views: (typeof VIEWS)[number], context: MeasuredContext): HTMLElement | null {
  if (typeof views === 'function') return views(context);
  const columns = views
    .map((column) => column.map((view) => view(context)).filter((drawn) => drawn !== null))
    .filter((column) => column.length > 0);
  if (columns.length === 0) return null;
  const wide = columns.length > 1 ? 'columns' : 'column';
  return (
    <div class={wide}>
      {columns.map((column) => (
        <div class="column">{column}</div>
      ))}
    </div>
  );
}

/** Creates the tabs of detail views below the list of strategies. `history` is empty at first. */
function details(context: MeasuredContext, history: HTMLElement): HTMLElement {
  const drawn = DETAILS.map(({ view, ...rest }) => ({ ...rest, view: view(context) }));
  const tabs = [
    ...drawn.filter((tab): tab is Tab => tab.view !== null),
    { name: 'history', heading: 'History', view: history },
    { name: 'measured', heading: 'How it was measured', view: detailsView(context) },
  ];
  return (
    <div class="detail-views">
      {closerLookView(context)}
      <Tabs label="Details" tabs={tabs} />
    </div>
  );
}

/** The page of a report, and its part that arrives later and changes. */
export interface ReportPage {
  element: HTMLElement;
  showHistory(history: RunHistory): void;
  /** Says whether the code has changed since the run. */
  showOutdated(outdated: boolean): void;
}

/** Creates the whole page of a report. */
export function reportPage(report: Report, trusted: boolean, host: Host, signal: AbortSignal): ReportPage {
  const context: ViewContext = { report, host, trusted, signal };
  const { outcome } = report;
  const first = initialStrategy(report);
  const selection = first ? new Selection(first) : null;
  const views = selection
    ? VIEWS.map((views) => place(views, { ...context, selection }))
    : report.findings.length > 0
      ? [findingsView(context)]
      : [];
  const history = (
    <div class="history-place">
      <p class="muted">No earlier run of this function.</p>
    </div>
  );
  const version = <div role="status" />;
  return {
    element: (
      <main class="page">
        {headerView(context)}
        {version}
        {outcome.status === 'completed' ? verdictView(context) : outcomeView(context, outcome)}
        <div class="views">
          {views}
          {selection ? details({ ...context, selection }, history) : history}
        </div>
      </main>
    ),
    showOutdated: (outdated) => {
      version.replaceChildren(
        ...(outdated
          ? [
              <p class="note note-warning outdated">
                {icon('warning')}
                <span>Code changed since this run. The results are from an older version.</span>
              </p>,
            ]
          : []),
      );
    },
    showHistory: (runs) => replaceHistory(history, runs, host),
  };
}
