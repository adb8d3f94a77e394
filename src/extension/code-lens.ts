import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import type { ListedFunction } from '../model/target.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import { untilAnswered } from '../profile/resolve-target.ts';
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

  async provideCodeLenses(
    document: vscode.TextDocument,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    const placement = readSetting('codeLens', document.uri);
    if (placement === 'off') return [];
    const file = document.uri.fsPath;
    try {
      const list = await untilAnswered(() => this.#analysis.functions(file, document.getText()));
      // The editor has asked again since, or closed the document.
      if (cancellation.isCancellationRequested) return [];
      return list.functions
        .filter((each) => each.profilable && (placement === 'all' || each.exported))
        .flatMap((each) => this.#lensesFor(each));
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
      const shown = commandOf(commands.showPanel, lastResult(report), { file, name });
      lenses.push(new vscode.CodeLens(range, { ...shown, tooltip: report.verdict }));
    }
    return lenses;
  }
}

/** What came out last, in a few words (the editor drops a plain space behind an icon); a number that cannot be relied on says so. */
function lastResult({ outcome, confidence, recommendation }: Report): string {
  if (outcome.status === 'failed' && !outcome.partial) return '$(warning)\u00a0last run failed';
  if (outcome.status === 'cancelled' && !outcome.partial) return 'last run cancelled';
  const verdict = writeShortVerdict(recommendation);
  return confidence === 'invalid' ? `$(warning)\u00a0${verdict}, not to be trusted` : verdict;
}
