import * as vscode from 'vscode';
import { type ToolName, toolNames, type ToolParts } from '../../assistant/tool.ts';
import type { KeptResults } from '../../assistant/kept-results.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import type { Report } from '../../model/report.ts';
import { ToolError } from '../../assistant/tool-error.ts';
import type { Profiler } from '../profiler.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import type { LanguageModelTool } from './language-model-tools.ts';

export interface AssistantParts extends Pick<ToolParts, 'built' | 'pages' | 'cacheFolder'> {
  analysis: AnalysisClient;
  profiler: Profiler;
  kept: KeptResults;
  onReport: (report: Report) => void;
  /** Absolute path of the command line program, which serves the tools to other assistants. */
  program: string;
  version: string;
}

/** Registers the tools for the editor's language models, and the MCP server where the editor can start it. */
export function registerAssistant(parts: AssistantParts): vscode.Disposable {
  return vscode.Disposable.from(...toolNames.map((name) => registerTool(name, parts)), registerMcpServer(parts));
}

function registerTool(name: ToolName, parts: AssistantParts): vscode.Disposable {
  let loaded: Promise<LanguageModelTool> | undefined;
  const load = (): Promise<LanguageModelTool> =>
    (loaded ??= import('./language-model-tools.ts').then(
      (module) => new module.LanguageModelTool(name, toolParts(parts)),
    ));
  return vscode.lm.registerTool<object>(`parallel_profiler_${name}`, {
    prepareInvocation: async (options, token) => await (await load()).prepareInvocation(options, token),
    invoke: async (options, token) => await (await load()).invoke(options, token),
  });
}

function toolParts({ profiler, ...parts }: AssistantParts): ToolParts {
  return {
    ...parts,
    roots: workspaceFolders,
    environment: runEnvironmentOf,
    measureAlone: async <Result>(
      name: string,
      ended: AbortSignal,
      measure: (signal: AbortSignal) => Promise<Result>,
    ): Promise<Result> => {
      if (profiler.running !== null)
        throw new ToolError(
          `Expected no other measurement, found that ${profiler.running} is being profiled. Wait until it has ended, and call again.`,
        );
      return await profiler.measureAlone(name, (signal) => measure(AbortSignal.any([signal, ended])));
    },
  };
}

function workspaceFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

/** The part of the editor's API since 1.101 that this uses; the extension also runs in 1.100. */
interface McpApi {
  lm: {
    registerMcpServerDefinitionProvider?: (
      id: string,
      provider: { provideMcpServerDefinitions: () => object[]; onDidChangeMcpServerDefinitions: vscode.Event<void> },
    ) => vscode.Disposable;
  };
  McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => object;
}

/** Offers the server of the command line, run by the editor's own Node; not in Restricted Mode, because its tools run code. */
function registerMcpServer({ program, version }: AssistantParts): vscode.Disposable {
  const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
  if (!lm.registerMcpServerDefinitionProvider || !Definition) return vscode.Disposable.from();
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    lm.registerMcpServerDefinitionProvider('parallelProfiler.mcp', {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        const folders = workspaceFolders();
        if (!vscode.workspace.isTrusted || folders.length === 0) return [];
        const args = [program, 'mcp', ...folders.flatMap((folder) => ['--root', folder])];
        const env = { ELECTRON_RUN_AS_NODE: '1' };
        return [new Definition('Parallel Profiler', process.execPath, args, env, version)];
      },
    }),
  );
}
