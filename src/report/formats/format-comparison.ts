import type { ComparedRun, Comparison, Judgement, StrategyComparison } from '../../model/comparison.ts';
import { labelStrategy } from '../describe-strategy.ts';
import { duration, ratio } from '../numbers-in-words.ts';
import { describeCommit } from '../describe-commit.ts';
import { changeInWords, intervalInWords, judgementWords } from '../write-comparison.ts';
import { joinVerdict } from '../write-verdict.ts';
import { revealAll } from '../reveal-all.ts';
import { paint, type Paint } from './ansi.ts';
import { heading, table, wrap } from './text-layout.ts';
import type { TextOptions } from './format-text.ts';
import { escapeMarkdown, markdownTable } from './markdown.ts';

const header = ['strategy', 'per item before', 'after', 'time', '', 'speedup before', 'after', 'speedup', ''];

/** Explains why a difference between two reports is weaker evidence than interleaved measurement. */
const weakness =
  'Two reports come from two runs: the machine may have changed between them. "parallel-profiler compare --commits <base> <head> <file>#<function>" measures both in one run and finds smaller differences.';

/** Two runs side by side in a terminal: the answer, what to mind, then the numbers. */
export function formatComparisonText(given: Comparison, options: TextOptions): string {
  const comparison = revealAll(given);
  const ink = paint(options.colour);
  const width = Math.min(140, Math.max(50, options.width));
  const { before, after, warnings, findings } = comparison;
  const bullets = (lines: readonly string[], sign: string): string[] =>
    lines.flatMap((line) => {
      const [first = '', ...others] = wrap(line, width - 4);
      return [`  ${sign} ${first}`, ...others.map((other) => `    ${other}`)];
    });
  const rows = comparison.strategies.map((row) => cells(row, comparison, ink));
  const sections = [
    wrap(joinVerdict(comparison.verdict), width).map((line) => judged(ink, comparison.judgement)(line)),
    [`  before  ${runInWords(before)}`, `  after   ${runInWords(after)}`],
    bullets(
      warnings.map(({ message }) => message),
      ink.yellow('▲'),
    ),
    rows.length > 0 ? table([header.map(ink.dim), ...rows]) : [],
    unmatchedLines(comparison).map((line) => ink.dim(line)),
    findings.appeared.length > 0
      ? [
          heading(ink, 'New findings'),
          ...bullets(
            findings.appeared.map(({ message }) => message),
            ink.red('+'),
          ),
        ]
      : [],
    findings.gone.length > 0
      ? [
          heading(ink, 'Resolved findings'),
          ...bullets(
            findings.gone.map(({ message }) => message),
            ink.green('−'),
          ),
        ]
      : [],
    wrap(weakness, width).map((line) => ink.dim(line)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The same for a pull request. */
export function formatComparisonMarkdown(given: Comparison): string {
  const comparison = revealAll(given);
  const { before, after, warnings, findings } = comparison;
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const plain = paint(false);
  const rows = comparison.strategies.map((row) => cells(row, comparison, plain));
  const sections = [
    `# ${escapeMarkdown(after.name)}: before and after`,
    `**${escapeMarkdown(joinVerdict(comparison.verdict))}**`,
    list([`Before: ${runInWords(before)}`, `After: ${runInWords(after)}`]),
    ...(warnings.length > 0 ? ['## To mind', list(warnings.map(({ message }) => message))] : []),
    ...(rows.length > 0 ? [markdownTable(header, rows)] : []),
    ...unmatchedLines(comparison).map(escapeMarkdown),
    ...(findings.appeared.length > 0 ? ['## New findings', list(findings.appeared.map(({ message }) => message))] : []),
    ...(findings.gone.length > 0 ? ['## Resolved findings', list(findings.gone.map(({ message }) => message))] : []),
    escapeMarkdown(weakness),
  ];
  return `${sections.join('\n\n')}\n`;
}

function cells(row: StrategyComparison, { strategies, headline }: Comparison, ink: Paint): string[] {
  const { name, itemMs, speedup } = row;
  const all = strategies.map((each) => ({ ...each, chunkSize: each.chunkSize.after }));
  const label = name === 'serial' ? 'serial' : labelStrategy({ ...row, chunkSize: row.chunkSize.after }, all);
  const mark = headline !== null && strategies[headline] === row ? '▸' : ' ';
  return [
    `${mark} ${label}`,
    duration(itemMs.before.value),
    duration(itemMs.after.value),
    `${changeInWords(itemMs.ratio)} (${intervalInWords(itemMs)})`,
    judged(ink, itemMs.judgement)(judgementWords[itemMs.judgement]),
    ...(speedup
      ? [
          ratio(speedup.before.value),
          ratio(speedup.after.value),
          `${changeInWords(speedup.ratio)} (${intervalInWords(speedup)})`,
          judged(ink, speedup.judgement)(judgementWords[speedup.judgement]),
        ]
      : ['', '', '', '']),
  ];
}

function judged(ink: Paint, judgement: Judgement): (text: string) => string {
  return { better: ink.green, worse: ink.red, same: ink.dim, unknown: ink.yellow }[judgement];
}

function runInWords({ startedAt, commit, inputs, nodeVersion, machine }: ComparedRun): string {
  const parts = [startedAt, commit && describeCommit(commit), inputs, nodeVersion && `Node ${nodeVersion}`, machine];
  return parts.filter((part) => part !== null).join(', ');
}

function unmatchedLines({ onlyBefore, onlyAfter }: Comparison): string[] {
  return (
    [
      ['before', onlyBefore],
      ['after', onlyAfter],
    ] as const
  ).flatMap(([when, results]) =>
    results.length === 0
      ? []
      : [
          `Measured only ${when}: ${results.map((result) => `${labelStrategy(result, results)} ${ratio(result.speedup)}`).join(', ')}.`,
        ],
  );
}
