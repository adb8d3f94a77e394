import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { lastResult } from '../editor/last-result.ts';

/** What came out for one function: its report, or why there is none. */
export interface SummaryLine {
  name: string;
  result: Report | string;
}

/** Lists what several runs showed, each a way to its report; the list stays until it is closed. */
export async function showSummary(lines: readonly SummaryLine[], show: (report: Report) => void): Promise<void> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { report?: Report }>();
  pick.title = vscode.l10n.t(
    'Profiled {0} of {1}',
    lines.filter(({ result }) => typeof result !== 'string').length,
    lines.length,
  );
  pick.placeholder = vscode.l10n.t('Choose one to see its report');
  pick.ignoreFocusOut = true;
  pick.items = lines.map(({ name, result }) => {
    if (typeof result === 'string') return { label: `$(circle-slash) ${name}`, detail: result };
    const icon = result.outcome.status === 'completed' && result.confidence !== 'invalid' ? 'check' : 'warning';
    const description = lastResult(result).replace(/^\$\(warning\)\s*/, '');
    return { label: `$(${icon}) ${name}`, description, detail: result.verdict, report: result };
  });
  await new Promise<void>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.report) show(item.report);
    });
    pick.onDidHide(() => resolve());
    pick.show();
  });
  pick.dispose();
}
