import type { DescribedFinding, Severity } from '../../model/finding.ts';
import type { Report, StrategyResult } from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';
import { describeInputs } from '../describe-inputs.ts';
import { describeStrategy, labelStrategy } from '../describe-strategy.ts';
import { counted, duration, integer, percent, ratio } from '../numbers-in-words.ts';
import { mean } from '../statistics/median.ts';
import { paint, type Paint } from './ansi.ts';
import { bar, table, wrap } from './text-layout.ts';
import { explainCapacity, findHeadline } from './report-parts.ts';

export interface TextOptions {
  colour: boolean;
  /** Columns. */
  width: number;
}

/** The report to be read in a terminal: the verdict, then the numbers, then why, then what to do. */
export function formatText(report: Report, options: TextOptions): string {
  const ink = paint(options.colour);
  const width = Math.min(120, Math.max(50, options.width));
  const headline = findHeadline(report);
  const sections = [
    writeHead(report, ink, width),
    writeStrategies(report, ink, headline),
    writeSpeedup(report, ink, width),
    writeCapacity(headline, ink, width),
    writeCores(headline, ink, width),
    writeFindings(report, ink, width),
    writePrediction(report, ink),
    writeRecommendation(report, ink, width),
    writeOutput(report, ink, width),
    writeConditions(report, ink, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function writeHead(report: Report, ink: Paint, width: number): string[] {
  const isBad = report.outcome.status !== 'completed' || report.confidence === 'invalid';
  const colour = isBad ? ink.yellow : report.recommendation?.strategy === 'serial' ? ink.bold : ink.green;
  const stack = report.outcome.status === 'failed' ? (report.outcome.error?.stack?.split('\n').slice(1) ?? []) : [];
  return [
    ...wrap(report.verdict, width).map((line) => colour(ink.bold(line))),
    ...stack.slice(0, 8).map((line) => ink.dim(`  ${line.trim()}`)),
    '',
    ...wrap(`${report.target.name}  ${showPlace(report.target.location)}`, width, '  '),
    ...wrap(describeInputs(report.inputs), width, '  '),
  ];
}

function writeStrategies(report: Report, ink: Paint, headline: StrategyResult | null): string[] {
  if (report.strategies.length === 0) return [];
  const hasChunks = report.strategies.some((result) => result.chunkSize !== null);
  const header = [
    'strategy',
    ...(hasChunks ? ['chunk'] : []),
    'time',
    'speedup',
    '95 % interval',
    'efficiency',
    'with start-up',
    '',
  ];
  const rows = report.strategies.map((result) => {
    const isBaseline = result.name === 'serial';
    const [low, high] = result.speedup.ci95;
    const name = `${result === headline ? '▸' : ' '} ${isBaseline ? 'serial' : labelStrategy(result, report.strategies)}`;
    return [
      result === headline ? ink.bold(name) : name,
      ...(hasChunks ? [result.chunkSize === null ? '' : integer(result.chunkSize)] : []),
      duration(result.wallMs.median),
      isBaseline ? '1' : ratio(result.speedup.value),
      isBaseline ? '' : `${low.toFixed(2)} – ${high.toFixed(2)}`,
      isBaseline ? '' : percent(result.efficiency),
      isBaseline ? '' : ratio(result.speedupWithStartup),
      writeMarks(result, ink),
    ];
  });
  return table([['  strategy', ...header.slice(1)].map(ink.dim), ...rows]);
}

/** What must be seen beside the number. */
function writeMarks(result: StrategyResult, ink: Paint): string {
  const marks = [
    ...(result.results && !result.results.equal && result.name !== 'serial' ? [ink.red('results differ')] : []),
    ...(result.failedItems > 0 ? [ink.red(`${integer(result.failedItems)} failed`)] : []),
    ...(result.doubts.length > 0 ? [ink.yellow(`! ${result.doubts.slice(0, 2).join(', ')}`)] : []),
  ];
  return marks.join(' ');
}

function writeSpeedup(report: Report, ink: Paint, width: number): string[] {
  const parallel = report.strategies.filter((result) => result.name !== 'serial');
  if (parallel.length === 0) return [];
  const most = Math.max(...parallel.map((result) => Math.max(result.workers, result.speedup.value)));
  const room = Math.max(10, width - 40);
  const rows = parallel.map((result) => {
    const filled = bar(result.speedup.value / most, room);
    const ideal = Math.round((result.workers / most) * room);
    const gap = Math.max(0, ideal - 1 - filled.length);
    const colour = result.speedup.value < 1 ? ink.red : ink.cyan;
    return [
      `  ${labelStrategy(result, parallel)}`,
      `${colour(filled)}${ink.dim('·'.repeat(gap) + (ideal > filled.length ? '│' : ''))} ${ratio(result.speedup.value)}`,
    ];
  });
  return [heading(ink, 'Speedup', '│ is linear'), ...table(rows, 2)];
}

function writeCapacity(headline: StrategyResult | null, ink: Paint, width: number): string[] {
  const parts = headline ? explainCapacity(headline) : [];
  if (!headline || parts.length === 0) return [];
  const rows = parts.map((part) => [
    `  ${part.label}`,
    percent(part.share),
    duration(part.ms),
    (part.key === 'useful' ? ink.green : ink.yellow)(bar(part.share, Math.max(8, width - 56))),
  ]);
  const capacity = headline.timeMs?.capacity ?? 0;
  const title = `Where the time of ${describeStrategy(headline)} went`;
  return [heading(ink, title, `${duration(capacity)} in all`), ...alignLastLeft(rows)];
}

/** The last column is a bar, which grows to the right. */
function alignLastLeft(rows: string[][]): string[] {
  const lines = table(rows.map((row) => row.slice(0, -1)));
  const longest = Math.max(...lines.map((line) => line.length));
  return lines.map((line, index) => `${line.padEnd(longest)}  ${rows[index]?.at(-1) ?? ''}`.trimEnd());
}

function writeCores(headline: StrategyResult | null, ink: Paint, width: number): string[] {
  const usage = headline?.coreUsage;
  if (!headline || !usage || usage.timesMs.length === 0) return [];
  const room = Math.max(10, width - 44);
  const note = usage.attributed ? '█ ours  ▒ others' : 'all that was busy';
  return [
    heading(ink, `Cores during ${describeStrategy(headline)}`, note),
    ...usage.cores.map((core) => {
      const ours = mean(core.ours);
      const others = mean(core.others) + mean(core.stolen);
      const oursColumns = Math.round(ours * room);
      const othersColumns = Math.min(room - oursColumns, Math.round(others * room));
      const rest = '·'.repeat(room - oursColumns - othersColumns);
      const words = usage.attributed ? `${percent(ours)} ours, ${percent(others)} others` : percent(ours);
      const bars = ink.cyan('█'.repeat(oursColumns)) + ink.yellow('▒'.repeat(othersColumns)) + ink.dim(rest);
      return `  ${String(core.core).padStart(3)} ${bars} ${words}`;
    }),
  ];
}

function writeFindings(report: Report, ink: Paint, width: number): string[] {
  if (report.findings.length === 0) return [];
  return [heading(ink, 'Findings'), ...report.findings.flatMap((finding) => writeFinding(finding, ink, width))];
}

const SIGN: Record<Severity, string> = { error: '✖', warning: '▲', information: '●', hint: '○' };

function writeFinding(finding: DescribedFinding, ink: Paint, width: number): string[] {
  const colour = { error: ink.red, warning: ink.yellow, information: ink.blue, hint: ink.dim }[finding.severity];
  const [first = '', ...others] = wrap(finding.message, width - 4);
  return [
    `  ${colour(SIGN[finding.severity])} ${first}`,
    ...others.map((line) => `    ${line}`),
    ink.dim(`    ${finding.severity} ${finding.code}  ${showPlace(finding.location)}`),
  ];
}

function writePrediction(report: Report, ink: Paint): string[] {
  // Tasks that wait do not get faster with cores.
  if (report.prediction.length === 0 || report.recommendation?.strategy === 'async') return [];
  const [model] = report.poolModels;
  const kind = model ? ` with ${model.kind}` : '';
  return [
    heading(ink, `Expected by number of cores${kind}`, 'simulated'),
    ...table([
      ['  cores', ...report.prediction.map((point) => integer(point.cores))],
      ['  speedup', ...report.prediction.map((point) => ratio(point.speedup))],
      ['  at least', ...report.prediction.map((point) => ratio(point.low))],
      ['  at most', ...report.prediction.map((point) => ratio(point.high))],
    ]),
  ];
}

function writeRecommendation(report: Report, ink: Paint, width: number): string[] {
  const { recommendation } = report;
  if (!recommendation) return [];
  const chunk = recommendation.chunkSize === null ? '' : `, chunk size ${integer(recommendation.chunkSize)}`;
  const { strategy: name, workers } = recommendation;
  const what = name === 'serial' ? 'stay serial' : `${describeStrategy({ name, workers })}${chunk}`;
  return [heading(ink, 'Recommendation', what), ...wrap(recommendation.reason, width - 2).map((line) => `  ${line}`)];
}

function writeOutput({ output }: Report, ink: Paint, width: number): string[] {
  if (output.total === 0) return [];
  const shown = output.lines.slice(0, 5).map((line) => `  ${line.slice(0, width - 2)}`);
  const more = output.total - shown.length;
  return [
    heading(ink, 'The function printed', counted(output.total, 'line')),
    ...shown,
    ...(more > 0 ? [ink.dim(`  and ${counted(more, 'more line')}`)] : []),
  ];
}

function writeConditions(report: Report, ink: Paint, width: number): string[] {
  const { machine } = report;
  const rounds = Math.max(0, ...report.strategies.map((result) => result.rounds.length));
  const isolates = Math.max(0, ...report.strategies.map((result) => result.spread?.isolates ?? 0));
  const parts = [
    ...(machine
      ? [
          `Node ${machine.nodeVersion} (${machine.nodeSource})`,
          `${machine.cpuModel.trim()}, ${counted(machine.availableParallelism, 'core')}`,
          ...(machine.cpuQuota === null ? [] : [`quota ${machine.cpuQuota} CPUs`]),
        ]
      : []),
    ...(rounds > 0 ? [`up to ${counted(rounds, 'round')}`] : []),
    ...(isolates > 0 ? [counted(isolates, 'fresh process', 'fresh processes')] : []),
    `confidence ${report.confidence}`,
    duration(report.durationMs),
  ];
  return wrap(parts.join(' · '), width).map(ink.dim);
}

function heading(ink: Paint, title: string, note = ''): string {
  return ink.bold(title) + (note === '' ? '' : `  ${ink.dim(note)}`);
}

function showPlace({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}
