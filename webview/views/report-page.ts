import type { Report } from '../../src/model/report.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { initialStrategy, Selection } from '../selection.ts';
import { coreUsageView } from './core-usage.ts';
import { findingsView } from './findings.ts';
import { headerView } from './header.ts';
import { outcomeView } from './outcome.ts';
import { speedupView } from './speedup.ts';
import { strategiesTableView } from './strategies-table.ts';
import { verdictView } from './verdict.ts';
import type { MeasuredContext, ViewContext } from './view-context.ts';

/** The views of a report, in the order in which they answer: what, how much, why, and everything else. */
const VIEWS: ((context: MeasuredContext) => HTMLElement | null)[] = [
  speedupView,
  findingsView,
  strategiesTableView,
  coreUsageView,
];

/** The whole page of a report. */
export function reportPage(report: Report, trusted: boolean, host: Host, signal: AbortSignal): HTMLElement {
  const context: ViewContext = { report, host, trusted, signal };
  const { outcome } = report;
  const first = initialStrategy(report);
  const selection = first ? new Selection(first) : null;
  const views = selection
    ? VIEWS.map((view) => view({ ...context, selection }))
    : report.findings.length > 0
      ? [findingsView(context)]
      : [];
  return element(
    'main',
    { class: 'page' },
    headerView(context),
    outcome.status === 'completed' ? verdictView(context) : outcomeView(context, outcome),
    element('div', { class: 'views' }, ...views),
  );
}
