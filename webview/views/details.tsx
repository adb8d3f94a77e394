import type { Machine } from '../../src/model/measurement.ts';
import type { Spread } from '../../src/model/report.ts';
import { commandLine } from '../../src/report/command-line.ts';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { describeAudit } from '../../src/report/describe-effects.ts';
import { describeLeftOut } from '../../src/report/describe-left-out.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { bytes, counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { Button } from './button.tsx';
import { Section } from './section.tsx';
import type { ViewContext } from './view-context.ts';

const NODE_SOURCES: Record<Machine['nodeSource'], string> = {
  setting: 'from the setting',
  path: 'from the PATH',
  editor: "the editor's own",
  self: 'the one that ran the profiler',
};

type Row = [name: string, value: string] | null;

function machineRows(machine: Machine): Row[] {
  const cores = [
    counted(machine.logicalCores, 'logical core'),
    machine.physicalCores === null ? null : `${machine.physicalCores} physical`,
    machine.availableParallelism === machine.logicalCores ? null : `${machine.availableParallelism} usable`,
    machine.cpuQuota === null ? null : `quota ${machine.cpuQuota}`,
  ];
  return [
    ['Node', `${machine.nodeVersion}, ${NODE_SOURCES[machine.nodeSource]}`],
    ['Processor', machine.cpuModel],
    ['Cores', cores.filter((part) => part !== null).join(', ')],
    ['Memory', bytes(machine.memoryBytes)],
    ['System', `${machine.platform} ${machine.arch}`],
    machine.onBattery === true ? ['Power', 'on battery, which slows processors down'] : null,
    machine.loadAverage === null ? null : ['Load before', machine.loadAverage.toFixed(2)],
  ];
}

function spreadInWords({ within, between }: Spread): string {
  const parts = [
    within === null ? null : `${percent(within)} within a process`,
    between === null ? 'one process only' : `${percent(between)} between processes`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function list(rows: Row[]): HTMLElement {
  return (
    <dl>
      {rows
        .filter((row) => row !== null)
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function runRows({ report }: ViewContext): Row[] {
  const headline = findHeadline(report);
  const spread = headline?.spread ?? null;
  const leftOut = describeLeftOut(report);
  const audit = describeAudit(report);
  return [
    ['Began', new Date(report.startedAt).toLocaleString()],
    ['Took', `${duration(report.durationMs)} of a budget of ${duration(report.plan.budgetSeconds * 1000)}`],
    ['Inputs', `${counted(report.inputs.count, 'item')}: ${report.inputs.expression ?? report.inputs.file ?? ''}`],
    report.commit ? ['Commit', describeCommit(report.commit)] : null,
    report.inputs.preview.length > 0 ? ['First items', report.inputs.preview.join(', ')] : null,
    headline
      ? [
          'Rounds',
          `${headline.rounds.length} paired, ${counted(headline.spread.replicas, 'fresh process', 'fresh processes')} (${strategyLabel(headline, report)})`,
        ]
      : null,
    leftOut.length > 0 ? ['Left out', leftOut.join('; ')] : null,
    audit === '' ? null : ['Side effects', audit],
    spread ? ['Spread', spreadInWords(spread)] : null,
    ['Requested precision', `\u00b1${percent(report.plan.precision / 2)} of each speedup`],
    ['Seed', String(report.plan.seed)],
    report.cpuProfiles.length > 0 ? ['CPU profiles', counted(report.cpuProfiles.length, 'file')] : null,
    report.output.total > 0
      ? ['Printed', `${counted(report.output.total, 'line')}: ${report.output.lines.slice(0, 3).join(' / ')}`]
      : null,
  ];
}

/** Everything needed to reproduce the run, with the command line for it. */
export function detailsView(context: ViewContext): HTMLElement {
  const { report, host } = context;
  const line = commandLine(report);
  return (
    <Section name="details" heading="How it was measured">
      <div class="columns even">
        {list(runRows(context))}
        {report.machine && list(machineRows(report.machine))}
      </div>
      <div class="command-line">
        <pre tabindex={0} aria-label="The same in a terminal">
          {line}
        </pre>
        {host.present && (
          <Button icon="copy" onClick={() => host.send({ type: 'copyCommandLine' })}>
            Copy
          </Button>
        )}
      </div>
    </Section>
  );
}
