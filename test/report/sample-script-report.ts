import type { Machine } from '../../src/model/measurement.ts';
import type { RecordedProfile, RecordedThread, RecordedTimes } from '../../src/model/script-recording.ts';
import type { ScriptReport } from '../../src/model/script-report.ts';
import { buildScriptReport, type ScriptRun } from '../../src/report/script/build-script-report.ts';
import { sampleReports } from './sample-report.ts';

/** Duration of the run. */
export const WALL_MS = 1_000;
const machine: Machine | null = sampleReports.cpuBound.machine && {
  ...sampleReports.cpuBound.machine,
  ...{ platform: 'linux', availableParallelism: 4, cpuQuota: null },
};

export const noTimes: RecordedTimes = {
  ...{ cpuMs: 0, runQueueMs: 0, bootCpuMs: 0, bootRunQueueMs: 0, idleMs: 0, gcMs: 0, lockMs: 0 },
  ...{ parkedMs: 0, syncMs: 0, cloneOutMs: 0, cloneInMs: 0, loadedMs: null },
};

/** A thread that lives for the whole run unless said otherwise. */
export function thread(
  threadId: number,
  times: Partial<RecordedTimes>,
  more: Partial<RecordedThread> = {},
): RecordedThread {
  return {
    ...{ pid: 10, threadId, parent: threadId === 0 ? null : { pid: 10, threadId: 0 }, hasChannel: false },
    ...{ script: '/app/worker.js', createdAt: threadId === 0 ? null : { file: '/app/main.js', line: 7, column: 3 } },
    ...{ createdMs: threadId === 0 ? null : 0, startedMs: 0, lastSeenMs: WALL_MS, endedMs: WALL_MS, exitCode: 0 },
    ...{ stopped: false, nodeVersion: 'v24.0.0', times: { ...noTimes, ...times } },
    ...{ messages: { in: 10, out: 10, bytesIn: null }, tasks: { count: 0, sumMs: 0, longestMs: 0, sample: [] } },
    ...{
      queued: { count: 0, sumMs: 0, longestMs: 0 },
      functions: [],
      timeline: null,
      loopDelay: null,
      heapBytes: 0,
      rssBytes: 0,
      processCpuMs: null,
      kernel: null,
    },
    ...more,
  };
}

export function reportOf(threads: RecordedThread[], more: Partial<ScriptRun> = {}): ScriptReport {
  return buildScriptReport({
    ...{ startedAt: '2026-01-01T00:00:00.000Z', durationMs: WALL_MS, outcome: { status: 'completed' } },
    ...{ command: ['node', 'app.js'], cwd: '/app', ending: { how: 'exited', code: 0, signal: null } },
    ...{ commit: null, machine, neighbours: [], coreUsage: null, recording: { threads, missing: [] } },
    ...{ endedMs: WALL_MS, scaling: [], cpuProfiles: [], profiles: [], hasLostProfiles: false, ...more },
  });
}

/** Calls of a worker: `resize` in a loop, which calls a package and native code. */
const sampleCalls: [name: string, url: string, children: number[], ms: number][] = [
  ['(root)', '', [2, 8, 9], 0],
  ['onMessage', 'file:///app/src/worker.js', [3, 7], 4],
  ['resize', 'file:///app/src/resize.js', [4, 5, 6], 120],
  ['lanczos', 'file:///app/node_modules/lanczos/index.js', [], 90],
  ['', 'file:///app/src/resize.js', [], 30],
  ['set', '', [], 20],
  ['crop', 'file:///app/src/crop.js', [], 60],
  ['(garbage collector)', '', [], 15],
  ['(idle)', '', [], 200],
];

/** CPU profiles of the workers 1 to 3. */
export const sampleProfiles: RecordedProfile[] = [1, 2, 3].map((threadId) => ({
  ...{ pid: 10, threadId },
  nodes: sampleCalls.map(([functionName, url, children], index) => ({
    id: index + 1,
    callFrame: { functionName, url, lineNumber: 9 + index },
    children,
  })),
  samples: sampleCalls.map((_, index) => index + 1),
  // A sample lasts until the next one.
  timeDeltas: [0, ...sampleCalls.map(([, , , ms]) => (ms * 1_000) / threadId)],
}));
