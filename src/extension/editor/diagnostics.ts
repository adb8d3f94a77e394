import * as vscode from 'vscode';
import type { DescribedFinding, Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { type FunctionReference, onSettingChange, pageLink, productName, readSetting } from '../contributions.ts';
import { overrideSeverities } from '../../report/override-severities.ts';
import { moveLines } from './move-lines.ts';
import { markOutdated, runFindings } from './run-findings.ts';
import { toRange } from './to-range.ts';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/**
 * Publishes findings to the editor and the Problems view. A new analysis replaces static findings; findings of runs
 * move with their lines and disappear when those are edited.
 */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection(productName);
  /** By file path. */
  readonly #static = new Map<string, FoundAt[]>();
  /** By file path, then by the function that was run. */
  readonly #run = new Map<string, Map<string, FoundAt[]>>();
  /** Functions whose code has changed since their run. */
  readonly #outdated = new Set<string>();
  readonly #subscriptions = [
    vscode.workspace.onDidChangeTextDocument((event) => this.#followEdits(event)),
    onSettingChange(['pitfalls', 'pitfallSeverity'], () => this.#publishAll()),
  ];

  /** Returns the diagnostics at a position. */
  at(file: string, position: vscode.Position): vscode.Diagnostic[] {
    return (this.#collection.get(vscode.Uri.file(file)) ?? []).filter(({ range }) => range.contains(position));
  }

  setStatic(file: string, findings: readonly DescribedFinding[]): void {
    this.#static.set(file, findings.map(foundAt));
    this.#publish(file);
  }

  /** Removes the static findings of a file that was closed. */
  clearStatic(file: string): void {
    if (this.#static.delete(file)) this.#publish(file);
  }

  /** Replaces the findings of an earlier run of the same function. */
  setRun(report: Pick<Report, 'target' | 'findings' | 'confidence'>): void {
    const run = runOf(report);
    this.#outdated.delete(run);
    for (const byRun of this.#run.values()) byRun.delete(run);
    for (const finding of runFindings(report)) {
      const byRun = this.#run.get(finding.location.file) ?? new Map<string, FoundAt[]>();
      byRun.set(run, [...(byRun.get(run) ?? []), foundAt(finding)]);
      this.#run.set(finding.location.file, byRun);
    }
    this.#publishAll();
  }

  /** Marks the findings of a run as those of an older version of the code, or takes the mark away. */
  setOutdated(report: Pick<Report, 'target'>, outdated: boolean): void {
    const run = runOf(report);
    if (this.#outdated.has(run) === outdated) return;
    if (outdated) this.#outdated.add(run);
    else this.#outdated.delete(run);
    for (const [file, byRun] of this.#run) if (byRun.has(run)) this.#publish(file);
  }

  /** Removes the findings of the last run of a function. */
  clearRun(report: { target: FunctionReference }): void {
    const run = runOf(report);
    for (const [file, byRun] of this.#run) if (byRun.delete(run)) this.#publish(file);
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
    for (const [run, found] of byRun)
      byRun.set(
        run,
        found.filter((each) => contentChanges.every((change) => follow(each, change))),
      );
    this.#publish(document.uri.fsPath);
  }

  #publishAll(): void {
    for (const file of new Set([...this.#static.keys(), ...this.#run.keys()])) this.#publish(file);
  }

  #publish(file: string): void {
    const uri = vscode.Uri.file(file);
    const ofRuns = [...(this.#run.get(file) ?? [])].flatMap(([run, found]) =>
      this.#outdated.has(run) ? found.map(asOutdated) : found,
    );
    const found = [...(this.#static.get(file) ?? []), ...ofRuns];
    const shown = readSetting('pitfalls', uri) === 'off' ? [] : found;
    this.#collection.set(uri, overrideSeverities(shown, readSetting('pitfallSeverity', uri)).map(toDiagnostic));
  }
}

/** A finding and the current range of its code. */
interface FoundAt extends Pick<DescribedFinding, 'code' | 'severity'> {
  finding: DescribedFinding;
  range: vscode.Range;
}

function foundAt(finding: DescribedFinding): FoundAt {
  return { code: finding.code, severity: finding.severity, finding, range: toRange(finding.location) };
}

function asOutdated(found: FoundAt): FoundAt {
  const finding = markOutdated(found.finding);
  return { ...found, severity: finding.severity, finding };
}

function runOf({ target }: { target: FunctionReference }): string {
  return `${target.file}#${target.name}`;
}

/** Moves a finding with an edit. Returns `false` if the edit changed its code. */
function follow(found: FoundAt, change: vscode.TextDocumentContentChangeEvent): boolean {
  const { start, end } = found.range;
  const moved = moveLines(
    { startLine: start.line, endLine: end.line },
    {
      startLine: change.range.start.line,
      endLine: change.range.end.line,
      newLines: change.text.split('\n').length,
    },
  );
  if (moved === null) return false;
  found.range = new vscode.Range(start.translate(moved), end.translate(moved));
  return true;
}

function toDiagnostic({ finding, range, severity }: FoundAt): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, finding.message, severities[severity]);
  diagnostic.source = productName;
  diagnostic.code = { value: finding.code, target: pageLink(finding.code) };
  diagnostic.relatedInformation = (finding.related ?? []).map(
    ({ location, note }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(location.file), toRange(location)),
        note,
      ),
  );
  return diagnostic;
}
