import type { Change, Comparison } from '../model/comparison.ts';
import { compareReports } from '../report/compare-reports.ts';
import { compareScripts } from '../report/script/compare-scripts.ts';
import { describeStrategy } from '../report/describe-strategy.ts';
import { formatComparisonMarkdown, formatComparisonText } from '../report/formats/format-comparison.ts';
import {
  formatScriptComparisonMarkdown,
  formatScriptComparisonText,
} from '../report/formats/format-script-comparison.ts';
import { percent } from '../report/numbers-in-words.ts';
import { joinVerdict } from '../report/write-verdict.ts';
import type { CompareCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { checkOut, drawComparison, writeResult } from './output.ts';
import { readReportFile } from './read-report-file.ts';
import { UsageError } from './usage.ts';

/**
 * Prints how a function changed between two reports.
 * @returns 1 if something became worse than the limits allow
 * @throws UsageError if a file is not a report, or the two have nothing in common
 */
export async function compare(command: CompareCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  const before = await readReportFile(command.before, installation);
  const after = await readReportFile(command.after, installation);
  if ('kind' in before && 'kind' in after) {
    if (command.maxSlowdown !== null || command.maxSpeedupLoss !== null)
      throw new UsageError(
        'Expected reports of a function for --max-slowdown and --max-speedup-loss, found those of a command, which hold one run each.',
      );
    await writeResult(
      drawComparison(compareScripts(before, after), command, {
        text: formatScriptComparisonText,
        markdown: formatScriptComparisonMarkdown,
      }),
      command.out,
    );
    return 0;
  }
  if ('kind' in before || 'kind' in after)
    throw new UsageError('Expected two reports of a function or two of a command, found one of each.');
  const comparison = compareReports(before, after);
  await writeResult(
    drawComparison(comparison, command, { text: formatComparisonText, markdown: formatComparisonMarkdown }),
    command.out,
  );
  const limits = command.maxSlowdown !== null || command.maxSpeedupLoss !== null;
  // A limit that nothing was compared with must not pass.
  if (limits && comparison.strategies.length === 0)
    throw new UsageError(`Expected reports that measured a strategy in common. ${joinVerdict(comparison.verdict)}`);
  const missed = missedLimits(comparison, command);
  for (const line of missed) console.error(line);
  return missed.length > 0 ? 1 : 0;
}

function missedLimits({ strategies }: Comparison, { maxSlowdown, maxSpeedupLoss }: CompareCommand): string[] {
  const complain = (change: Change | null, loss: number, limit: number | null, words: string): string[] =>
    limit !== null && change?.judgement === 'worse' && loss * 100 > limit
      ? [`${percent(loss)} ${words.replace('LIMIT', String(limit))}`]
      : [];
  return strategies.flatMap((row) =>
    [
      ...complain(row.itemMs, row.itemMs.ratio - 1, maxSlowdown, 'slower, at most LIMIT% allowed (--max-slowdown).'),
      ...complain(
        row.speedup,
        1 - (row.speedup?.ratio ?? 1),
        maxSpeedupLoss,
        'of the speedup lost, at most LIMIT% allowed (--max-speedup-loss).',
      ),
    ].map((line) => `${describeStrategy(row)}: ${line}`),
  );
}
