import { join } from 'node:path';
import * as vscode from 'vscode';
import { productName } from './contributions.ts';

const type = 'parallel-profiler';

/** Offers a task for each workspace folder that checks its files, and resolves those in tasks.json. */
export class CheckTasks implements vscode.TaskProvider {
  readonly #program: string;

  /** @param dist absolute folder of the command line program */
  constructor(dist: string) {
    this.#program = join(dist, 'cli.mjs');
  }

  /** Registers the provider. */
  register(): vscode.Disposable {
    return vscode.tasks.registerTaskProvider(type, this);
  }

  provideTasks(): vscode.Task[] {
    return (vscode.workspace.workspaceFolders ?? []).map((folder) => this.#task({ type }, folder, 'check'));
  }

  resolveTask({ definition, scope, name }: vscode.Task): vscode.Task | undefined {
    const isFolder = typeof scope === 'object';
    return this.#task(definition, isFolder ? scope : vscode.TaskScope.Workspace, name);
  }

  #task(
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace,
    name: string,
  ): vscode.Task {
    const files = listOf(definition['files']);
    const args = [this.#program, 'check', ...(files.length > 0 ? files : ['.']), '--format', 'unix'];
    const execution = new vscode.ProcessExecution(process.execPath, [...args, ...listOf(definition['args'])], {
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    return new vscode.Task(definition, scope, name, productName, execution, '$parallel-profiler');
  }
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
