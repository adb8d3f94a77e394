import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { ReadReport } from '../../report/read-report.ts';
import type { History } from '../history/history.ts';
import { readPanelState } from './panel-state.ts';
import type { Panel } from './panel.ts';
import type { Results } from '../results.ts';

export interface PanelSerializerParts {
  panel: Pick<Panel, 'adopt' | 'showReport'>;
  results: Pick<Results, 'add' | 'last'>;
  read: (text: string) => Promise<ReadReport>;
  history: Pick<History, 'list' | 'read'>;
}

/** Brings back the panel of the window before, with its report. */
export function panelSerializer({
  panel,
  results,
  read,
  history,
}: PanelSerializerParts): vscode.WebviewPanelSerializer {
  return {
    async deserializeWebviewPanel(restored, state: unknown) {
      const report = await restoreReport(state, read, history);
      if (report && results.last === null) {
        results.add(report);
        panel.showReport(report);
      }
      panel.adopt(restored);
    },
  };
}

/**
 * The report that a page kept through a reload: as the history has it, where that kept the same one, because what a page
 * kept says nothing about who made it.
 * @returns `null` when the page kept none that this version can show
 */
async function restoreReport(
  state: unknown,
  read: PanelSerializerParts['read'],
  history: PanelSerializerParts['history'],
): Promise<Report | null> {
  const kept = readPanelState(state);
  if (!kept) return null;
  const { report } = await read(JSON.stringify(kept));
  if (!report) return null;
  // A history that cannot be read is said where it is listed; the report shows all the same.
  const earlier = await findKept(report, history).catch(() => null);
  return earlier ?? report;
}

/** The same report in the history. */
async function findKept(report: Report, history: PanelSerializerParts['history']): Promise<Report | null> {
  const { entries } = await history.list(report.target);
  for (const { id } of entries.filter(({ startedAt }) => startedAt === report.startedAt)) {
    const { report: earlier } = await history.read(id);
    if (earlier && isDeepStrictEqual(earlier, report)) return earlier;
  }
  return null;
}
