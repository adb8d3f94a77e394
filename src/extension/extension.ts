import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import { AnalysisClient } from '../profile/analysis-client.ts';
import { CodeChecker } from './code-checker.ts';
import { CodeLenses } from './code-lens.ts';
import { commands, contextKeys, panelViewType, registerCommand, setContextKey } from './contributions.ts';
import { Diagnostics } from './diagnostics.ts';
import { EarlierRuns } from './earlier-runs.ts';
import { History } from './history.ts';
import type { InputsPreviewer } from './inputs-previewer.ts';
import type * as Later from './later.ts';
import { Mending } from './mending.ts';
import { openDemo } from './open-demo.ts';
import { Output } from './output.ts';
import { Panel, type PanelWish } from './panel.ts';
import { plainNotice } from './plain-notice.ts';
import { PitfallPages } from './pitfall-pages.ts';
import type { ProfileCommandParts } from './profile-command.ts';
import { Profiler } from './profiler.ts';
import { ReportEditors } from './report-editors.ts';
import type { ReportPlace } from './report-place.ts';
import { reportReader } from './report-schema.ts';
import { ReportSeals } from './report-seals.ts';
import { panelSerializer } from './panel-serializer.ts';
import { RememberedInputs } from './remembered-inputs.ts';
import { Results } from './results.ts';
import { RunGate } from './run-gate.ts';
import { ReportOrigins } from './run-origin.ts';
import { StatusBar } from './status-bar.ts';

