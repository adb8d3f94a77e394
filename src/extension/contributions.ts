/** Typed names of the contributions in package.json; a test compares the two. */
import * as vscode from 'vscode';
import type { PitfallScope } from '../analysis/protocol.ts';
import type { Report } from '../model/report.ts';
import type { SourceLocation } from '../model/target.ts';
import type { SeverityOverrides } from '../report/override-severities.ts';

export const commands = {
  profile: 'parallelProfiler.profile',
  profileWithInputs: 'parallelProfiler.profileWithInputs',
  recordInputs: 'parallelProfiler.recordInputs',
  profileAgain: 'parallelProfiler.profileAgain',
  profileLast: 'parallelProfiler.profileLast',
  compareWithBaseline: 'parallelProfiler.compareWithBaseline',
  compareWithCommit: 'parallelProfiler.compareWithCommit',
  openReport: 'parallelProfiler.openReport',
  exportReport: 'parallelProfiler.exportReport',
  copySummary: 'parallelProfiler.copySummary',
  clearHistory: 'parallelProfiler.clearHistory',
  profileFile: 'parallelProfiler.profileFile',
  profileScript: 'parallelProfiler.profileScript',
  saveInputsForTeam: 'parallelProfiler.saveInputsForTeam',
  openDemo: 'parallelProfiler.openDemo',
  generateParallel: 'parallelProfiler.generateParallel',
  applyGenerated: 'parallelProfiler.applyGenerated',
  cancel: 'parallelProfiler.cancel',
  showPanel: 'parallelProfiler.showPanel',
  removeResult: 'parallelProfiler.removeResult',
  clearResults: 'parallelProfiler.clearResults',
  showOutput: 'parallelProfiler.showOutput',
  explainFinding: 'parallelProfiler.explainFinding',
} as const;

/** A function as a code lens passes it to a command: enough to find it again after edits. */
export interface FunctionReference {
  /** Absolute path. */
  file: string;
  name: string;
}

/** A script of a package.json. */
export interface ScriptReference {
  /** Absolute path of the folder of the package.json. */
  folder: string;
  script: string;
}

/** Returns the function of a report. */
export function referenceOf({ target }: Report): FunctionReference {
  return { file: target.file, name: target.name };
}

/** Arguments of each command; without any, a command uses the active editor. */
interface CommandArguments {
  'parallelProfiler.profile': [reference?: FunctionReference];
  'parallelProfiler.profileWithInputs': [reference?: FunctionReference];
  'parallelProfiler.recordInputs': [reference?: FunctionReference];
  /** Without a function, uses the one of the shown report. */
  'parallelProfiler.profileAgain': [reference?: FunctionReference];
  /** Uses the function that was profiled last, whatever is shown or open. */
  'parallelProfiler.profileLast': [];
  'parallelProfiler.compareWithBaseline': [];
  'parallelProfiler.compareWithCommit': [reference?: FunctionReference];
  'parallelProfiler.openReport': [];
  'parallelProfiler.exportReport': [];
  'parallelProfiler.copySummary': [];
  'parallelProfiler.clearHistory': [];
  /** The file clicked in the explorer. */
  'parallelProfiler.profileFile': [file?: vscode.Uri];
  /** The file clicked in the explorer, or a script of a package.json. */
  'parallelProfiler.profileScript': [chosen?: vscode.Uri | ScriptReference];
  /** Without a function, uses the one of the shown report. */
  'parallelProfiler.saveInputsForTeam': [reference?: FunctionReference];
  'parallelProfiler.openDemo': [];
  /** Without a function, uses the calls in the active editor. `location` is that of a call. */
  'parallelProfiler.generateParallel': [reference?: FunctionReference & { location?: SourceLocation }];
  /** Applies the previewed change. */
  'parallelProfiler.applyGenerated': [];
  'parallelProfiler.cancel': [];
  'parallelProfiler.showPanel': [reference?: FunctionReference];
  'parallelProfiler.removeResult': [reference?: FunctionReference];
  'parallelProfiler.clearResults': [];
  'parallelProfiler.showOutput': [];
  /** Opens the page of a finding; without a code, asks which. */
  'parallelProfiler.explainFinding': [code?: string];
}

export type CommandId = keyof CommandArguments;

/** Handlers of all commands. The compiler reports a missing one. */
export type CommandHandlers = { [Id in CommandId]: (...args: CommandArguments[Id]) => unknown };

