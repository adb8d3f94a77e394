import type { Report } from '../../model/report.ts';
import { describeInputs } from '../describe-inputs.ts';
import { describeStrategy } from '../describe-strategy.ts';
import { confidenceInterval, counted, duration, ratio } from '../numbers-in-words.ts';
import { conclusionOf, joinVerdict, outcomeLabels } from '../write-verdict.ts';

/** A few lines to paste into a message: the verdict, the numbers per strategy, the machine. */
export function formatSummary(report: Report): string {
  const numbers = report.strategies
    .filter((result) => result.kind !== 'baseline')
    .map((result) => `${describeStrategy(result)} ${ratio(result.speedup.value)} (${confidenceInterval(result)})`);
  const serial = report.strategies.find((result) => result.name === 'serial');
  const problems = report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const { machine } = report;
  return [
    `${outcomeLabels[conclusionOf(report).outcome]}. ${joinVerdict(report.verdict)}`,
    ...(serial
      ? [`Serial ${duration(serial.wallMs.median)}; ${numbers.join(', ') || 'no parallel strategy was measured'}.`]
      : []),
    ...(problems.length > 0
      ? [`${counted(problems.length, 'problem')}: ${problems.map(({ code }) => code).join(', ')}.`]
      : []),
    `${describeInputs(report.inputs)}.`,
    ...(machine
      ? [`Node ${machine.nodeVersion}, ${machine.cpuModel.trim()}, ${counted(machine.availableParallelism, 'core')}.`]
      : []),
    '',
  ].join('\n');
}
