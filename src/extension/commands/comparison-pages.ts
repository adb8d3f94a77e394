import * as vscode from 'vscode';

const scheme = 'parallel-profiler-comparison';

/** Shows comparisons of commits as rendered Markdown. */
export class ComparisonPages implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #registrations = [
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
  ];
  #count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** @param name of the compared function */
  async open(name: string, markdown: string): Promise<void> {
    const path = `/${vscode.l10n.t('Comparison of {0}', name)}.md`;
    const uri = vscode.Uri.from({ scheme, path, query: String(++this.#count) });
    this.#texts.set(uri.toString(), markdown);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#registrations.forEach((registration) => void registration.dispose());
  }
}
