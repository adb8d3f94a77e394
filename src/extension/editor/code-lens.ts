import * as vscode from 'vscode';
import type { ListedFunction, SourceLocation } from '../../model/target.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { joinVerdict } from '../../report/write-verdict.ts';
import { commandOf, commands, languages, onSettingChange, readSetting } from '../contributions.ts';
import { abortSignal } from './abort-signal.ts';
import { lastResult } from './last-result.ts';
import { lensTitle } from './lens-title.ts';
import { moveLines } from './move-lines.ts';
import type { CodeVersions } from './code-versions.ts';
import type { Results } from '../results.ts';
import { toRange } from './to-range.ts';

/** A function with code lenses. */
interface LensTarget {
  name: string;
  location: SourceLocation;
}

/** Shows code lenses above functions: one to profile, and after a run one with the result. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #analysis: Pick<AnalysisClient, 'functions' | 'candidates'>;
  readonly #results: Results;
  readonly #versions: CodeVersions;
  readonly #log: (message: string) => void;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  /** By file: functions of the last text that parsed, moved with the edits since. */
  readonly #targets = new Map<string, LensTarget[]>();
  /** By file: names of functions that run in workers, in that version of the document. */
  readonly #tasks = new Map<string, { version: number; names: ReadonlySet<string> }>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(
    analysis: Pick<AnalysisClient, 'functions' | 'candidates'>,
    results: Results,
    versions: CodeVersions,
    log: (message: string) => void,
  ) {
    this.#analysis = analysis;
    this.#results = results;
    this.#versions = versions;
    this.#log = log;
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider(
        languages.map((language) => ({ language, scheme: 'file' })),
        this,
      ),
      onSettingChange(['codeLens'], () => {
        this.#targets.clear();
        this.#changed.fire();
      }),
      results.onDidChange(() => this.#changed.fire()),
      versions.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#targets.delete(uri.fsPath);
        this.#tasks.delete(uri.fsPath);
      }),
    ];
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    const placement = readSetting('codeLens', document.uri);
    if (placement === 'off') return [];
    const file = document.uri.fsPath;
    try {
      const { version } = document;
      const signal = abortSignal(cancellation);
      const list = await this.#analysis.functions(file, document.getText(), signal);
      const known = this.#targets.get(file);
      // A text that does not parse has only some of its functions; lenses would flicker with every key.
      if (list.syntaxError && known) return known.flatMap((target) => this.#lensesFor(file, target));
      const profilable = list.functions.filter((each) => each.profilable);
      const targets =
        placement === 'candidates'
          ? await this.#candidatesAmong(profilable, document, signal)
          : placement === 'all'
            ? profilable
            : this.#promising(profilable, document);
      if (cancellation.isCancellationRequested) return [];
      if (!list.syntaxError && document.version === version) this.#targets.set(file, targets.map(toTarget));
      return targets.flatMap((target) => this.#lensesFor(file, target));
    } catch (error) {
      // VS Code has asked again, or closed the document.
      if (cancellation.isCancellationRequested) return [];
      this.#log(
        `The functions of ${file} could not be read: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /**
   * Returns exported functions that may take long, tagged and profiled ones, and those that run in workers. The latter
   * need types; their lenses appear later, so that the others need not wait.
   */
  #promising(functions: ListedFunction[], document: vscode.TextDocument): ListedFunction[] {
    const file = document.uri.fsPath;
    const tasks = this.#tasks.get(file);
    const chosen = functions.filter(
      (each) =>
        (each.exported && each.hasWork) ||
        each.tagged ||
        this.#results.get({ file, name: each.name }) !== null ||
        tasks?.names.has(each.name) === true,
    );
    if (chosen.length < functions.length && tasks?.version !== document.version)
      void this.#lookUpTasks(functions, document);
    return chosen;
  }

  async #lookUpTasks(functions: ListedFunction[], document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const file = document.uri.fsPath;
    const before = this.#tasks.get(file)?.names ?? new Set<string>();
    this.#tasks.set(file, { version, names: before });
    try {
      const found = await this.#candidatesAmong(functions, document, new AbortController().signal);
      const names = new Set(found.map(({ name }) => name));
      if (this.#tasks.get(file)?.version !== version) return;
      this.#tasks.set(file, { version, names });
      if (names.size !== before.size || [...names].some((name) => !before.has(name))) this.#changed.fire();
    } catch (error) {
      // A later edit or a closed document cancels the request; the next lenses send it again.
      this.#tasks.delete(file);
      this.#log(`The tasks in ${file} could not be found: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Returns functions that run in workers or are meant to, and profiled ones. */
  async #candidatesAmong(
    functions: ListedFunction[],
    document: vscode.TextDocument,
    signal: AbortSignal,
  ): Promise<ListedFunction[]> {
    const file = document.uri.fsPath;
    const profiled = functions.filter(({ name }) => this.#results.get({ file, name }));
    const found = await this.#analysis.candidates(file, document.getText(), profiled, signal);
    const lines = new Set(found.map(({ name, location }) => `${name} ${location.line}`));
    return functions.filter(({ name, location }) => lines.has(`${name} ${location.line}`));
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const targets = document.uri.scheme === 'file' ? this.#targets.get(document.uri.fsPath) : undefined;
    for (const target of targets ?? []) {
      for (const { range, text } of contentChanges) {
        const line = target.location.line - 1;
        const edit = { startLine: range.start.line, endLine: range.end.line, newLines: text.split('\n').length };
        // An edit before the name in the same line may push it down.
        const inLine = range.start.line < line || range.start.character === 0 ? edit.newLines - 1 : 0;
        const moved = moveLines({ startLine: line, endLine: line }, edit) ?? inLine - (line - range.start.line);
        target.location = { ...target.location, line: Math.max(1, target.location.line + moved) };
      }
    }
  }

  #lensesFor(file: string, { name, location }: LensTarget): vscode.CodeLens[] {
    const range = toRange(location);
    const lenses = [
      new vscode.CodeLens(
        range,
        commandOf(commands.profile, lensTitle('rocket', vscode.l10n.t('Profile in parallel')), { file, name }),
      ),
    ];
    const report = this.#results.get({ file, name });
    if (report) {
      const shown = commandOf(commands.showPanel, lastResult(report, this.#versions.isOutdated(report)), {
        file,
        name,
      });
      lenses.push(new vscode.CodeLens(range, { ...shown, tooltip: joinVerdict(report.verdict) }));
    }
    return lenses;
  }
}

function toTarget({ name, location }: LensTarget): LensTarget {
  return { name, location };
}
