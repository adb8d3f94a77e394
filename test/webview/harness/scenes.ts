import type { Page } from 'playwright-core';
import { emptyMeasurement } from '../../../src/engine/run/empty-measurement.ts';
import type { HistoryEntry } from '../../../src/model/history.ts';
import { chunkSizeOf, type Report } from '../../../src/model/report.ts';
import type { RunEvent } from '../../../src/model/run-event.ts';
import type { ScriptReport } from '../../../src/model/script-report.ts';
import { compareLines } from '../../../src/report/compare-lines.ts';
import { compareReports } from '../../../src/report/compare-reports.ts';
import { compareScripts } from '../../../src/report/script/compare-scripts.ts';
import { describeProgress } from '../../../src/report/script/describe-progress.ts';
import { writeShortScriptVerdict } from '../../../src/report/script/write-script-verdict.ts';
import { startRun, usualLimits } from '../../../src/report/run-state.ts';
import type { ToPanel } from '../../../webview/protocol.ts';
import { sampleLineSamples } from '../../report/sample-line-samples.ts';
import { sampleReports, starvedReport } from '../../report/sample-report.ts';
import { reportOf, sampleProfiles, thread } from '../../report/sample-script-report.ts';
import { simulatedReport } from '../simulated-report.ts';

/** A state of the page worth looking at. */
export interface Scene {
  name: string;
  themes: string[];
  widths: number[];
  messages: ToPanel[];
  embedded?: Report;
  /** Done before the picture is taken. */
  steps?: ((page: Page) => Promise<void>)[];
}

const report = simulatedReport();
const shown = (changed: Report): ToPanel => ({ type: 'report', report: changed, trusted: true });
const target = { name: report.target.name, location: report.target.location };

/** As if the processes were workers of a queue on two machines. */
const queueReport: Report = {
  ...report,
  farm: {
    ...{ redis: 'redis://build:6379', queue: 'parallel-profiler', isStartedHere: false, isLocal: false, probe: null },
    machines: ['build-1', 'build-2'].map((name) => ({ name, workers: 4 })),
    prediction: [2, 4].map((machines) => ({
      ...{ machines, cores: 4, workers: 4 * machines, chunkSize: 4, speedup: 3.6 * machines },
      ...{ low: 3.2 * machines, high: 3.8 * machines },
    })),
  },
  strategies: report.strategies.map((result) =>
    result.kind === 'pool' && result.name === 'processes'
      ? {
          ...result,
          name: 'bullmq',
          queue: { jobs: 12, jobMs: 45, costMs: 5.2, sentBytes: 48_000, receivedBytes: 9_000, bytesPerMs: 200 },
        }
      : result,
  ),
};

function liveMessages(): ToPanel[] {
  const configurations = report.strategies.map((result) => ({
    strategy: result.name,
    workers: result.workers,
    chunkSize: chunkSizeOf(result),
  }));
  const events: RunEvent[] = [
    ...(report.machine ? [{ type: 'machine' as const, machine: report.machine }] : []),
    { type: 'inputs', count: 48, preview: report.inputs.preview },
    { type: 'stage', stage: 'rounds', configuration: { strategy: 'threads', workers: 4, chunkSize: null } },
    { type: 'progress', fraction: 0.46, leftMs: 5400 },
    { type: 'output', stream: 'stdout', text: 'drawing 250000 samples\n' },
  ];
  for (let i = 0; i < 60; i++) {
    const busy = i < 20 ? 1 : i % 12 < 6 ? 2 : 4;
    events.push({
      type: 'cores',
      atMs: i * 100,
      ours: [0, 1, 2, 3].map((core) => (core < busy ? 0.9 + 0.1 * Math.sin(i + core) ** 2 : 0)),
      others: [0, 1, 2, 3].map((core) => 0.06 * Math.sin(i * 3 + core) ** 2),
    });
  }
  for (const strategy of report.strategies.slice(0, 5)) {
    events.push({
      type: 'measurement',
      measurement: {
        ...emptyMeasurement({ strategy: strategy.name, workers: strategy.workers, chunkSize: chunkSizeOf(strategy) }),
        chunkSize: chunkSizeOf(strategy),
        rounds: strategy.rounds.slice(0, 3),
      },
    });
  }
  return [
    { type: 'run', run: startRun({ target, configurations, budgetSeconds: 10 }, usualLimits) },
    { type: 'live', events },
  ];
}

