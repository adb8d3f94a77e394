import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import { KeptResults } from '../assistant/kept-results.ts';
import { AnalysisClient } from '../profile/analysis-client.ts';
import { builtFilesIn } from '../profile/built-files.ts';
import type { Validator } from '../report/describe-problem.ts';
import type { AnyReport } from '../model/any-report.ts';
import type { ReadReport } from '../report/read-report.ts';
import type { PanelAction } from '../../webview/protocol.ts';
import { registerAssistant } from './assistant/register-assistant.ts';
import { CheckTasks } from './check-tasks.ts';
import { ChangePreview } from './commands/change-preview.ts';
import { ComparisonPages } from './commands/comparison-pages.ts';
import { CodeActions } from './editor/code-actions.ts';
import { CodeChecker } from './editor/code-checker.ts';
import { CodeVersions } from './editor/code-versions.ts';
import { CodeLenses } from './editor/code-lens.ts';
import { trackCurrentEditor } from './editor/current-editor.ts';
import { commandHandlers, type CommandParts } from './commands/command-handlers.ts';
import { contextKeys, panelViewType, registerCommands, setContextKey } from './contributions.ts';
import { Diagnostics } from './editor/diagnostics.ts';
import { EarlierRuns } from './history/earlier-runs.ts';
import { FunctionsView } from './functions-view.ts';
import { History } from './history/history.ts';
import { InputsPreviewer } from './inputs/inputs-previewer.ts';
import { Output } from './output.ts';
import { HotLineMarks } from './editor/hot-line-marks.ts';
import { panelSerializer } from './panel/panel-serializer.ts';
import { Panel } from './panel/panel.ts';
import { PitfallPages } from './editor/pitfall-pages.ts';
import { plainNotice } from './run/plain-notice.ts';
import { Profiler } from './profiler.ts';
import { RememberedInputs } from './inputs/remembered-inputs.ts';
import { ReportEditors } from './panel/report-editors.ts';
import type { ReportPage } from './panel/report-page.ts';
import { ReportSeals } from './history/report-seals.ts';
import { Results } from './results.ts';
import { RunGate } from './run/run-gate.ts';
import { ReportOrigins, type RunOrigin } from './run/run-origin.ts';
import { registerRangeHover } from './editor/range-hover.ts';
import { ScriptLaunch } from './script-launch.ts';
import { ScriptLenses } from './editor/script-lenses.ts';
import { TeamTests } from './team-tests.ts';
import { StatusBar } from './status-bar.ts';

/**
 * Called by VS Code when the first TypeScript or JavaScript file opens. Reads no file and starts no process; commands
 * import their code on first use.
 */
