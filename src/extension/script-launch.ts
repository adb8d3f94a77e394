import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { productName } from './contributions.ts';
import type { ScriptToRun } from './commands/script-run.ts';

const type = 'parallel-profiler';

/**
 * Resolves launch configurations of the type `parallel-profiler`: F5 profiles the program instead of debugging it. Takes
 * the fields of a configuration for Node: `program` or `command`, `args`, `cwd`, `env`, `runtimeExecutable`,
 * `runtimeArgs`.
 */
export class ScriptLaunch implements vscode.DebugConfigurationProvider {
  readonly #run: (script: ScriptToRun) => void;

  /** @param run starts to profile a command */
  constructor(run: (script: ScriptToRun) => void) {
    this.#run = run;
  }

  register(): vscode.Disposable {
    return vscode.debug.registerDebugConfigurationProvider(type, this);
  }

  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return [{ type, request: 'launch', name: productName, program: '${file}' }];
  }

  /** Without a launch.json, F5 profiles the file in the active editor. */
  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration {
    return { ...configuration, ...(configuration.type === '' ? this.provideDebugConfigurations()[0] : {}) };
  }

  /** @returns `undefined`, which starts no debugger and opens no file */
  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): undefined {
    const read = readConfiguration(configuration);
    if (typeof read === 'string') {
      void vscode.window.showErrorMessage(read, { modal: true });
      return undefined;
    }
    const base = folder?.uri.fsPath ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
    const cwd = read.cwd === null ? base : isAbsolute(read.cwd) ? read.cwd : join(base, read.cwd);
    this.#run({ command: read.command, cwd, env: read.env, near: join(cwd, 'package.json') });
    return undefined;
  }
}

interface LaunchedScript {
  command: string[];
  cwd: string | null;
  env: Record<string, string>;
}

/** Reads a configuration; returns a sentence about what is wrong with it. */
export function readConfiguration(configuration: Record<string, unknown>): LaunchedScript | string {
  const { program, command, cwd, env = {}, runtimeExecutable = 'node' } = configuration;
  const lists = { args: configuration['args'] ?? [], runtimeArgs: configuration['runtimeArgs'] ?? [] };
  for (const [name, value] of Object.entries(lists))
    if (!isTexts(value)) return expected(name, 'a list of texts', value);
  if (!isText(runtimeExecutable)) return expected('runtimeExecutable', 'a program', runtimeExecutable);
  if (cwd !== undefined && !isText(cwd)) return expected('cwd', 'a folder', cwd);
  if (!isVariables(env)) return expected('env', 'texts by name', env);
  const [args, runtimeArgs] = [lists.args as string[], lists.runtimeArgs as string[]];
  if (command !== undefined && !isTexts(command)) return expected('command', 'a list of texts', command);
  if (command === undefined && !isText(program)) return expected('program', 'the path of a file', program);
  const words = isTexts(command)
    ? [...command, ...args]
    : [runtimeExecutable, ...runtimeArgs, String(program), ...args];
  if (words.length === 0) return expected('command', 'a program', command);
  return { command: words, cwd: cwd ?? null, env };
}

function expected(name: string, what: string, found: unknown): string {
  return vscode.l10n.t(
    'Expected {0} as "{1}" of the launch configuration, found {2}.',
    what,
    name,
    found === undefined ? vscode.l10n.t('none') : JSON.stringify(found),
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isVariables(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
}
