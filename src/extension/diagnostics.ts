import * as vscode from 'vscode';
import type { DescribedFinding, Severity } from '../model/finding.ts';
import { onSettingChange, productName, readSetting } from './contributions.ts';
import { moveLines } from './move-lines.ts';
import { toRange } from './to-range.ts';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/**
 * Findings in the editor and in the Problems view: those from reading the code, which are replaced whenever it is read
 * again, and those of the last runs, which move with the lines they are about and go when these are edited.
 */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection(productName);
  /** By file path. */
  readonly #static = new Map<string, vscode.Diagnostic[]>();
  /** By file path, then by the function that was run. */
  readonly #run = new Map<string, Map<string, vscode.Diagnostic[]>>();
  readonly #subscriptions = [
    vscode.workspace.onDidChangeTextDocument((event) => this.#followEdits(event)),
    onSettingChange(['diagnostics'], () => this.#publishAll()),
  ];

  setStatic(file: string, findings: readonly DescribedFinding[]): void {
    this.#static.set(file, findings.map(toDiagnostic));
    this.#publish(file);
  }

  /** The file is no longer open. */
  clearStatic(file: string): void {
    if (this.#static.delete(file)) this.#publish(file);
  }

  /** Replaces what an earlier run of the same function showed. */
  setRun(target: { file: string; name: string }, findings: readonly DescribedFinding[]): void {
    const run = `${target.file}#${target.name}`;
    for (const byRun of this.#run.values()) byRun.delete(run);
    // What reading the code finds is there already.
    for (const finding of findings.filter(({ origin }) => origin === 'run')) {
      const byRun = this.#run.get(finding.location.file) ?? new Map<string, vscode.Diagnostic[]>();
      byRun.set(run, [...(byRun.get(run) ?? []), toDiagnostic(finding)]);
      this.#run.set(finding.location.file, byRun);
    }
    this.#publishAll();
  }

  clearRuns(): void {
    const files = [...this.#run.keys()];
    this.#run.clear();
    files.forEach((file) => this.#publish(file));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  #followEdits({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const byRun = document.uri.scheme === 'file' ? this.#run.get(document.uri.fsPath) : undefined;
    if (!byRun || contentChanges.length === 0) return;
    for (const [run, diagnostics] of byRun) {
      byRun.set(
        run,
        diagnostics.filter((diagnostic) => contentChanges.every((change) => follow(diagnostic, change))),
      );
    }
    this.#publish(document.uri.fsPath);
  }

  #publishAll(): void {
    for (const file of new Set([...this.#static.keys(), ...this.#run.keys()])) this.#publish(file);
  }

  #publish(file: string): void {
    const uri = vscode.Uri.file(file);
    const shown = readSetting('diagnostics', uri)
      ? [...(this.#static.get(file) ?? []), ...[...(this.#run.get(file)?.values() ?? [])].flat()]
      : [];
    this.#collection.set(uri, shown);
  }
}

/** Moves a diagnostic with an edit; says whether there is still something it is about. */
function follow(diagnostic: vscode.Diagnostic, change: vscode.TextDocumentContentChangeEvent): boolean {
  const { start, end } = diagnostic.range;
  const moved = moveLines(
    { startLine: start.line, endLine: end.line },
    {
      startLine: change.range.start.line,
      endLine: change.range.end.line,
      newLines: change.text.split('\n').length,
    },
  );
  if (moved === null) return false;
  diagnostic.range = new vscode.Range(start.translate(moved), end.translate(moved));
  return true;
}

function toDiagnostic(finding: DescribedFinding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(finding.location), finding.message, severities[finding.severity]);
  diagnostic.source = productName;
  diagnostic.code = finding.code;
  diagnostic.relatedInformation = (finding.related ?? []).map(
    ({ location, note }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(location.file), toRange(location)),
        note,
      ),
  );
  return diagnostic;
}