const idle = (atMs: number): number[] => Array.from({ length: 50 }, (_, bin) => (bin * 20 < atMs ? 0 : 1));
const scriptThreads = [0, 1, 2, 3].map((id) =>
  thread(
    id,
    { cpuMs: id === 0 ? 60 : 700 - 120 * id, idleMs: 300 },
    {
      tasks: { count: id === 0 ? 0 : 14 - id, sumMs: id === 0 ? 0 : 700, longestMs: 90, sample: [] },
      endedMs: id === 3 ? 620 : null,
      queued: { count: id === 0 ? 36 : 0, sumMs: 420, longestMs: 88 },
      functions: id === 0 ? [] : [{ file: '/app/src/resize.js', name: 'resize', calls: 8 }],
      kernel: {
        ...{ cpuMs: id === 0 ? 60 : 700 - 120 * id, runQueueMs: 40, lastMs: 1_000, binMs: 20 },
        onCore: idle(id * 60).map((share, bin) => share * (id === 0 ? 1 : 12 + ((bin * 7 + id) % 8))),
        waiting: idle(id * 60).map((share, bin) => share * ((bin + id) % 9 === 0 ? 6 : 0)),
      },
    },
  ),
);
const scriptReport = reportOf(scriptThreads, {
  profiles: sampleProfiles,
  cpuProfiles: [2, 1, 3, 0].map((id) => `/profiles/CPU.20260101.120000.10.${id}.cpuprofile`),
});
const slowScriptReport: ScriptReport = {
  ...reportOf(
    scriptThreads.map((each) => (each.threadId === 0 ? each : thread(each.threadId, { cpuMs: 150, idleMs: 850 }))),
  ),
  ...{ wallMs: 2_400, startedAt: '2025-12-24T08:00:00.000Z' },
};
const earlierScripts: ToPanel = {
  type: 'history',
  history: {
    entries: [scriptReport, slowScriptReport].map((each, index) => ({
      ...{ id: `script-${index}`, kind: 'script', file: each.cwd, name: each.command.join(' ') },
      ...{ startedAt: each.startedAt, commit: null, inputs: `${each.wallMs} ms`, bytes: 9_000, baseline: index === 1 },
      ...{ result: writeShortScriptVerdict(each), status: 'completed', confidence: null },
    })),
    ...{ shown: 'script-0', notice: null },
  },
};
const progress = describeProgress({ threads: scriptThreads, missing: [] }, scriptReport.command, 1_000, null);

function withFailures(original: Report): Report {
  const failures = [3, 17].map((item) => ({
    item,
    input: `{ seed: ${item}, samples: -1 }`,
    error: {
      name: 'RangeError',
      message: 'Expected a positive number of samples, found -1.',
      stack:
        'RangeError: Expected a positive number of samples, found -1.\n    at estimatePi (/home/ada/projects/pi/src/monte-carlo.ts:19:11)',
    },
  }));
  return {
    ...original,
    strategies: original.strategies.map((strategy) => ({ ...strategy, failures, failedItems: failures.length })),
  };
}

/** Runs of the function on other days; `shown` is the newest. */
function earlierRuns(count: number): ToPanel {
  const entries = Array.from({ length: count }, (_, i): HistoryEntry => ({
    id: `run-${i}`,
    file: report.target.file,
    name: report.target.name,
    startedAt: new Date(Date.UTC(2026, 10, 21 - i, 9, 30 - i)).toISOString(),
    commit: i % 3 === 2 ? null : { id: `${i}f2a91c0de4b7a6f5e4d3c2b1a09f8e7d6c5b4a3`, dirty: i % 2 === 0 },
    inputs: '48 items from the @inputs tag at line 21: range(48).map((seed) => ({ seed, samples: 250_000 }))',
    result: i === 3 ? 'not compared' : `${(3.3 - i / 10).toFixed(1)}x with 4 threads`,
    status: i === 3 ? 'cancelled' : 'completed',
    confidence: i === 1 ? 'low' : 'high',
    bytes: 1000,
    baseline: i === 2,
  }));
  return { type: 'history', history: { entries, shown: 'run-0', notice: null } };
}

const slower = simulatedReport({ taskMs: 55, workerCounts: [1, 2, 4], cloneMs: 3 });
const comparison: ToPanel = {
  type: 'comparison',
  comparison: compareReports(
    {
      ...slower,
      startedAt: '2026-03-12T09:28:00.000Z',
      commit: { id: '2f2a91c0de4b7a6f5e4d3c2b1a09f8e7d6c5b4a3', dirty: true },
      findings: sampleReports.resultsDiffer.findings.slice(0, 1),
      machine: slower.machine && { ...slower.machine, nodeVersion: 'v22.11.0' },
    },
    { ...report, commit: { id: '0f2a91c0de4b7a6f5e4d3c2b1a09f8e7d6c5b4a3', dirty: false } },
  ),
};
const sameAgain: ToPanel = {
  type: 'comparison',
  comparison: compareReports(report, { ...report, startedAt: '2026-03-15T09:28:00.000Z' }),
};

