import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Report } from '../../model/report.ts';
import { type CommandHandlers, commands } from '../contributions.ts';
import type { ChangePreview } from './change-preview.ts';
import type { Diagnostics } from '../editor/diagnostics.ts';
import type { EarlierRuns } from '../history/earlier-runs.ts';
import type { FunctionsView } from '../functions-view.ts';
import type { History } from '../history/history.ts';
import type { PanelFiles } from '../panel/panel-page.ts';
import type { Panel } from '../panel/panel.ts';
import type { ReportPage } from '../panel/report-page.ts';
import type { PitfallPages } from '../editor/pitfall-pages.ts';
import type { CompareCommitParts } from './compare-commit-command.ts';
import type { ReportEditors } from '../panel/report-editors.ts';
import type { Results } from '../results.ts';

export interface CommandParts extends CompareCommitParts {
  results: Results;
  diagnostics: Diagnostics;
  history: History;
  runs: EarlierRuns;
  panel: Panel;
  panelFiles: PanelFiles;
  functionsView: FunctionsView;
  editors: ReportEditors;
  preview: ChangePreview;
  pages: PitfallPages;
  /** Absolute paths of the programs that record and watch a command. */
  script: { recorder: string; watch: string };
  /** Absolute folder that keeps CPU profiles. */
  profilesFolder: string;
  /** Absolute paths of the demo as it ships and of the user's copy. */
  demo: { shipped: string; copy: string };
  /** Shows the panel, with this report unless a run is in progress. */
  show: (report: AnyReport) => void;
  reportError: (error: unknown) => void;
}

/** Returns the handler of every command. A handler imports its code on first use, which keeps activation short. */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  const { results, panel, editors, profiler, runs, reportError } = parts;
  /** Returns the focused page if it shows a function; no text editor has the focus then. */
  const focusedPage = (): ReportPage | null => editors.active ?? (panel.page.active ? panel.page : null);
  const shownReport = (): Report | null => editors.active?.report ?? panel.page.report ?? results.last;
  return {
    [commands.profile]: async (reference) => {
      const { profileFocused } = await import('./profile-known.ts');
      await profileFocused(parts, reference, focusedPage(), false);
    },
    [commands.profileWithInputs]: async (reference) => {
      const { profileFocused } = await import('./profile-known.ts');
      await profileFocused(parts, reference, focusedPage(), true);
    },
    [commands.recordInputs]: async (reference) => {
      const { profileCommand } = await import('./profile-command.ts');
      await profileCommand(parts, reference, { askInputs: 'record' });
    },
    [commands.profileAgain]: async (reference) => {
      const { profileAgain } = await import('./profile-known.ts');
      const page = editors.active ?? panel.page;
      const listed = reference && { target: reference, report: results.get(reference) };
      const shown = listed ?? (page.target ? page : { target: results.last?.target ?? null, report: results.last });
      await profileAgain(parts, shown, { askInputs: false });
    },
    [commands.profileLast]: async () => {
      const { profileLast } = await import('./profile-known.ts');
      await profileLast(parts, results, parts.history);
    },
    [commands.profileFile]: async (uri) => {
      const { profileFileCommand } = await import('./profile-file-command.ts');
      await profileFileCommand(parts, uri);
    },
    [commands.profileScript]: async (chosen) => {
      const { scriptCommand } = await import('./script-command.ts');
      await scriptCommand(parts, chosen);
    },
    [commands.saveInputsForTeam]: async (reference) => {
      const { saveInputs } = await import('./report-commands.ts');
      await saveInputs(parts, reference ? results.get(reference) : shownReport());
    },
    [commands.openDemo]: async () => {
      await openDemo(parts.demo.shipped, parts.demo.copy);
    },
    [commands.generateParallel]: async (reference) => {
      const { generateCommand } = await import('./generate-command.ts');
      await generateCommand(parts, reference).catch(reportError);
    },
    [commands.applyGenerated]: () => parts.preview.apply().catch(reportError),
    [commands.openReport]: async () => {
      const { openReport } = await import('./report-commands.ts');
      await openReport();
    },
    [commands.exportReport]: async () => {
      const { exportReport, exportScriptReport } = await import('./report-commands.ts');
      const page = editors.active ?? panel.page;
      if (page.script) await exportScriptReport(page.script, parts.panelFiles, parts.gate);
      else await exportReport(shownReport(), parts.panelFiles, parts.gate);
    },
    [commands.copySummary]: async () => {
      const { copySummary } = await import('./report-commands.ts');
      await copySummary(shownReport());
    },
    [commands.compareWithBaseline]: async () => {
      if (!editors.active && !panel.page.anyReport && results.last && profiler.running === null)
        panel.showReport(results.last);
      if (!editors.active) panel.reveal();
      await runs.compareWithBaseline(editors.active ?? panel.page);
    },
    [commands.compareWithCommit]: async (reference) => {
      const { compareCommitCommand } = await import('./compare-commit-command.ts');
      await compareCommitCommand(parts, reference);
    },
    [commands.clearHistory]: () => runs.clear(),
    [commands.cancel]: () => profiler.cancel(),
    [commands.showPanel]: (reference) => {
      const report = reference && profiler.running === null ? results.get(reference) : null;
      if (report) panel.showReport(report);
      panel.reveal();
    },
    [commands.removeResult]: (reference) => {
      if (!reference) return;
      parts.functionsView.remove(reference);
      results.remove(reference);
      parts.diagnostics.clearRun({ target: reference });
    },
    [commands.clearResults]: () => {
      parts.functionsView.clear();
      results.clear();
      parts.diagnostics.clearRuns();
      if (profiler.running === null) panel.show({ type: 'empty' });
    },
    [commands.showOutput]: () => parts.output.log.show(),
    [commands.explainFinding]: (code) => parts.pages.open(code),
  };
}

/**
 * Opens a copy of the demo, which the user may edit. Existing files stay.
 * @param shipped folder of the demo in the extension
 * @param folder folder of the copy
 */
async function openDemo(shipped: string, folder: string): Promise<void> {
  await cp(shipped, folder, { recursive: true, force: false });
  const document = await vscode.workspace.openTextDocument(join(folder, 'mandelbrot.ts'));
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
  // The cursor is in a function, so that the next step of the walkthrough has one to profile.
  const cursor = document.positionAt(document.getText().indexOf('mandelbrotRow('));
  editor.selection = new vscode.Selection(cursor, cursor);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
}
