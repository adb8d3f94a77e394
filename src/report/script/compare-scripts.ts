import type { ScriptChange, ScriptComparison } from '../../model/script-comparison.ts';
import type { ScriptAccount, ScriptReport } from '../../model/script-report.ts';
import { busy, counted, duration, percent } from '../numbers-in-words.ts';

/** Differences of the wall time that two runs of the same code show as a rule. */
const NOTABLE = 0.1;

/** Compares two reports of a command. */
export function compareScripts(before: ScriptReport, after: ScriptReport): ScriptComparison {
  const codes = (report: ScriptReport): Set<string> => new Set(report.findings.map(({ code }) => code));
  const [known, found] = [codes(before), codes(after)];
  return {
    ...{ version: 2, kind: 'script' },
    before: { command: before.command, startedAt: before.startedAt },
    after: { command: after.command, startedAt: after.startedAt },
    changes: Object.entries(figures).map(([figure, read]) => ({
      figure: figure as ScriptChange['figure'],
      before: read(before),
      after: read(after),
    })),
    findings: {
      appeared: after.findings.filter(({ code }) => !known.has(code)),
      gone: before.findings.filter(({ code }) => !found.has(code)),
    },
    warnings: findWarnings(before, after),
    verdict: [{ role: 'answer', text: answer(before, after) }],
  };
}

const figures: Record<ScriptChange['figure'], (report: ScriptReport) => number | null> = {
  wallMs: ({ wallMs }) => wallMs,
  effectiveParallelism: ({ effectiveParallelism }) => effectiveParallelism,
  coresUsed: ({ coresUsed }) => coresUsed,
  peakWorkers: ({ peakWorkers }) => peakWorkers,
  workShare: shareOf(({ workMs }) => workMs),
  cloneShare: shareOf(({ cloneInMs, cloneOutMs }) => cloneInMs + cloneOutMs),
  waitShare: shareOf(({ runQueueMs }) => runQueueMs),
  idleShare: shareOf(({ idleMs }) => idleMs),
  startupShare: shareOf(({ startupMs }) => startupMs),
};

function shareOf(pick: (account: ScriptAccount) => number): (report: ScriptReport) => number | null {
  return ({ account }) => account && pick(account) / account.capacityMs;
}

function answer({ wallMs: before }: ScriptReport, { wallMs: after }: ScriptReport): string {
  const change = before > 0 ? after / before - 1 : 0;
  const times = `${duration(before)} before, ${duration(after)} after`;
  if (Math.abs(change) < NOTABLE) return `Same wall time within 10%: ${times}.`;
  return `The command takes ${percent(Math.abs(change))} ${change > 0 ? 'more' : 'less'} time: ${times}.`;
}

function findWarnings(before: ScriptReport, after: ScriptReport): string[] {
  const cores = [before, after].map(({ machine }) => machine?.availableParallelism ?? null);
  const [first, second] = cores;
  const isWhole = ({ ending }: ScriptReport): boolean => ending.how === 'exited' && ending.code === 0;
  return [
    ...(before.command.join(' ') === after.command.join(' ')
      ? []
      : [`Different commands: ${before.command.join(' ')} before, ${after.command.join(' ')} after.`]),
    ...(first && second && first !== second
      ? [`Different machines: ${counted(first, 'core')} before, ${counted(second, 'core')} after.`]
      : []),
    ...(isWhole(before) ? [] : ['The run before did not finish.']),
    ...(isWhole(after) ? [] : ['The run after did not finish.']),
    'Each report holds one run, so small differences may be noise.',
  ];
}

/** The name of a figure, and how its value is written. */
export const figureWords: Record<ScriptChange['figure'], { label: string; write: (value: number) => string }> = {
  wallMs: { label: 'wall time', write: duration },
  effectiveParallelism: { label: 'effective parallelism', write: busy },
  coresUsed: { label: 'cores in use', write: busy },
  peakWorkers: { label: 'workers at the same time', write: String },
  workShare: { label: 'working', write: percent },
  cloneShare: { label: 'copying messages', write: percent },
  waitShare: { label: 'waiting for a core', write: percent },
  idleShare: { label: 'idle', write: percent },
  startupShare: { label: 'start-up', write: percent },
};
