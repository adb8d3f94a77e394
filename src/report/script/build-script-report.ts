import { sum } from '../../math/median.ts';
import type { CoreSamples, Machine, Neighbour } from '../../model/measurement.ts';
import type { Outcome } from '../../model/report.ts';
import type { RecordedProfile, ScriptRecording } from '../../model/script-recording.ts';
import type {
  ScalingPoint,
  ScriptAccount,
  ScriptEnding,
  ScriptReport,
  ScriptThread,
} from '../../model/script-report.ts';
import { withMessage } from '../describe-finding.ts';
import { sortBySeverity } from '../findings/sort-by-severity.ts';
import { buildFlames } from './build-flames.ts';
import { buildThreads } from './build-threads.ts';
import { findInScript } from './find-in-script.ts';
import { findTaskFunctions } from './find-task-functions.ts';
import { writeScriptVerdict } from './write-script-verdict.ts';

/** Results of one run of a command. */
export interface ScriptRun {
  startedAt: string;
  durationMs: number;
  outcome: Outcome;
  command: string[];
  cwd: string;
  ending: ScriptEnding;
  commit: ScriptReport['commit'];
  machine: Machine | null;
  neighbours: Neighbour[];
  coreUsage: CoreSamples | null;
  recording: ScriptRecording;
  /** Since the origin of the recording. */
  endedMs: number;
  scaling: ScalingPoint[];
  cpuProfiles: string[];
  profiles: RecordedProfile[];
  /** Whether killed processes may have left no CPU profile. */
  hasLostProfiles: boolean;
}

/** Builds the report of a command from what was recorded. */
export function buildScriptReport(run: ScriptRun): ScriptReport {
  const { recording, endedMs } = run;
  const { threads, wallMs } = buildThreads(recording, endedMs);
  const workers = threads.filter(({ role }) => role === 'worker');
  const peakWorkers = mostAtOnce(workers);
  const processCpu = recording.threads.map(({ processCpuMs }) => processCpuMs).filter((ms) => ms !== null);
  const report: ScriptReport = {
    ...{ version: 2, kind: 'script', startedAt: run.startedAt, durationMs: run.durationMs, outcome: run.outcome },
    ...{ command: run.command, cwd: run.cwd, ending: run.ending, commit: run.commit ?? null },
    ...{ machine: run.machine, neighbours: run.neighbours, wallMs },
    effectiveParallelism: wallMs > 0 ? sum(threads.map(({ onCoreMs }) => onCoreMs)) / wallMs : 0,
    coresUsed: processCpu.length > 0 && wallMs > 0 ? sum(processCpu) / wallMs : null,
    processes: threads.filter(({ kind }) => kind === 'process').length,
    ...{ workers: workers.length, peakWorkers, account: accountOf(workers, peakWorkers, wallMs), threads },
    taskFunctions: findTaskFunctions(recording.threads),
    ...{ coreUsage: run.coreUsage, scaling: run.scaling, findings: [], verdict: [], cpuProfiles: run.cpuProfiles },
    flames: buildFlames(run.profiles, threads),
    limits: limitsOf(run),
  };
  const found = { ...report, findings: sortBySeverity(findInScript(report).map(withMessage)) };
  return { ...found, verdict: writeScriptVerdict(found) };
}

function accountOf(workers: readonly ScriptThread[], peak: number, wallMs: number): ScriptAccount | null {
  if (workers.length === 0) return null;
  const total = (pick: (thread: ScriptThread) => number): number => sum(workers.map(pick));
  const capacityMs = peak * wallMs;
  return {
    ...{ workers: peak, capacityMs },
    workMs: total(({ workMs }) => workMs),
    cloneInMs: total(({ cloneInMs }) => cloneInMs),
    cloneOutMs: total(({ cloneOutMs }) => cloneOutMs),
    runQueueMs: total(({ runQueueMs }) => runQueueMs),
    startupMs: total(({ startupMs }) => startupMs),
    blockedMs: total(({ blockedMs }) => blockedMs),
    idleMs: total(({ idleMs }) => idleMs),
    absentMs: Math.max(0, capacityMs - total(({ startMs, endMs }) => endMs - startMs)),
    unaccountedMs: total(({ unaccountedMs }) => unaccountedMs),
    gcMs: total(({ gcMs }) => gcMs),
  };
}

function mostAtOnce(workers: readonly ScriptThread[]): number {
  const changes = workers
    .flatMap(({ startMs, endMs }) => [
      { atMs: startMs, by: 1 },
      { atMs: endMs, by: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

function limitsOf({ recording, machine, hasLostProfiles }: ScriptRun): string[] {
  const { threads, missing } = recording;
  const unrecorded = threads.filter(({ times }) => times === null).length;
  const uncounted = threads.some(({ kernel, times }) => kernel === null && times?.runQueueMs === null);
  return [
    ...(hasLostProfiles ? ['Processes that were stopped by a signal wrote no CPU profile.'] : []),
    ...missing.map((what) => `This version of Node does not show ${what}.`),
    ...(unrecorded > 0
      ? [
          `${unrecorded} of ${threads.length} threads ended before they were recorded, or exceed the 64 that are recorded.`,
        ]
      : []),
    ...(uncounted && machine?.platform !== 'linux'
      ? ['This system does not count how long a thread waits for a core; the wait is part of other times.']
      : []),
  ];
}
