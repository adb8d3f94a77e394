import { mean, sum } from '../../math/median.ts';
import type { ScriptChange, ScriptComparison } from '../../model/script-comparison.ts';
import type { ScriptAccount, ScriptReport } from '../../model/script-report.ts';
import { busy, counted, duration, percent } from '../numbers-in-words.ts';

/** Differences of the wall time that two runs of the same code show as a rule. */
const NOTABLE = 0.1;
/** Of the workers' time. */
const NOTABLE_SHARE = 0.05;

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
    verdict: [
      { role: 'answer', text: answer(before, after) },
      ...details(before, after).map((text) => ({ role: 'detail' as const, text })),
    ],
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
  blockedShare: shareOf(({ blockedMs }) => blockedMs),
  startupShare: shareOf(({ startupMs }) => startupMs),
  workerOnCoreMs: (report) => {
    const times = onCoreOf(report);
    return times.length > 0 ? mean(times) : null;
  },
  busiestWorkerMs: (report) => {
    const times = onCoreOf(report);
    return times.length > 0 ? Math.max(...times) : null;
  },
  taskMs: ({ threads }) => {
    const tasks = threads.flatMap((thread) => (thread.tasks ? [thread.tasks] : []));
    const count = sum(tasks.map((task) => task.count));
    return count > 0 ? sum(tasks.map((task) => task.count * task.meanMs)) / count : null;
  },
};

function onCoreOf({ threads }: ScriptReport): number[] {
  return threads.filter(({ role }) => role === 'worker').map(({ onCoreMs }) => onCoreMs);
}

function shareOf(pick: (account: ScriptAccount) => number): (report: ScriptReport) => number | null {
  return ({ account }) => account && pick(account) / account.capacityMs;
}

function answer({ wallMs: before }: ScriptReport, { wallMs: after }: ScriptReport): string {
  const change = before > 0 ? after / before - 1 : 0;
  const times = `${duration(before)} before, ${duration(after)} after`;
  if (Math.abs(change) < NOTABLE) return `Same wall time within 10%: ${times}.`;
  return `The command takes ${percent(Math.abs(change))} ${change > 0 ? 'more' : 'less'} time: ${times}.`;
}

/** The figures that explain the wall time, where they differ notably. */
function details(before: ScriptReport, after: ScriptReport): string[] {
  const [parallelBefore, parallelAfter] = [before.effectiveParallelism, after.effectiveParallelism];
  const changed =
    Math.abs(parallelAfter - parallelBefore) >= Math.max(NOTABLE * parallelBefore, 0.05)
      ? [
          `Effective parallelism ${parallelAfter > parallelBefore ? 'rose' : 'fell'} from ${busy(parallelBefore)} to ${busy(parallelAfter)}.`,
        ]
      : [];
  const moved = explained
    .map(({ figure, words }) => ({ words, from: figures[figure](before), to: figures[figure](after) }))
    .filter(({ from, to }) => from !== null && to !== null && Math.abs(to - from) >= NOTABLE_SHARE)
    .sort((a, b) => Math.abs((b.to ?? 0) - (b.from ?? 0)) - Math.abs((a.to ?? 0) - (a.from ?? 0)));
  return [
    ...changed,
    ...moved
      .slice(0, 2)
      .map(({ words, from, to }) => `Workers ${words} ${percent(to ?? 0)} of the time, ${percent(from ?? 0)} before.`),
  ];
}

const explained: readonly { figure: ScriptChange['figure']; words: string }[] = [
  { figure: 'workShare', words: 'work' },
  { figure: 'cloneShare', words: 'copy messages' },
  { figure: 'waitShare', words: 'wait for a core' },
  { figure: 'idleShare', words: 'are idle' },
  { figure: 'blockedShare', words: 'are blocked' },
  { figure: 'startupShare', words: 'start up' },
];

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
  blockedShare: { label: 'blocked', write: percent },
  startupShare: { label: 'start-up', write: percent },
  workerOnCoreMs: { label: 'on a core per worker', write: duration },
  busiestWorkerMs: { label: 'on a core, busiest worker', write: duration },
  taskMs: { label: 'task', write: duration },
};
