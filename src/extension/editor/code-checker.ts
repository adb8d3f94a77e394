import * as vscode from 'vscode';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { LatestOnly, superseded } from '../../profile/latest-only.ts';
import { withMessage } from '../../report/describe-finding.ts';
import { languages, onSettingChange, readSetting } from '../contributions.ts';
import type { Diagnostics } from './diagnostics.ts';
import { targetsIn } from './known-findings.ts';
import type { Results } from '../results.ts';

/** Delay after the last key press, in ms. */
const REST_MS = 500;
/** Delay after a file is shown, in ms: its lenses and the editor's own features come first. */
const SHOWN_MS = 2_000;

/** Checks visible files for worker pitfalls once typing pauses. */
export class CodeChecker implements vscode.Disposable {
  readonly #analysis: Pick<AnalysisClient, 'check' | 'forget'>;
  readonly #diagnostics: Diagnostics;
  readonly #results: Results;
  readonly #log: (message: string) => void;
  /** Runs one check per file; an outdated text is not checked. */
  readonly #checks = new LatestOnly();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(
    analysis: Pick<AnalysisClient, 'check' | 'forget'>,
    diagnostics: Diagnostics,
    results: Results,
    log: (message: string) => void,
  ) {
    this.#analysis = analysis;
    this.#diagnostics = diagnostics;
    this.#results = results;
    this.#log = log;
    const checkVisible = (delayMs: number) => (): void => {
      for (const { document } of vscode.window.visibleTextEditors) this.#checkAfter(document, delayMs);
    };
    this.#subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(checkVisible(SHOWN_MS)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#checkAfter(document, REST_MS);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      onSettingChange(['pitfalls'], checkVisible(REST_MS)),
      results.onDidChange(checkVisible(REST_MS)),
    ];
    checkVisible(SHOWN_MS)();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #checkAfter(document: vscode.TextDocument, delayMs: number): void {
    if (document.uri.scheme !== 'file' || !languages.some((language) => language === document.languageId)) return;
    if (readSetting('pitfalls', document.uri) === 'off') return;
    const file = document.uri.fsPath;
    clearTimeout(this.#timers.get(file));
    this.#timers.set(
      file,
      setTimeout(() => {
        this.#timers.delete(file);
        this.#check(document).catch((error: unknown) => {
          this.#log(`${file} could not be checked: ${error instanceof Error ? error.message : String(error)}`);
        });
      }, delayMs),
    );
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const file = document.uri.fsPath;
    const profiled = targetsIn(this.#results, file);
    const { version } = document;
    const scope = readSetting('pitfalls', document.uri);
    if (scope === 'off') return;
    const result = await this.#checks.ask(file, (signal) =>
      this.#analysis.check(file, document.getText(), profiled, scope, signal),
    );
    // While a text does not parse, the earlier findings are better than none.
    if (result === superseded || result.syntaxError || document.version !== version || document.isClosed) return;
    this.#diagnostics.setStatic(file, result.findings.map(withMessage));
  }

  #close(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file') return;
    const file = document.uri.fsPath;
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
    this.#checks.drop(file);
    this.#analysis.forget(file);
    this.#diagnostics.clearStatic(file);
  }
}
