import type { CommitComparison } from '../model/commit-comparison.ts';
import { AnalysisClient } from '../profile/analysis-client.ts';
import { compareCommits as measureCommits, defaultComparisonSeconds } from '../profile/compare-commits.ts';
import { ProfileError } from '../profile/profile-error.ts';
import {
  formatCommitComparisonMarkdown,
  formatCommitComparisonText,
} from '../report/formats/format-commit-comparison.ts';
import { percent } from '../report/numbers-in-words.ts';
import type { CompareCommitsCommand } from './commands.ts';
import { compileCache, type Installation } from './installation.ts';
import { measurementRequest } from './measurement-request.ts';
import { checkOut, drawComparison, writeResult } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { UsageError } from './usage.ts';

/**
 * Measures a function at two commits and prints the difference.
 * @returns 0; 1 if it became slower by more than --max-slowdown; 130 if it was interrupted
 * @throws UsageError if one of the two cannot be measured
 */
export async function compareCommits(command: CompareCommitsCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  return await measureAt(command, installation, async (comparison) => {
    await writeResult(
      drawComparison(comparison, command, {
        text: formatCommitComparisonText,
        markdown: formatCommitComparisonMarkdown,
      }),
      command.out,
    );
    return isTooSlow(comparison, command.maxSlowdown) ? 1 : 0;
  });
}

/**
 * Measures a function at two commits and passes the comparison on, unless it is interrupted.
 * @returns the result of `use`; 130 or 143 if it was interrupted
 * @throws UsageError if one of the two cannot be measured
 */
export async function measureAt(
  command: Omit<CompareCommitsCommand, 'command' | 'format' | 'maxSlowdown' | 'out'>,
  installation: Installation,
  use: (comparison: CommitComparison) => Promise<number>,
): Promise<number> {
  const interrupt = new AbortController();
  let exitCode = 130;
  const onSignal = (signal: NodeJS.Signals): void => {
    // A second signal must not leave the checkouts in place.
    if (signal === 'SIGTERM') exitCode = 143;
    interrupt.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const progress = new ProgressLine(process.stderr);
  try {
    await using analysis = new AnalysisClient(installation.analysis.thread, { compileCache: compileCache() });
    const comparison = await measureCommits({
      ...measurementRequest(command, installation),
      base: command.base,
      head: command.head,
      budgetSeconds: command.budgetSeconds ?? defaultComparisonSeconds,
      analysis,
      signal: interrupt.signal,
      onEvent: (_event, run) => progress.draw(run),
    });
    progress.clear();
    return await use(comparison);
  } catch (error) {
    progress.clear();
    if (interrupt.signal.aborted) {
      console.error('Interrupted before there was an answer. The checkouts are removed.');
      return exitCode;
    }
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Returns whether the function became slower than allowed, and says so. */
export function isTooSlow({ outcome, ratio, target }: CommitComparison, maxSlowdown: number | null): boolean {
  const slowdown = (ratio?.value ?? 1) - 1;
  if (maxSlowdown === null || outcome !== 'slower' || slowdown * 100 <= maxSlowdown) return false;
  console.error(`${target.name}: ${percent(slowdown)} slower, at most ${maxSlowdown}% allowed (--max-slowdown).`);
  return true;
}