export function activate(context: vscode.ExtensionContext): void {
  const shipped = (...path: string[]): string => join(context.extensionPath, ...path);
  const built = builtFilesIn(shipped('dist'));
  const output = new Output();
  const note = (message: string): void => output.log.warn(message);
  const reportError = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    output.log.error(error instanceof Error ? error : message);
    void vscode.window.showErrorMessage(plainNotice(message));
  };
  const analysis = new AnalysisClient(built.analysis.process, {
    compileCache: join(context.globalStorageUri.fsPath, 'compiled'),
  });
  const remembered = new RememberedInputs(context.workspaceState);
  const results = new Results();
  const diagnostics = new Diagnostics();
  const statusBar = new StatusBar();
  const preview = new ChangePreview();
  const comparisons = new ComparisonPages();
  const pages = new PitfallPages(shipped('docs/pitfalls'), diagnostics);
  const panelFiles = {
    ...built.page,
    iconLight: shipped('media/panel-light.svg'),
    iconDark: shipped('media/panel-dark.svg'),
  };
  const readReport = reportReader(built.reportValidator);
  const historyFolder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'history');
  const origins = new ReportOrigins();
  const gate = new RunGate(origins);
  const seals = new ReportSeals(context.secrets, origins, note);
  const history = new History(historyFolder, readReport, undefined, seals);
  const show = (report: AnyReport): void => {
    if (profiler.running === null)
      panel.show('kind' in report ? { type: 'script', report } : { type: 'report', report });
    panel.reveal();
  };
  const runs = new EarlierRuns({
    history,
    output,
    show,
    changed: () => {
      panel.page.refreshHistory();
      editors.refreshHistory();
    },
  });
  const historyOf = runs.historyOf.bind(runs);
  const mayRead = (report: Report): boolean =>
    origins.of(report) === 'own-report' ||
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(report.target.file)) !== undefined;
  const versions = new CodeVersions(analysis, results, mayRead, note);
  const isOutdated = (report: Report): boolean => {
    versions.watch(report);
    return versions.isOutdated(report);
  };
  const handle = (action: PanelAction, page: ReportPage): void => {
    import('./commands/panel-actions.ts')
      .then(({ handlePanelAction }) => handlePanelAction(action, page, parts))
      .catch(reportError);
  };
  const pageParts = { files: panelFiles, historyOf, isOutdated, handle, log: note };
  const marks = new HotLineMarks(() => {
    const { report } = panel.page;
    return panel.page.panel && report && !isOutdated(report) ? report : null;
  });
  const panel = new Panel({ ...pageParts, onChange: () => marks.refresh() });
  const editors = new ReportEditors(pageParts, readReport);
  const { programs } = built;
  const cacheFolder = join(context.globalStorageUri.fsPath, 'runnable');
  const functionsView = new FunctionsView(results, versions);
  const previewer = new InputsPreviewer({ analysis, programs, cacheFolder, gate });
  const kept = new KeptResults();
  const addReport = (report: Report, inputs: RunOrigin): void => {
    origins.add(report, inputs);
    diagnostics.setRun(report);
    results.add(report);
    panel.showReport(report);
    void runs.add(report);
  };
  const profilesFolder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'profiles');
  const profiler = new Profiler({
    programs,
    cacheFolder,
    profilesFolder,
    analysis,
    panel,
    statusBar,
    functionsView,
    output,
    gate,
    onReport: (report, inputs) => {
      addReport(report, inputs);
      kept.add({ kind: 'function', report });
    },
  });
  const parts: CommandParts = {
    analysis,
    remembered,
    previewer,
    recording: {
      analysis,
      recorder: built.inputsRecorder,
      folder: join((context.storageUri ?? context.globalStorageUri).fsPath, 'recorded'),
      log: (line) => output.log.info(line),
    },
    profiler,
    output,
    gate,
    results,
    diagnostics,
    history,
    runs,
    panel,
    panelFiles,
    functionsView,
    editors,
    preview,
    comparisons,
    programs,
    cacheFolder,
    pages,
    script: built.script,
    profilesFolder,
    demo: { shipped: shipped('dist/demo'), copy: join(context.globalStorageUri.fsPath, 'demo') },
    show,
    reportError,
  };

  context.subscriptions.push(
    output,
    results,
    diagnostics,
    statusBar,
    panel,
    marks,
    editors,
    profiler,
    gate,
    { dispose: () => void analysis.dispose() },
    preview,
    comparisons,
    pages,
    registerRangeHover(),
    trackCurrentEditor(),
    new CodeLenses(analysis, results, versions, note),
    new CodeActions(analysis, results, note),
    new CodeChecker(analysis, diagnostics, results, note),
    registerCommands(commandHandlers(parts)),
    new TeamTests({ analysis, profiler, output }),
    new ScriptLenses(),
    new ScriptLaunch((script) => {
      Promise.all([import('./commands/script-run.ts'), import('./commands/profile-command.ts')])
        .then(([{ runScriptInPanel }, { showProblem }]) =>
          runScriptInPanel(parts, script).catch((error: unknown) => showProblem(error, output)),
        )
        .catch(reportError);
    }).register(),
    new CheckTasks(shipped('dist')).register(),
    registerAssistant({
      built,
      pages: shipped('docs/pitfalls'),
      cacheFolder,
      analysis,
      profiler,
      kept,
      onReport: (report) => {
        addReport(report, 'typed');
        panel.reveal();
      },
      program: shipped('dist/cli.mjs'),
      version: (context.extension.packageJSON as { version: string }).version,
    }),
    versions,
    functionsView,
    versions.onDidChange(() => {
      for (const report of results.all()) diagnostics.setOutdated(report, versions.isOutdated(report));
      panel.page.refreshCode();
      marks.refresh();
      editors.refreshCode();
    }),
    results.onDidChange(() => setContextKey(contextKeys.hasResults, results.last !== null)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      panel.page.refresh();
      editors.refresh();
    }),
    vscode.window.registerWebviewPanelSerializer(
      panelViewType,
      panelSerializer({ panel, results, read: readReport, history }),
    ),
  );
}

/** Returns a reader that validates reports with the shipped program, which it loads on first use. */
function reportReader(validatorFile: string): (text: string) => Promise<ReadReport<AnyReport>> {
  return async (text) => {
    const { default: validate } = (await import(pathToFileURL(validatorFile).href)) as { default: Validator };
    const { readReport } = await import('../report/read-report.ts');
    return readReport(text, validate);
  };
}