/** Called by the editor when a TypeScript or JavaScript file is opened. Nothing is read or started before it is needed. */
export function activate(context: vscode.ExtensionContext): void {
  const shipped = (...path: string[]): string => join(context.extensionPath, ...path);
  const output = new Output();
  const note = (message: string): void => output.log.warn(message);
  const analysis = new AnalysisClient(shipped('dist/analysis-server.cjs'));
  const remembered = new RememberedInputs(context.workspaceState);
  const results = new Results();
  const diagnostics = new Diagnostics();
  const statusBar = new StatusBar();
  const panelFiles = {
    script: shipped('dist/panel.js'),
    style: shipped('dist/panel.css'),
    iconLight: shipped('media/panel-light.svg'),
    iconDark: shipped('media/panel-dark.svg'),
  };
  const readReport = reportReader(shipped('schema/report.schema.json'));
  const historyFolder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'history');
  const origins = new ReportOrigins();
  const gate = new RunGate(origins);
  const seals = new ReportSeals(context.secrets, origins, note);
  const history = new History(historyFolder, readReport, undefined, seals);
  const runs = new EarlierRuns({
    history,
    output,
    show: (report) => show(report),
    changed: () => {
      panel.refreshHistory();
      editors.refreshHistory();
    },
  });
  const historyOf = runs.historyOf.bind(runs);
  const grant = (wish: PanelWish, place: ReportPlace): void => {
    const fix = mending.fix.bind(mending);
    const granted = later(({ grantPanelWish, profileItem }, parts) => {
      const item = (report: Report, index: number): Promise<void> => profileItem(parts, report, index);
      return grantPanelWish(wish, place, { files: panelFiles, runs, gate, again: profileAgain, item, fix });
    });
    granted.catch(failed);
  };
  const failed = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    output.log.error(error instanceof Error ? error : message);
    void vscode.window.showErrorMessage(plainNotice(message));
  };
  const mending = new Mending(analysis, results, note, failed);
  const panel = new Panel(panelFiles, (wish) => grant(wish, panel), historyOf, note);
  const editors = new ReportEditors({ files: panelFiles, read: readReport, historyOf, grant, log: note });
  const shownReport = (): Report | null => editors.active?.report ?? panel.report ?? results.last;
  const programs = {
    engine: shipped('dist/engine.mjs'),
    strategyHost: shipped('dist/strategy-host.mjs'),
    moduleHooks: shipped('dist/module-hooks.mjs'),
    targetModule: shipped('dist/target-module.mjs'),
    threadWorker: shipped('dist/thread-worker.cjs'),
    processWorker: shipped('dist/process-worker.cjs'),
  };
  const cacheFolder = join(context.globalStorageUri.fsPath, 'runnable');
  const profiler = new Profiler({
    programs,
    cacheFolder,
    analysis,
    panel,
    statusBar,
    output,
    gate,
    onReport: (report, inputs) => {
      origins.add(report, inputs);
      diagnostics.setRun(report.target, report.findings);
      results.add(report);
      panel.show({ type: 'report', report, trusted: vscode.workspace.isTrusted });
      void runs.add(report);
    },
  });
  let previewer: InputsPreviewer | undefined;
  const later = async <T>(use: (code: typeof Later, parts: ProfileCommandParts) => T | Promise<T>): Promise<T> => {
    const code = await import('./later.ts');
    previewer ??= new code.InputsPreviewer({ analysis, programs, cacheFolder, gate });
    return await use(code, { analysis, remembered, previewer, profiler, output, gate });
  };
  const profileAgain = ({ target, report }: Pick<ReportPlace, 'target' | 'report'>): Promise<void> =>
    later(({ profileKnown, profileCommand }, parts) =>
      target ? profileKnown(parts, target, report) : profileCommand(parts, undefined, { askInputs: false }),
    );
  const show = (report: Report): void => {
    if (profiler.running === null) panel.show({ type: 'report', report, trusted: vscode.workspace.isTrusted });
    panel.reveal();
  };

  context.subscriptions.push(
    output,
    results,
    diagnostics,
    statusBar,
    panel,
    editors,
    profiler,
    gate,
    { dispose: () => void analysis.dispose() },
    new CodeLenses(analysis, results, note),
    mending,
    new CodeChecker(analysis, diagnostics, results, note),
    new PitfallPages(shipped('docs/pitfalls'), diagnostics),

    registerCommand(commands.profile, (reference) =>
      later(({ profileCommand }, parts) => profileCommand(parts, reference, { askInputs: false })),
    ),
    registerCommand(commands.profileWithInputs, (reference) =>
      later(({ profileCommand }, parts) => profileCommand(parts, reference, { askInputs: true })),
    ),
    registerCommand(commands.profileAgain, () => {
      const place = editors.active ?? panel;
      return profileAgain(place.target ? place : { target: results.last?.target ?? null, report: results.last });
    }),
    registerCommand(commands.profileFile, (uri) =>
      later(({ profileFileCommand }, parts) => profileFileCommand({ ...parts, show }, uri)),
    ),
    registerCommand(commands.saveInputsForTeam, (reference) =>
      later(({ saveInputsCommand }, parts) =>
        saveInputsCommand(parts, reference ? results.get(reference) : shownReport()),
      ),
    ),
    registerCommand(commands.openDemo, () =>
      openDemo(shipped('dist/demo'), join(context.globalStorageUri.fsPath, 'demo')),
    ),
    registerCommand(commands.profileLast, () =>
      later(({ profileLast }, parts) => profileLast(parts, results, history)),
    ),
    registerCommand(commands.compareWithBaseline, () => {
      if (!editors.active && !panel.report && results.last && profiler.running === null)
        panel.show({ type: 'report', report: results.last, trusted: vscode.workspace.isTrusted });
      if (!editors.active) panel.reveal();
      return runs.compareWithBaseline(editors.active ?? panel);
    }),
    registerCommand(commands.openReport, () => later(({ openReport }) => openReport())),
    registerCommand(commands.exportReport, () =>
      later(({ exportReport }) => exportReport(shownReport(), panelFiles, gate)),
    ),
    registerCommand(commands.copySummary, () => later(({ copySummary }) => copySummary(shownReport()))),
    registerCommand(commands.clearHistory, () => runs.clear()),
    registerCommand(commands.cancel, () => profiler.cancel()),
    registerCommand(commands.showPanel, (reference) => {
      const report = reference && profiler.running === null ? results.get(reference) : null;
      if (report) panel.show({ type: 'report', report, trusted: vscode.workspace.isTrusted });
      panel.reveal();
    }),
    registerCommand(commands.clearResults, () => {
      results.clear();
      diagnostics.clearRuns();
      if (profiler.running === null) panel.show({ type: 'empty' });
    }),
    registerCommand(commands.showOutput, () => output.log.show()),

    results.onDidChange(() => setContextKey(contextKeys.hasResults, results.last !== null)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (panel.report) panel.show({ type: 'report', report: panel.report, trusted: true });
      editors.reload();
    }),
    vscode.window.registerWebviewPanelSerializer(
      panelViewType,
      panelSerializer({ panel, results, read: readReport, history }),
    ),
  );
}
