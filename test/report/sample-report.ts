import type { Finding } from '../../src/model/finding.ts';
import type { Measurement } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport, type Run } from '../../src/report/build-report.ts';
import { sampleLineSamples } from './sample-line-samples.ts';
import { configurations, sampleMachine, sampleMeasurements, type SampleRun } from './sample-measurements.ts';

const file = '/workspace/src/monte-carlo.ts';

/** A run around the given measurements. */
export function sampleRun(change: Partial<SampleRun>, rest: Partial<Run> = {}): Run {
  const measurements = sampleMeasurements(change);
  const count = change.items ?? 64;
  return {
    startedAt: '2025-01-31T09:30:00.000Z',
    durationMs: 10_400,
    outcome: { status: 'completed' },
    target: {
      file,
      name: 'estimatePi',
      location: { file, line: 12, column: 17, endLine: 12, endColumn: 27 },
      async: false,
    },
    inputs: {
      count,
      source: 'tag',
      expression: `range(${count})`,
      file: null,
      preview: ['0', '1', '2'],
      location: { file, line: 9, column: 4 },
    },
    plan: { budgetSeconds: 10, precision: 0.05, rounds: { min: 5, max: 40 }, seed: 1 },
    targetCores: null,
    machine: sampleMachine,
    measurements,
    staticFindings: [],
    output: { lines: [], total: 0 },
    cpuProfiles: [],
    ...rest,
  };
}

/**
 * A pool of two whose threads waited for this share of the pass, which made it so much slower; with `steadyRounds`, only
 * the observed pass.
 */
export function starvedReport(
  waitShare: number,
  {
    cores = 2,
    serialWait = 0,
    othersShare = 0.45,
    inflation = 1,
    upperBound = false,
    steadyRounds = false,
    passCost = 1,
  } = {},
): Report {
  const run = sampleRun(
    {
      configurations: configurations(['threads'], [2]),
      cores,
      othersShare,
      slowdown: () => inflation,
      taskMs: () => 10,
    },
    { machine: { ...sampleMachine, availableParallelism: cores, logicalCores: cores } },
  );
  const slow = (measurement: Measurement): Measurement => {
    const share = measurement.configuration.strategy === 'serial' ? serialWait : waitShare;
    const factor = 1 / (1 - share);
    const { observed } = measurement;
    const pass = measurement.configuration.strategy === 'serial' ? factor : factor * passCost;
    return {
      ...measurement,
      rounds: measurement.rounds.map((round) => ({ ...round, wallMs: round.wallMs * (steadyRounds ? 1 : factor) })),
      observed: observed && {
        ...observed,
        wallMs: observed.wallMs * pass,
        main: { busyMs: 0, messages: 16 },
        workers: observed.workers.map((worker) => ({
          ...worker,
          onCpuMs: worker.busyMs,
          busyMs: worker.busyMs + observed.wallMs * pass * share,
          runQueueWaitMs: observed.wallMs * pass * share,
          ...(upperBound && { waitIsUpperBound: true as const }),
        })),
      },
    };
  };
  return buildReport({ ...run, measurements: run.measurements.map(slow) });
}

/** Computes only, tasks of different length, 1, 2, 4 and 8 workers on 4 cores. */
export const cpuBoundReport: Report = buildReport(
  sampleRun(
    {
      items: 64,
      taskMs: (item) => 9 + ((item * 7) % 13) / 2,
      configurations: configurations(['threads', 'processes'], [1, 2, 4, 8]),
      input: (item) => `{ seed: ${item}, samples: 250000 }`,
    },
    { output: { lines: ['estimating'], total: 64 }, targetCores: 12 },
  ),
);

/** Waits for something outside, with promises. */
const ioBoundReport: Report = buildReport(
  sampleRun(
    {
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.002,
      configurations: configurations(['async', 'threads'], [1, 4, 8, 32]),
      rounds: 6,
    },
    {
      target: {
        file: '/workspace/src/wait.ts',
        name: 'fetchPrice',
        location: { file: '/workspace/src/wait.ts', line: 4, column: 23 },
        async: true,
      },
    },
  ),
);

/** Ten microseconds a task, one item per message. */
export const tooFineReport: Report = buildReport(
  sampleRun(
    {
      items: 5000,
      taskMs: () => 0.01,
      configurations: [
        ...configurations(['threads'], [1, 2, 4], 1),
        { strategy: 'threads', workers: 4, chunkSize: 313 },
      ],
      cloneInMs: 0.0002,
      cloneOutMs: 0.0002,
      bytesPerItem: 9,
    },
    {
      target: {
        file: '/workspace/src/square.ts',
        name: 'square',
        location: { file: '/workspace/src/square.ts', line: 6, column: 17 },
        async: false,
      },
    },
  ),
);

/** The module threw while loading; nothing was measured. */
export const failedReport: Report = buildReport(
  sampleRun(
    { configurations: [] },
    {
      outcome: {
        status: 'failed',
        stage: 'load',
        message:
          "The module throws while it loads: Cannot read properties of undefined (reading 'url') at config.ts:3:20.",
        error: {
          name: 'TypeError',
          message: "Cannot read properties of undefined (reading 'url')",
          stack: "TypeError: Cannot read properties of undefined (reading 'url')\n    at /workspace/src/config.ts:3:20",
        },
      },
      machine: null,
    },
  ),
);

/** Cancelled after two rounds. */
export const cancelledReport: Report = buildReport(
  sampleRun(
    { configurations: configurations(['threads'], [1, 2]), rounds: 2, replicas: 1 },
    { outcome: { status: 'cancelled' }, durationMs: 2100 },
  ),
);

const stateFinding: Finding = {
  code: 'module-state-written',
  args: { variable: 'counter' },
  severity: 'warning',
  origin: 'static',
  location: { file: '/workspace/src/counter.ts', line: 8, column: 3, endLine: 8, endColumn: 10 },
  evidence: {},
  related: [{ location: { file: '/workspace/src/counter.ts', line: 3, column: 5 }, note: 'declared here' }],
};

/** A counter in the module makes every worker count on its own. */
export const resultsDifferReport: Report = buildReport(
  sampleRun(
    {
      configurations: configurations(['threads', 'processes'], [1, 2, 4]),
      results: ({ strategy, workers }) =>
        strategy === 'serial' || workers === 1
          ? { equal: true, differing: 0 }
          : { equal: false, differing: 48, first: { item: 4, path: '.id', expected: '5', found: '1' } },
    },
    {
      target: {
        file: '/workspace/src/counter.ts',
        name: 'nextId',
        location: { file: '/workspace/src/counter.ts', line: 7, column: 17 },
        async: false,
      },
      staticFindings: [stateFinding],
    },
  ),
);

/** The lines of the function were sampled. */
const hotLinesReport: Report = buildReport(
  sampleRun({ items: 48, configurations: configurations(['threads'], [1, 4]) }, { lineSamples: sampleLineSamples() }),
);

export const sampleReports = {
  cpuBound: cpuBoundReport,
  ioBound: ioBoundReport,
  tooFine: tooFineReport,
  failed: failedReport,
  cancelled: cancelledReport,
  resultsDiffer: resultsDifferReport,
  hotLines: hotLinesReport,
} satisfies Record<string, Report>;
