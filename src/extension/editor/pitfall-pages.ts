import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands, languages, pageLink } from '../contributions.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Serves the extension's pages about findings: the whole page behind a link, an excerpt in a hover. */
export class PitfallPages implements vscode.HoverProvider, vscode.Disposable {
  readonly #folder: string;
  readonly #diagnostics: Pick<Diagnostics, 'at'>;
  readonly #explanations = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  /** @param folder absolute path of the pages */
  constructor(folder: string, diagnostics: Pick<Diagnostics, 'at'>) {
    this.#folder = folder;
    this.#diagnostics = diagnostics;
    this.#registration = vscode.languages.registerHoverProvider(
      languages.map((language) => ({ language, scheme: 'file' })),
      this,
    );
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const codes = new Set(this.#diagnostics.at(document.uri.fsPath, position).map(codeOf));
    if (codes.size === 0) return null;
    return new vscode.Hover([...codes].map((code) => this.#hoverText(code)));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** Opens the page of a finding; without a code, asks for one. */
  async open(asked: string | undefined): Promise<void> {
    const codes = readdirSync(this.#folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => name.slice(0, -'.md'.length));
    const code = asked ?? (await this.#choose(codes));
    // A link may hold any text; only the name of a page becomes a path.
    if (code === undefined || !codes.includes(code)) return;
    const page = vscode.Uri.file(join(this.#folder, `${code}.md`));
    try {
      // Also starts the extension that renders Markdown, which is not among the commands before its first use.
      await vscode.commands.executeCommand('markdown.showPreview', page);
    } catch {
      await vscode.commands.executeCommand('vscode.open', page);
    }
  }

  /** Lists the titles of pages; a search finds their words and codes. */
  async #choose(codes: readonly string[]): Promise<string | undefined> {
    const rows = codes.map((code) => {
      const page = this.#read(code);
      const [, title = code] = /^# (.+)/.exec(page) ?? [];
      return { label: title, description: code, detail: whatHappens(page).split('\n')[0] ?? '' };
    });
    const chosen = await vscode.window.showQuickPick(
      rows.sort((a, b) => a.label.localeCompare(b.label)),
      { title: vscode.l10n.t('Explain a finding'), matchOnDescription: true, matchOnDetail: true },
    );
    return chosen?.description;
  }

  #read(code: string): string {
    return readFileSync(join(this.#folder, `${code}.md`), 'utf8');
  }

  #hoverText(code: string): vscode.MarkdownString {
    const text = new vscode.MarkdownString(
      `${this.#explain(code)}\n\n[${vscode.l10n.t('More about {0}', code)}](${pageLink(code).toString()})`,
    );
    text.isTrusted = { enabledCommands: [commands.explainFinding] };
    return text;
  }

  /** Returns the "What happens" paragraph of a page. */
  #explain(code: string): string {
    const known = this.#explanations.get(code);
    if (known !== undefined) return known;
    const plain = whatHappens(this.#read(code));
    this.#explanations.set(code, plain);
    return plain;
  }
}

/** Returns the "What happens" part of a page without its links, which do not resolve outside the page. */
function whatHappens(page: string): string {
  const explanation = /\n## What happens\n\n([\s\S]*?)\n\n## /.exec(page)?.[1] ?? '';
  return explanation.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
