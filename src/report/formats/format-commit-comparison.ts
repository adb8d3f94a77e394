import type { CommitComparison } from '../../model/commit-comparison.ts';
import { describeComparedCommit } from '../describe-commit.ts';
import { duration } from '../numbers-in-words.ts';
import {
  typicalTimes,
  writeCommitMethod,
  writeCommitVerdict,
  writeResultDifference,
} from '../write-commit-comparison.ts';
import { revealAll } from '../reveal-all.ts';
import { paint } from './ansi.ts';
import type { TextOptions } from './format-text.ts';
import { escapeMarkdown, markdownTable } from './markdown.ts';
import { table, wrap } from './text-layout.ts';

/** A comparison of commits in a terminal: the answer, both times, what to mind. */
export function formatCommitComparisonText(given: CommitComparison, options: TextOptions): string {
  const comparison = revealAll(given);
  const ink = paint(options.colour);
  const width = Math.min(140, Math.max(50, options.width));
  const colour = { slower: ink.red, faster: ink.green, same: ink.dim, unresolved: ink.yellow }[comparison.outcome];
  const doubts = doubtsOf(comparison).flatMap((text) => {
    const [first = '', ...others] = wrap(text, width - 4);
    return [`  ${ink.yellow('▲')} ${first}`, ...others.map((line) => `    ${line}`)];
  });
  const sections = [
    wrap(writeCommitVerdict(comparison), width).map((line) => colour(line)),
    table(rowsOf(comparison), 2).map((line) => `  ${line}`),
    doubts,
    wrap(writeCommitMethod(comparison), width).map((line) => ink.dim(line)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The same for a pull request. */
export function formatCommitComparisonMarkdown(given: CommitComparison): string {
  const comparison = revealAll(given);
  const sections = [
    `# ${escapeMarkdown(comparison.target.name)}: base and head`,
    `**${escapeMarkdown(writeCommitVerdict(comparison))}**`,
    markdownTable(
      ['', 'commit', 'all items'],
      rowsOf(comparison).map((cells) => cells.map(escapeMarkdown)),
    ),
    ...doubtsOf(comparison).map((text) => `- ${escapeMarkdown(text)}`),
    escapeMarkdown(writeCommitMethod(comparison)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function rowsOf(comparison: CommitComparison): string[][] {
  const { baseMs, headMs } = typicalTimes(comparison);
  return [
    ['base', describeComparedCommit(comparison.base), duration(baseMs)],
    ['head', describeComparedCommit(comparison.head), duration(headMs)],
  ];
}

function doubtsOf(comparison: CommitComparison): string[] {
  const difference = writeResultDifference(comparison);
  return difference === null ? comparison.warnings : [difference, ...comparison.warnings];
}
