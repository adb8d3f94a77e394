import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import type { TeamFunction } from '../profile/read-team-profile.ts';
import { joinVerdict } from '../report/write-verdict.ts';
import { productName } from './contributions.ts';
import type { Output } from './output.ts';
import type { Profiler } from './profiler.ts';

const pattern = '**/.vscode/parallel-profiler.json';

export interface TeamTestsParts {
  analysis: AnalysisClient;
  profiler: Profiler;
  output: Output;
}

/**
 * Shows the functions of the team files in the Testing view. Running one profiles it with the team's inputs and settings;
 * with `minSpeedup`, it fails if the 95% interval of every pool lies below.
 */
export class TeamTests implements vscode.Disposable {
  readonly #parts: TeamTestsParts;
  readonly #controller: vscode.TestController;
  readonly #functions = new WeakMap<vscode.TestItem, TeamFunction>();
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(parts: TeamTestsParts) {
    this.#parts = parts;
    this.#controller = vscode.tests.createTestController('parallelProfiler.team', productName);
    this.#controller.createRunProfile(
      vscode.l10n.t('Profile'),
      vscode.TestRunProfileKind.Run,
      (request, cancellation) => this.#run(request, cancellation),
      true,
    );
    // Called when the Testing view opens: until then no file is searched.
    this.#controller.resolveHandler = async (item) => {
      if (item) return;
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const follow = (uri: vscode.Uri): void => void this.#read(uri);
      this.#subscriptions.push(
        watcher,
        watcher.onDidCreate(follow),
        watcher.onDidChange(follow),
        watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      );
      await this.#readAll();
    };
    this.#controller.refreshHandler = () => this.#readAll();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#controller.dispose();
  }

  async #readAll(): Promise<void> {
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
    await Promise.all(files.map((file) => this.#read(file)));
  }

  /** Lists the functions of a team file. */
  async #read(uri: vscode.Uri): Promise<void> {
    const { readTeamFunctions, teamRootOf } = await import('../profile/read-team-profile.ts');
    const name = vscode.workspace.asRelativePath(uri);
    const file = this.#controller.createTestItem(uri.toString(), name, uri);
    const root = teamRootOf(uri.fsPath, null);
    try {
      for (const each of root === null ? [] : readTeamFunctions(root)) {
        const label = `${relative(root ?? '', each.file)}#${each.functionName}`;
        const item = this.#controller.createTestItem(label, each.functionName, vscode.Uri.file(each.file));
        item.description = describe(each);
        this.#functions.set(item, each);
        file.children.add(item);
      }
    } catch (error) {
      file.error = error instanceof Error ? error.message : String(error);
    }
    this.#controller.items.add(file);
  }

  async #run(request: vscode.TestRunRequest, cancellation: vscode.CancellationToken): Promise<void> {
    const { mayRun } = await import('./run/run-gate.ts');
    if (!(await mayRun())) return;
    const { endOther } = await import('./commands/profile-command.ts');
    const items = this.#leaves(request);
    if (items.length === 0 || !(await endOther(this.#parts.profiler, items[0]?.label ?? ''))) return;
    const run = this.#controller.createTestRun(request);
    const stop = cancellation.onCancellationRequested(() => void this.#parts.profiler.cancel());
    for (const item of items) run.enqueued(item);
    for (const item of items) {
      if (cancellation.isCancellationRequested) run.skipped(item);
      else await this.#profile(item, run);
    }
    stop.dispose();
    run.end();
  }

  async #profile(item: vscode.TestItem, run: vscode.TestRun): Promise<void> {
    const team = this.#functions.get(item);
    if (!team) return;
    run.started(item);
    const startMs = Date.now();
    const { functionName, profile } = team;
    const file = vscode.Uri.file(team.file);
    const message = (text: string): vscode.TestMessage => new vscode.TestMessage(text);
    try {
      if (!vscode.workspace.getWorkspaceFolder(file)) {
        run.errored(item, message(vscode.l10n.t('{0} is outside the workspace. Nothing ran.', team.file)));
        return;
      }
      const [{ chooseFunction }, { judgeSpeedup }] = await Promise.all([
        import('./run/choose-function.ts'),
        import('../report/judge-speedup.ts'),
      ]);
      const { analysis, profiler, output } = this.#parts;
      const chosen = await chooseFunction(analysis, { file: file.fsPath, name: functionName }, (line) =>
        output.log.info(line),
      );
      const result = chosen
        ? await profiler.run(chosen, { origin: 'team-file', asked: {} })
        : vscode.l10n.t('{0} was not found in {1}.', functionName, team.file);
      if (typeof result === 'string') {
        run.errored(item, message(result));
        return;
      }
      const tookMs = Date.now() - startMs;
      const { outcome, text } = judgeSpeedup(result, profile.minSpeedup ?? 0);
      const isLimited = profile.minSpeedup !== undefined;
      run.appendOutput(`${isLimited ? text : joinVerdict(result.verdict)}\r\n`, undefined, item);
      if (outcome === 'failed' || outcome === 'slow') run.failed(item, message(text), tookMs);
      else if (outcome === 'fast' || (!isLimited && result.outcome.status === 'completed')) run.passed(item, tookMs);
      else run.skipped(item);
    } catch (error) {
      run.errored(item, message(error instanceof Error ? error.message : String(error)));
    }
  }

  #leaves({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const excluded = new Set(exclude);
    const found: vscode.TestItem[] = [];
    const visit = (item: vscode.TestItem): void => {
      if (excluded.has(item)) return;
      if (this.#functions.has(item)) found.push(item);
      item.children.forEach(visit);
    };
    if (include) include.forEach(visit);
    else this.#controller.items.forEach(visit);
    return found;
  }
}

/** Returns the limit of a function in words. */
function describe({ profile }: TeamFunction): string {
  return profile.minSpeedup === undefined ? '' : vscode.l10n.t('at least {0}x', profile.minSpeedup);
}
