import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { SourceLocation } from '../../model/target.ts';
import { commandLine } from '../../report/command-line.ts';
import { formatComparisonMarkdown } from '../../report/formats/format-comparison.ts';
import { formatScriptComparisonMarkdown } from '../../report/formats/format-script-comparison.ts';
import { writePoolCode } from '../../report/write-pool-code.ts';
import { longerBudgetFactor } from '../../report/write-verdict.ts';
import type { PanelAction } from '../../../webview/protocol.ts';
import type { CommandParts } from './command-handlers.ts';
import { commands } from '../contributions.ts';
import { fixCommand } from './fix-command.ts';
import { plainNotice } from '../run/plain-notice.ts';
import { profileAgain, profileItem, profileTask } from './profile-known.ts';
import { copySummary } from './report-commands.ts';
import type { ReportPage } from '../panel/report-page.ts';
import { toRange } from '../editor/to-range.ts';
import { isScriptFormat, writeExport, writeScriptExport } from './write-export.ts';

/** Carries out an action that the user chose in the page. */
export async function handlePanelAction(action: PanelAction, page: ReportPage, parts: CommandParts): Promise<void> {
  const { report } = page;
  const mayOpen = (file: string): Promise<boolean> => parts.gate.mayOpen(file, page.anyReport, page.target);
  switch (action.type) {
    case 'openLocation':
      if (await mayOpen(action.location.file)) await openLocation(action.location);
      return;
    case 'runAgain':
      if (page.script) {
        const { scriptAgain } = await import('./script-command.ts');
        await scriptAgain(parts, page.script, action.cpuProfiles ?? false);
      } else await profileAgain(parts, page, { askInputs: false });
      return;
    case 'measureLonger':
      await profileAgain(parts, page, { askInputs: false, budgetFactor: longerBudgetFactor });
      return;
    case 'profileWith':
      await profileAgain(parts, page, { askInputs: false, choices: action.choices });
      return;
    case 'changeInputs':
      await profileAgain(parts, page, { askInputs: true });
      return;
    case 'profileItem':
      if (report) await profileItem(parts, report, action.item);
      return;
    case 'profileTask':
      if (page.script) await profileTask(parts, page.script, action.task);
      return;
    case 'openCpuProfile': {
      const file = page.anyReport?.cpuProfiles[action.profile];
      if (file !== undefined && (await mayOpen(file))) await openCpuProfile(file);
      return;
    }
    case 'skipLongItems':
      parts.profiler.skipLongItems();
      return;
    case 'skipWait':
      parts.profiler.skipWait();
      return;
    case 'cancel':
      await vscode.commands.executeCommand(commands.cancel);
      return;
    case 'showOutput':
      await vscode.commands.executeCommand(commands.showOutput);
      return;
    case 'copySummary':
      await copySummary(report);
      return;
    case 'copyPoolOptions':
      await copy(report, vscode.l10n.t('Pool copied to the clipboard.'), writePoolCode);
      return;
    case 'generateParallel':
      if (report && (await mayOpen(report.target.file)))
        await vscode.commands.executeCommand(commands.generateParallel, {
          file: report.target.file,
          name: report.target.name,
        });
      return;
    case 'explainFinding':
      await parts.pages.open(action.code);
      return;
    case 'fixFinding':
      if (await mayOpen(action.location.file)) await fixCommand(parts.analysis, parts.results, action);
      return;
    case 'copyCommandLine':
      await copy(report, vscode.l10n.t('Command copied to the clipboard.'), commandLine);
      return;
    case 'export':
      if (report) await writeExport(report, action.format, parts.panelFiles, parts.gate);
      else if (page.script && isScriptFormat(action.format))
        await writeScriptExport(page.script, action.format, parts.panelFiles, parts.gate);
      return;
    case 'openRun':
      await parts.runs.open(action.id);
      return;
    case 'pinBaseline':
      await parts.runs.pin(action.id, action.pinned);
      return;
    case 'compareRun':
      await parts.runs.compare(page, action.id);
      return;
    case 'closeComparison':
      page.compare(null);
      return;
    case 'copyComparison':
      await copy(page.comparison, vscode.l10n.t('Comparison copied to the clipboard.'), (comparison) =>
        'kind' in comparison ? formatScriptComparisonMarkdown(comparison) : formatComparisonMarkdown(comparison),
      );
  }
}

async function copy<T>(shown: T | null, done: string, write: (shown: T) => string | null): Promise<void> {
  const text = shown && write(shown);
  if (text === null) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(done, 3000);
}

/** Opens a CPU profile in the editor for such files, next to the panel. */
async function openCpuProfile(file: string): Promise<void> {
  if (existsSync(file))
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), vscode.ViewColumn.One);
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The CPU profile {0} was deleted. Profile again to take another.', plainNotice(basename(file))),
    );
}

async function openLocation(location: SourceLocation): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
    // Opens it in the group that shows it, otherwise in the first one, but never over the clicked panel.
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection: toRange(location),
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} cannot be opened: {1}', plainNotice(location.file), plainNotice(why)),
    );
  }
}
