import type { ScriptComparison } from '../../model/script-comparison.ts';
import { revealAll } from '../reveal-all.ts';
import { figureWords } from '../script/compare-scripts.ts';
import { joinVerdict } from '../write-verdict.ts';
import { paint } from './ansi.ts';
import type { TextOptions } from './format-text.ts';
import { escapeMarkdown as cell, markdownTable } from './markdown.ts';
import { heading, table, wrap } from './text-layout.ts';

/** Two runs of a command side by side in a terminal. */
export function formatScriptComparisonText(given: ScriptComparison, options: TextOptions): string {
  const comparison = revealAll(given);
  const ink = paint(options.colour);
  const width = Math.min(140, Math.max(50, options.width));
  const { findings, warnings } = comparison;
  const list = (title: string, messages: readonly string[]): string[] =>
    messages.length === 0
      ? []
      : [heading(ink, title), ...messages.flatMap((message) => wrap(`  ${message}`, width, '    '))];
  const sections = [
    wrap(joinVerdict(comparison.verdict), width).map(ink.bold),
    table([
      ['', 'before', 'after'].map(ink.dim),
      ...rowsOf(comparison).map(([label = '', ...row]) => [`  ${label}`, ...row]),
    ]),
    list(
      'New findings',
      findings.appeared.map(({ message }) => message),
    ),
    list(
      'Resolved findings',
      findings.gone.map(({ message }) => message),
    ),
    warnings.flatMap((warning) => wrap(warning, width)).map(ink.dim),
  ];
  const written = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${written.join('\n\n')}\n`;
}

/** Two runs of a command for a pull request or an issue. */
export function formatScriptComparisonMarkdown(comparison: ScriptComparison): string {
  const { findings, warnings } = comparison;
  const list = (sign: string, messages: readonly string[]): string[] =>
    messages.map((message) => `- ${sign} ${cell(message)}`);
  const sections = [
    [`### ${cell(comparison.after.command.join(' '))}`],
    [cell(joinVerdict(comparison.verdict))],
    [markdownTable(['Figure', 'Before', 'After'], rowsOf(comparison))],
    list(
      'New:',
      findings.appeared.map(({ message }) => message),
    ),
    list(
      'Resolved:',
      findings.gone.map(({ message }) => message),
    ),
    warnings.map(cell),
  ];
  const written = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${written.join('\n\n')}\n`;
}

function rowsOf({ changes }: ScriptComparison): string[][] {
  return changes
    .filter(({ before, after }) => before !== null || after !== null)
    .map(({ figure, before, after }) => {
      const { label, write } = figureWords[figure];
      return [label, ...[before, after].map((value) => (value === null ? '' : write(value)))];
    });
}
