import * as vscode from 'vscode';
import type { FindingReference } from '../../model/change.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { SourceLocation } from '../../model/target.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { abortSignal } from './abort-signal.ts';
import { toWorkspaceEdit } from './apply-change.ts';
import { commandOf, commands, languages, productName } from '../contributions.ts';
import { pitfallScope, referenceTo, targetsIn } from './known-findings.ts';
import type { Results } from '../results.ts';
import { toRange } from './to-range.ts';

type Analysis = Pick<AnalysisClient, 'fixes' | 'callSites' | 'functions'>;

const rewrite = vscode.CodeActionKind.RefactorRewrite.append('parallel');
const profile = vscode.CodeActionKind.Refactor.append('profile');

/** Offers actions at the cursor: fix a finding, generate a parallel version of a call, profile a function. */
export class CodeActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #analysis: Analysis;
  readonly #results: Results;
  readonly #log: (message: string) => void;
  readonly #registration: vscode.Disposable;

  constructor(analysis: Analysis, results: Results, log: (message: string) => void) {
    this.#analysis = analysis;
    this.#results = results;
    this.#log = log;
    this.#registration = vscode.languages.registerCodeActionsProvider(
      languages.map((language) => ({ language, scheme: 'file' })),
      this,
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, rewrite, profile] },
    );
  }

  /** Never throws: an error would also hide the actions of other extensions. */
  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const wants = (kind: vscode.CodeActionKind): boolean => !context.only || context.only.contains(kind);
    const signal = abortSignal(cancellation);
    try {
      const found = await Promise.all([
        wants(vscode.CodeActionKind.QuickFix) ? this.#fixes(document, context.diagnostics, signal) : [],
        wants(rewrite) ? this.#rewrites(document, range, signal) : [],
        wants(profile) && vscode.workspace.isTrusted ? this.#profiles(document, range, signal) : [],
      ]);
      return cancellation.isCancellationRequested ? [] : found.flat();
    } catch (error) {
      // VS Code has asked again, because the cursor or the text moved.
      if (signal.aborted) return [];
      const why = error instanceof Error ? error.message : String(error);
      this.#log(`There are no code actions for ${document.uri.fsPath}: ${why}`);
      return [];
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #fixes(
    document: vscode.TextDocument,
    diagnostics: readonly vscode.Diagnostic[],
    signal: AbortSignal,
  ): Promise<vscode.CodeAction[]> {
    const own = diagnostics.filter(({ source }) => source === productName);
    const file = document.uri.fsPath;
    const scope = pitfallScope(document.uri);
    const { version } = document;
    const offered = new Set<string>();
    const actions = await Promise.all(
      own.map(async (diagnostic) => {
        const finding = referenceTo(this.#results, codeOf(diagnostic), locationOf(file, diagnostic.range));
        const targets = targetsIn(this.#results, file);
        const fixes = await this.#analysis.fixes(file, document.getText(), finding, targets, scope, signal);
        return Promise.all(
          fixes.map(async ({ title, edits, preferred }) => {
            // Two findings can have the same fix.
            const key = JSON.stringify([title, edits]);
            if (offered.has(key)) return [];
            offered.add(key);
            const edit = document.version === version ? await toWorkspaceEdit({ edits, newFiles: [] }, document) : null;
            if (!edit) return [];
            const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
            action.edit = edit;
            action.diagnostics = [diagnostic];
            action.isPreferred = preferred;
            return [action];
          }),
        );
      }),
    );
    return actions.flat(2);
  }

  async #rewrites(
    document: vscode.TextDocument,
    range: vscode.Range,
    signal: AbortSignal,
  ): Promise<vscode.CodeAction[]> {
    // VS Code asks on every cursor move, so a cheap test comes before the analysis of the file.
    if (!/\.map\(|\.push\(/.test(nearby(document, range))) return [];
    const file = document.uri.fsPath;
    const { sites } = await this.#analysis.callSites(file, document.getText(), signal);
    return sites
      .filter(({ problem, location }) => problem === null && toRange(location).contains(range))
      .slice(-1)
      .map(({ functionName, location }) => {
        const action = new vscode.CodeAction(
          vscode.l10n.t('Generate parallel version of this call of {0} …', functionName),
          rewrite,
        );
        action.command = commandOf(commands.generateParallel, action.title, { file, name: functionName, location });
        return action;
      });
  }

  async #profiles(
    document: vscode.TextDocument,
    range: vscode.Range,
    signal: AbortSignal,
  ): Promise<vscode.CodeAction[]> {
    const file = document.uri.fsPath;
    const { functions } = await this.#analysis.functions(file, document.getText(), signal);
    return functions
      .filter(({ profilable, location }) => profilable && toRange(location).contains(range.start))
      .map(({ name }) => {
        const action = new vscode.CodeAction(vscode.l10n.t('Profile {0} in parallel', name), profile);
        action.command = commandOf(commands.profile, action.title, { file, name });
        return action;
      });
  }
}

/** Returns the finding that a diagnostic shows. */
function codeOf({ code }: vscode.Diagnostic): FindingReference['code'] {
  const value = typeof code === 'object' ? code.value : code;
  // Diagnostics of this extension have the codes of findings.
  return String(value) as FindingCode;
}

/** Converts an editor range to a location that counts from 1. */
function locationOf(file: string, { start, end }: vscode.Range): SourceLocation {
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Returns the lines around the cursor: a call may span several. */
function nearby(document: vscode.TextDocument, { start, end }: vscode.Range): string {
  const last = Math.min(document.lineCount - 1, end.line + 5);
  return document.getText(new vscode.Range(Math.max(0, start.line - 5), 0, last, document.lineAt(last).text.length));
}
