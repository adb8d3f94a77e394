import type { Report } from '../../model/report.ts';
import { describeInputs } from '../describe-inputs.ts';
import { describeStrategy } from '../describe-strategy.ts';
import { counted, duration, ratio } from '../numbers-in-words.ts';
import { joinVerdict } from '../write-verdict.ts';

/** A few lines to paste into a message: the verdict, the numbers per strategy, the machine. */
export function formatSummary(report: Report): string {
  const numbers = report.strategies
    .filter((result) => result.name !== 'serial')
    .map((result) => `${describeStrategy(result)} ${ratio(result.speedup.value)}`);
  const serial = report.strategies.find((result) => result.name === 'serial');
  const problems = report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const { machine } = report;
  return [
    joinVerdict(report.verdict),
    ...(serial
      ? [`Serial ${duration(serial.wallMs.median)}; ${numbers.join(', ') || 'nothing else was measured'}.`]
      : []),
    ...(report.recommendation ? [report.recommendation.reason] : []),
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
