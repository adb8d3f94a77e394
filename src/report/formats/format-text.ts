import type { NextStep } from '../../model/conclusion.ts';
import type { DescribedFinding, Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';
import { describeCommit } from '../describe-commit.ts';
import { describeAudit } from '../describe-effects.ts';
import { describeFarm } from '../describe-farm.ts';
import { describeInputs } from '../describe-inputs.ts';
import { describeLeftOut } from '../describe-left-out.ts';
import { describeStrategy } from '../describe-strategy.ts';
import { counted, duration, integer } from '../numbers-in-words.ts';
import { conclusionOf, joinVerdict, longerBudgetFactor, nextStepLabels, outcomeLabels } from '../write-verdict.ts';
import { revealAll } from '../reveal-all.ts';
import { paint, type Paint } from './ansi.ts';
import { findHeadline } from '../find-headline.ts';
import { heading, table, wrap } from './text-layout.ts';
import { writeHotLines } from './text-hot-lines.ts';
import { writeCapacity, writeCores, writePrediction, writeSpeedup, writeStrategies } from './text-numbers.ts';

export interface TextOptions {
  colour: boolean;
  /** Columns. */
  width: number;
}

/** The report for a terminal: the verdict, the numbers, the findings and the next step. */
export function formatText(given: Report, options: TextOptions): string {
  const report = revealAll(given);
  const ink = paint(options.colour);
  const width = Math.min(120, Math.max(50, options.width));
  const headline = findHeadline(report);
  const sections = [
    writeHead(report, ink, width),
    writeStrategies(report, ink, headline),
    writeSpeedup(report, ink, width),
    writeCapacity(headline, ink, width),
    writeCores(report, headline, ink, width),
    writeFarm(report, ink),
    writeHotLines(report, ink, width),
    writeFindings(report, ink, width),
    writePrediction(report, ink),
    writeNextStep(report, ink),
    writeOutput(report, ink, width),
    writeConditions(report, ink, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function writeHead(report: Report, ink: Paint, width: number): string[] {
  const { outcome } = conclusionOf(report);
  const colour = { pays: ink.green, serial: ink.cyan, none: ink.yellow }[outcome];
  const stack = report.outcome.status === 'failed' ? (report.outcome.error?.stack?.split('\n').slice(1) ?? []) : [];
  return [
    colour(ink.bold(outcomeLabels[outcome])),
    ...wrap(joinVerdict(report.verdict), width).map((line) => ink.bold(line)),
    ...stack.slice(0, 8).map((line) => ink.dim(`  ${line.trim()}`)),
    '',
    ...wrap(`${report.target.name}  ${formatLocation(report.target.location)}`, width, '  '),
    ...wrap(describeInputs(report.inputs), width, '  '),
  ];
}

/** The queue and its workers. */
function writeFarm(report: Report, ink: Paint): string[] {
  const rows = describeFarm(report);
  if (rows.length === 0) return [];
  return [
    heading(ink, 'Queue'),
    ...table(
      rows.map(([name, words]) => [`  ${name}`, words]),
      2,
    ),
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
    ink.dim(`    ${finding.severity} ${finding.code}  ${formatLocation(finding.location)}`),
    ...(finding.related ?? []).map(({ location, note }) => ink.dim(`    ${note}: ${formatLocation(location)}`)),
  ];
}

/** Returns the next step, in terms of the code or of the command line. */
function writeNextStep(report: Report, ink: Paint): string[] {
  const conclusion = conclusionOf(report);
  if (conclusion.outcome === 'none')
    return [heading(ink, nextStepLabels[conclusion.next], nextCommands[conclusion.next](report))];
  const { recommendation } = report;
  if (!recommendation || recommendation.strategy === 'serial') return [];
  const chunk = recommendation.chunkSize === null ? '' : `, chunk size ${integer(recommendation.chunkSize)}`;
  const { strategy: name, workers } = recommendation;
  return [heading(ink, 'Recommendation', `${describeStrategy({ name, workers })}${chunk}`)];
}

const nextCommands: Record<NextStep, (report: Report) => string> = {
  measureAgain: () => 'run the same command again',
  measureLonger: ({ plan }) => `--budget ${integer(longerBudgetFactor * plan.budgetSeconds)}`,
  changeInputs: () => '--inputs "<expression>"',
};

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
  const audit = describeAudit(report);
  const rounds = Math.max(0, ...report.strategies.map((result) => result.rounds.length));
  const replicas = Math.max(
    0,
    ...report.strategies.map((result) => (result.kind === 'baseline' ? 0 : result.spread.replicas)),
  );
  const parts = [
    ...(machine
      ? [
          `Node ${machine.nodeVersion} (${machine.nodeSource})`,
          `${machine.cpuModel.trim()}, ${counted(machine.availableParallelism, 'core')}`,
          ...(machine.physicalCores !== null && machine.physicalCores < machine.logicalCores
            ? [`${integer(machine.physicalCores)} physical`]
            : []),
          ...(machine.cpuQuota === null ? [] : [`quota ${machine.cpuQuota} CPUs`]),
        ]
      : []),
    ...(rounds > 0 ? [`up to ${counted(rounds, 'round')}, ${whyStopped(report)}`] : []),
    ...(replicas > 0 ? [counted(replicas, 'fresh process', 'fresh processes')] : []),
    ...describeLeftOut(report),
    `confidence ${report.confidence}`,
    ...(report.commit ? [`commit ${describeCommit(report.commit)}`] : []),
    duration(report.durationMs),
    ...(audit === '' ? [] : [audit]),
  ];
  return wrap(parts.join(' · '), width).map(ink.dim);
}

/**
 * Explains why rounds stopped: all intervals are as narrow as requested, there are enough rounds, or the budget is
 * spent.
 */
function whyStopped({ strategies, plan }: Report): string {
  const parallel = strategies.filter((result) => result.name !== 'serial');
  const isPrecise = parallel.every(({ speedup, rounds }) => {
    const [low, high] = speedup.ci95;
    return rounds.length >= plan.rounds.min && high - low <= plan.precision * speedup.value;
  });
  if (isPrecise) return 'precise enough';
  const most = Math.max(...strategies.map((result) => result.rounds.length));
  return most >= plan.rounds.max ? 'the maximum' : 'until the budget was spent';
}

function formatLocation({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}
