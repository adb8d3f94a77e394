import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Report } from '../../model/report.ts';
import type { ReadReport } from '../../report/read-report.ts';
import type { History } from '../history/history.ts';
import type { Panel } from './panel.ts';
import type { Results } from '../results.ts';

export interface PanelSerializerParts {
  panel: Pick<Panel, 'adopt' | 'show' | 'showReport'>;
  results: Pick<Results, 'add' | 'last'>;
  read: (text: string) => Promise<ReadReport<AnyReport>>;
  history: Pick<History, 'list' | 'read'>;
}

/** Restores the panel of the previous window with its report. */
export function panelSerializer({
  panel,
  results,
  read,
  history,
}: PanelSerializerParts): vscode.WebviewPanelSerializer {
  return {
    async deserializeWebviewPanel(restored, state: unknown) {
      const report = await restoreReport(state, read, history);
      if (report && 'kind' in report) panel.show({ type: 'script', report });
      else if (report && results.last === null) {
        results.add(report);
        panel.showReport(report);
      }
      panel.adopt(restored);
    },
  };
}

/**
 * Restores the report that a page kept through a reload. Prefers the same report from the history, because the state of
 * a page does not prove its origin.
 * @returns `null` if the page kept none that this version can show
 */
async function restoreReport(
  state: unknown,
  read: PanelSerializerParts['read'],
  history: PanelSerializerParts['history'],
): Promise<AnyReport | null> {
  const kept = readPanelState(state);
  if (!kept) return null;
  const { report } = await read(JSON.stringify(kept));
  if (!report) return null;
  // The report of a command is treated the same, whatever its origin.
  if ('kind' in report) return report;
  // The history list shows its own errors; the report is shown anyway.
  const earlier = await findKept(report, history).catch(() => null);
  return earlier ?? report;
}

/** Finds the same report in the history. */
async function findKept(report: Report, history: PanelSerializerParts['history']): Promise<Report | null> {
  const { entries } = await history.list(report.target);
  for (const { id } of entries.filter(({ startedAt }) => startedAt === report.startedAt)) {
    const { report: earlier } = await history.read(id);
    if (earlier && !('kind' in earlier) && isDeepStrictEqual(earlier, report)) return earlier;
  }
  return null;
}

/**
 * Returns the report in the page's state if it is of this version. Checks only what drawing depends on: the page wrote
 * it itself, from a report of the extension.
 */
export function readPanelState(state: unknown): AnyReport | null {
  if (!isRecord(state) || state['version'] !== 2 || !isReport(state['report'])) return null;
  return state['report'];
}

function isReport(value: unknown): value is AnyReport {
  return (
    isRecord(value) &&
    value['version'] === 2 &&
    isRecord(value['outcome']) &&
    Array.isArray(value['findings']) &&
    Array.isArray(value['verdict']) &&
    (value['kind'] === 'script' ? Array.isArray(value['threads']) : isFunctionReport(value))
  );
}

function isFunctionReport(value: Record<string, unknown>): boolean {
  return (
    isRecord(value['target']) &&
    typeof value['target']['file'] === 'string' &&
    typeof value['target']['name'] === 'string' &&
    isRecord(value['inputs']) &&
    Array.isArray(value['strategies'])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
