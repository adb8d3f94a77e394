import type { VerdictPart } from '../../model/report.ts';
import type { ScriptAccount, ScriptReport } from '../../model/script-report.ts';
import { busy, counted, duration, percent } from '../numbers-in-words.ts';

/** The parts of the account in the order in which they are shown, with their names. */
export const accountParts: readonly { part: keyof ScriptAccount; label: string; meaning: string }[] = [
  { part: 'workMs', label: 'working', meaning: 'on a core' },
  { part: 'cloneInMs', label: 'clone in', meaning: 'deserializing messages' },
  { part: 'cloneOutMs', label: 'clone out', meaning: 'serializing messages' },
  { part: 'runQueueMs', label: 'waiting for a core', meaning: 'runnable without a core' },
  { part: 'blockedMs', label: 'blocked', meaning: 'in locks and synchronous child processes' },
  { part: 'startupMs', label: 'start-up', meaning: 'until the first task' },
  { part: 'idleMs', label: 'idle', meaning: 'without a task' },
  { part: 'absentMs', label: 'not running', meaning: 'before the start and after the end of a worker' },
  { part: 'unaccountedMs', label: 'unaccounted', meaning: 'synchronous I/O and native code' },
];

/** The answer for a command: how parallel it is, and what holds its workers back. */
export function writeScriptVerdict(report: ScriptReport): VerdictPart[] {
  const { account, effectiveParallelism, machine, peakWorkers, outcome, threads } = report;
  if (outcome.status === 'failed') return [{ role: 'status', text: outcome.message }];
  if (threads.length === 0)
    return [
      ...statusOf(report),
      { role: 'answer', text: 'No Node.js process was recorded.' },
      { role: 'detail', text: 'The command started none, or its recording was deleted.' },
    ];
  const available = machine ? ` of ${counted(machine.availableParallelism, 'core')}` : '';
  const answer =
    account === null
      ? `No workers: ${busy(effectiveParallelism)}${available} in use on average.`
      : `Effective parallelism ${busy(effectiveParallelism)} with ${counted(peakWorkers, 'worker')}${available === '' ? '' : ` on ${counted(machine?.availableParallelism ?? 1, 'core')}`}.`;
  return [
    ...statusOf(report),
    { role: 'answer', text: answer },
    ...(account === null ? [] : [{ role: 'detail' as const, text: largestLoss(account) }]),
  ];
}

/** The answer for a command in a few words: `effective parallelism 1.8, 4 workers`. */
export function writeShortScriptVerdict({ effectiveParallelism, peakWorkers, account }: ScriptReport): string {
  const cores = `effective parallelism ${busy(effectiveParallelism)}`;
  return account === null ? `${cores}, no workers` : `${cores}, ${counted(peakWorkers, 'worker')}`;
}

function statusOf({ ending }: ScriptReport): VerdictPart[] {
  if (ending.how === 'time-limit')
    return [{ role: 'status', text: `Stopped at the time limit of ${duration(ending.seconds * 1_000)}.` }];
  if (ending.how === 'interrupted') return [{ role: 'status', text: 'Interrupted.' }];
  if (ending.signal !== null) return [{ role: 'status', text: `The command was ended by ${ending.signal}.` }];
  return ending.code === 0 ? [] : [{ role: 'status', text: `The command failed with exit code ${ending.code ?? 1}.` }];
}

function largestLoss(account: ScriptAccount): string {
  const shares = accountParts
    .map(({ part, label }) => ({ part, label, share: account[part] / account.capacityMs }))
    .filter(({ part }) => part !== 'workMs')
    .sort((a, b) => b.share - a.share);
  const work = `Workers work ${percent(account.workMs / account.capacityMs)} of the time`;
  const [first] = shares;
  return !first || first.share < 0.02
    ? `${work}.`
    : `${work}; the largest loss is ${percent(first.share)} ${first.label}.`;
}
