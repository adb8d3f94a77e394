import type * as vscode from 'vscode';
import type { Finding } from '../model/finding.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import { ChangePreview } from './change-preview.ts';
import { CodeActions } from './code-actions.ts';
import { commands, registerCommand } from './contributions.ts';
import type { Results } from './results.ts';

/** All that changes the person's code: code actions, the parallel version of a call, and the panel's "Fix …". */
export class Mending implements vscode.Disposable {
  readonly #analysis: AnalysisClient;
  readonly #results: Results;
  readonly #parts: readonly { dispose(): unknown }[];

  /** @param failed is told of what went wrong in a command. */
  constructor(
    analysis: AnalysisClient,
    results: Results,
    note: (message: string) => void,
    failed: (error: unknown) => void,
  ) {
    this.#analysis = analysis;
    this.#results = results;
    const preview = new ChangePreview();
    this.#parts = [
      preview,
      new CodeActions(analysis, results, note),
      registerCommand(commands.generateParallel, async (reference) => {
        const { generateCommand } = await import('./later.ts');
        await generateCommand({ analysis, results, preview }, reference).catch(failed);
      }),
      registerCommand(commands.applyGenerated, () => preview.apply().catch(failed)),
    ];
  }

  /** Offers to mend a finding that was clicked in the panel. */
  async fix(finding: Pick<Finding, 'code' | 'location'>): Promise<void> {
    const { fixCommand } = await import('./later.ts');
    await fixCommand(this.#analysis, this.#results, finding);
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}
