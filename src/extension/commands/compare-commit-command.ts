import * as vscode from 'vscode';
import { compareCommits, defaultComparisonSeconds } from '../../profile/compare-commits.ts';
import { type ListedCommit, listCommits } from '../../profile/list-commits.ts';
import type { Programs } from '../../profile/built-files.ts';
import { formatCommitComparisonMarkdown } from '../../report/formats/format-commit-comparison.ts';
import type { FunctionReference } from '../contributions.ts';
import { chooseInputs } from '../inputs/choose-inputs.ts';
import { chooseFunction } from '../run/choose-function.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { mayRun } from '../run/run-gate.ts';
import { withProgress } from '../run/with-progress.ts';
import type { ComparisonPages } from './comparison-pages.ts';
import { endOther, type ProfileCommandParts, showProblem } from './profile-command.ts';

export interface CompareCommitParts extends ProfileCommandParts {
  comparisons: ComparisonPages;
  programs: Programs;
  cacheFolder: string;
}

/**
 * "Compare with Commit …": measures the function of the saved file and of a commit side by side on the same inputs, and
 * opens the answer.
 */
export async function compareCommitCommand(
  parts: CompareCommitParts,
  reference: FunctionReference | undefined,
): Promise<void> {
  const { analysis, profiler, output, gate } = parts;
  if (!(await mayRun())) return;
  try {
    const chosen = await chooseFunction(analysis, reference, (message) => output.log.info(message));
    if (!chosen) return;
    const { file, name } = chosen.target;
    const commit = await chooseCommit(name, await listCommits(file));
    if (!commit || !(await endOther(profiler, name))) return;
    const inputs = await chooseInputs(parts, chosen, false);
    if (!inputs || !(await gate.approve({ file, name, origin: chosen.origin, inputs }))) return;
    if (!(await endOther(profiler, name))) return;
    const title = vscode.l10n.t('Comparing {0} with {1}', name, commit.shortId);
    const comparison = await profiler.measureAlone(name, (signal) =>
      withProgress(title, async (cancelled, report) => {
        const ended = AbortSignal.any([signal, cancelled]);
        return await compareCommits({
          file,
          functionName: name,
          inputs: inputs.asked,
          base: commit.id,
          head: 'worktree',
          budgetSeconds: defaultComparisonSeconds,
          ...runEnvironmentOf(file),
          programs: parts.programs,
          cacheFolder: parts.cacheFolder,
          analysis,
          signal: ended,
          onEvent: (event) => {
            if (event.type === 'progress') report(vscode.l10n.t('at most {0} s left', Math.ceil(event.leftMs / 1_000)));
          },
        }).catch((error: unknown) => {
          if (ended.aborted) return null;
          throw error;
        });
      }),
    );
    if (comparison) await parts.comparisons.open(name, formatCommitComparisonMarkdown(comparison));
  } catch (error) {
    await showProblem(error, output);
  }
}

async function chooseCommit(name: string, commits: readonly ListedCommit[]): Promise<ListedCommit | undefined> {
  const rows = commits.map((commit) => ({
    label: commit.subject,
    description: [commit.shortId, ...commit.names].join(' · '),
    detail: commit.age,
    commit,
  }));
  const chosen = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Compare {0} with a commit', name),
    placeHolder: vscode.l10n.t('Commit to measure against the saved file'),
    matchOnDescription: true,
  });
  return chosen?.commit;
}
