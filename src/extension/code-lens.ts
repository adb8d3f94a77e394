import * as vscode from 'vscode';
import type { ListedFunction } from '../model/target.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import { writeShortVerdict } from '../report/write-verdict.ts';
import { commandOf, commands, languages, onSettingChange, readSetting } from './contributions.ts';
import type { Results } from './results.ts';
import { toRange } from './to-range.ts';

/** Lines above functions: one that profiles, and after a run one that shows what came out. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #analysis: Pick<AnalysisClient, 'functions'>;
  readonly #results: Results;
  readonly #log: (message: string) => void;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  /** The last answer for each document, for the questions that a newer one replaces. */
  readonly #last = new WeakMap<vscode.TextDocument, vscode.CodeLens[]>();

  constructor(analysis: Pick<AnalysisClient, 'functions'>, results: Results, log: (message: string) => void) {
    this.#analysis = analysis;
    this.#results = results;
    this.#log = log;
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider(
        languages.map((language) => ({ language, scheme: 'file' })),
        this,
      ),
      onSettingChange(['codeLens'], () => this.#changed.fire()),
      results.onDidChange(() => this.#changed.fire()),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const placement = readSetting('codeLens', document.uri);
    if (placement === 'off') return [];
    const file = document.uri.fsPath;
    try {
      const list = await this.#analysis.functions(file, document.getText());
      if (!list) return this.#last.get(document) ?? [];
      const lenses = list.functions
        .filter((each) => each.profilable && (placement === 'all' || each.exported))
        .flatMap((each) => this.#lensesFor(each));
      this.#last.set(document, lenses);
      return lenses;
    } catch (error) {
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

  #lensesFor({ file, name, location }: ListedFunction): vscode.CodeLens[] {
    const range = toRange(location);
    const lenses = [new vscode.CodeLens(range, commandOf(commands.profile, 'Profile in parallel', { file, name }))];
    const report = this.#results.get({ file, name });
    if (report) {
      const title =
        report.outcome.status === 'failed' && !report.outcome.partial
          ? '$(warning) last run failed'
          : report.outcome.status === 'cancelled' && !report.outcome.partial
            ? 'last run cancelled'
            : writeShortVerdict(report.recommendation);
      lenses.push(new vscode.CodeLens(range, commandOf(commands.showPanel, title, { file, name })));
    }
    return lenses;
  }
}