/** Registers the handlers of all commands; disposing the result unregisters them. */
export function registerCommands(handlers: CommandHandlers): vscode.Disposable {
  return vscode.Disposable.from(...Object.values(commands).map((id) => registerCommand(id, handlers[id])));
}

/** Drops arguments that a menu or a key adds by itself, such as a URI, unless the command expects them. */
function registerCommand(id: CommandId, handler: (...args: never[]) => unknown): vscode.Disposable {
  const isMeant =
    id === commands.profileFile
      ? isUri
      : id === commands.profileScript
        ? (value: unknown) => isUri(value) || isScriptReference(value)
        : id === commands.explainFinding
          ? isText
          : isFunctionReference;
  return vscode.commands.registerCommand(id, (...args: unknown[]) =>
    // The explorer adds the whole selection to the file that was clicked.
    handler(...(args.filter(isMeant).slice(0, 1) as never[])),
  );
}

/** Returns the link that opens the page of a finding, for a diagnostic's code and for Markdown. */
export function pageLink(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:${commands.explainFinding}?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Creates a command for a code lens, a status bar item or a quick fix. */
export function commandOf<Id extends CommandId>(id: Id, title: string, ...args: CommandArguments[Id]): vscode.Command {
  return { command: id, title, arguments: args };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isUri(value: unknown): value is vscode.Uri {
  return value instanceof vscode.Uri;
}

function isScriptReference(value: unknown): value is ScriptReference {
  return hasTexts(value, ['folder', 'script']);
}

function isFunctionReference(value: unknown): value is FunctionReference {
  return hasTexts(value, ['file', 'name']);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => isText(Reflect.get(value, name)));
}

export const settingsSection = 'parallelProfiler';

/** Types of the settings; their defaults are in package.json. */
export interface Settings {
  codeLens: 'all' | 'exported' | 'candidates' | 'off';
  pitfalls: PitfallScope | 'off';
  pitfallSeverity: SeverityOverrides;
  nodePath: string;
  budgetSeconds: number;
  timeLimitSeconds: number;
  waitForQuiet: boolean;
  /** If empty, derived from the number of cores. */
  workers: number[];
  strategies: ('async' | 'threads' | 'processes')[];
  /** Address of Redis; if empty, no queue is measured. */
  redisUrl: string;
}

export const settingNames = [
  'codeLens',
  'pitfalls',
  'pitfallSeverity',
  'nodePath',
  'budgetSeconds',
  'timeLimitSeconds',
  'waitForQuiet',
  'workers',
  'strategies',
  'redisUrl',
] as const satisfies (keyof Settings)[];

/** Returns the value of a setting for a file. */
export function readSetting<Name extends keyof Settings>(name: Name, file?: vscode.Uri): Settings[Name] {
  const value = vscode.workspace.getConfiguration(settingsSection, file).get<Settings[Name]>(name);
  if (value === undefined) throw new Error(`The setting ${settingsSection}.${name} has no default in package.json.`);
  return value;
}

/** Calls back when one of the settings may have changed. */
export function onSettingChange(names: (keyof Settings)[], callback: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`${settingsSection}.${name}`))) callback();
  });
}

export const contextKeys = {
  /** A run is in progress. */
  running: 'parallelProfiler.running',
  /** At least one report can be shown. */
  hasResults: 'parallelProfiler.hasResults',
  /** A generated change is previewed. */
  previewing: 'parallelProfiler.previewing',
} as const;

/** Sets a key that the `when` clauses of package.json read. */
export async function setContextKey(
  key: (typeof contextKeys)[keyof typeof contextKeys],
  value: boolean,
): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}

/** Colors that themes and the user can change. */
export const colors = {
  hotLine: 'parallelProfiler.hotLineForeground',
  slowerLine: 'parallelProfiler.slowerLineForeground',
  hotLineRuler: 'parallelProfiler.hotLineOverviewRuler',
} as const;

/** Languages whose functions can be profiled. */
export const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;

export const panelViewType = 'parallelProfiler.panel';

/** View type of the editor for report files. */
export const reportViewType = 'parallelProfiler.report';

/** The list of profiled functions in the Explorer. */
export const functionsViewId = 'parallelProfiler.functions';

/** Source of diagnostics and name of the output channel. */
export const productName = 'Parallel Profiler';