const withHotLines: Report = {
  ...report,
  hotLines: compareLines(sampleLineSamples(), { name: 'threads' }) ?? [],
  cpuProfiles: ['serial', 'threads-2.main', 'threads-2.worker-0', 'threads-2.worker-1'].map(
    (label) => `/profiles/1f0a/estimatePi.${label}.cpuprofile`,
  ),
};
const openTab =
  (heading: string) =>
  async (page: Page): Promise<void> => {
    await page.locator('vscode-panel-tab', { hasText: heading }).click();
  };

const allThemes = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

export const scenes: Scene[] = [
  { name: 'report', themes: allThemes, widths: [1200, 400], messages: [shown(report)] },
  {
    name: 'hot-lines',
    themes: allThemes,
    widths: [1200, 420],
    messages: [shown(withHotLines)],
    steps: [openTab('Hot lines')],
  },
  {
    name: 'hot-lines-offer',
    themes: ['light'],
    widths: [1200],
    messages: [shown(report)],
    steps: [openTab('Hot lines')],
  },
  { name: 'queue', themes: ['light'], widths: [1200, 420], messages: [shown(queueReport)] },
  { name: 'history', themes: allThemes, widths: [1200, 400], messages: [shown(report), earlierRuns(12)] },
  {
    name: 'history-first',
    themes: ['light'],
    widths: [1200],
    messages: [
      shown(report),
      {
        type: 'history',
        history: {
          entries: [],
          shown: null,
          notice: 'The list of earlier runs was damaged. It was made again from 2 reports.',
        },
      },
    ],
  },
  { name: 'comparison', themes: allThemes, widths: [1200, 420], messages: [shown(report), comparison] },
  { name: 'comparison-same', themes: ['dark'], widths: [1200], messages: [sameAgain] },
  {
    name: 'comparison-nothing',
    themes: ['light'],
    widths: [1200],
    messages: [{ type: 'comparison', comparison: compareReports(sampleReports.failed, report) }],
  },
  {
    name: 'many-cores',
    themes: ['dark'],
    widths: [1200],
    messages: [
      shown(
        simulatedReport({
          cores: 32,
          workerCounts: [1, 2, 4, 8, 16, 32, 64],
          items: 4000,
          taskMs: 4,
          cloneMs: 0.02,
          otherLoad: 0.01,
        }),
      ),
    ],
  },
  { name: 'live', themes: ['dark', 'light'], widths: [1200, 400], messages: liveMessages() },
  { name: 'live-begin', themes: ['dark'], widths: [1200], messages: liveMessages().slice(0, 1) },
  {
    name: 'script',
    themes: allThemes,
    widths: [1200, 400],
    messages: [{ type: 'script', report: scriptReport, trusted: true }, earlierScripts],
  },
  {
    name: 'script-compared',
    themes: ['dark', 'light'],
    widths: [1200, 400],
    messages: [{ type: 'scriptComparison', comparison: compareScripts(slowScriptReport, scriptReport) }],
  },
  { name: 'script-live', themes: allThemes, widths: [1200, 400], messages: [{ type: 'scriptRun', progress }] },
  { name: 'failed', themes: ['dark', 'light'], widths: [1200, 400], messages: [shown(sampleReports.failed)] },
  { name: 'cancelled', themes: ['dark'], widths: [1200], messages: [shown(sampleReports.cancelled)] },
  {
    name: 'waiting',
    themes: ['light', 'high-contrast'],
    widths: [1200, 420],
    messages: [shown(sampleReports.ioBound)],
    steps: [async (page) => page.locator('.strategies tbody tr', { hasText: 'promises, 8' }).first().click()],
  },
  { name: 'estimated', themes: ['dark', 'light'], widths: [1200, 400], messages: [shown(starvedReport(0.4))] },
  { name: 'too-fine', themes: ['dark'], widths: [1200], messages: [shown(sampleReports.tooFine)] },
  {
    name: 'results-differ',
    themes: ['high-contrast-light'],
    widths: [1200],
    messages: [shown(sampleReports.resultsDiffer)],
  },
  { name: 'items-failed', themes: ['dark'], widths: [1200], messages: [shown(withFailures(report))] },
  { name: 'empty', themes: ['light'], widths: [1200], messages: [{ type: 'empty' }] },
  {
    name: 'problem',
    themes: ['dark'],
    widths: [1200],
    messages: [
      {
        type: 'problem',
        target,
        message:
          'Expected Node.js 20.12+ or 22+, found v16.20.2 at /usr/bin/node. Set "parallelProfiler.nodePath" to a newer one.',
      },
    ],
  },
  {
    name: 'declined',
    themes: ['light'],
    widths: [1200],
    messages: [
      {
        type: 'problem',
        target,
        message: 'Its side effects were not confirmed.',
        isDeclined: true,
      },
    ],
  },
  {
    name: 'unreadable',
    themes: ['light'],
    widths: [1200],
    messages: [{ type: 'unreadable', message: 'pi.parallel.json: The file is empty.' }],
  },
  { name: 'standalone', themes: ['dark'], widths: [1200], messages: [], embedded: report },
];
