import { describe, expect, it } from 'vitest';
import type { RecordedThread } from '../../src/model/script-recording.ts';
import type { ScriptProgress } from '../../src/model/script-progress.ts';
import type { ScriptReport } from '../../src/model/script-report.ts';
import { formatScriptMarkdown } from '../../src/report/formats/format-script-markdown.ts';
import { formatScriptText } from '../../src/report/formats/format-script-text.ts';
import { formatScriptTrace } from '../../src/report/formats/format-script-trace.ts';
import { describeProgress } from '../../src/report/script/describe-progress.ts';
import { taskCommandLine } from '../../src/report/script/find-task-functions.ts';
import { compareScripts } from '../../src/report/script/compare-scripts.ts';
import {
  formatScriptComparisonMarkdown,
  formatScriptComparisonText,
} from '../../src/report/formats/format-script-comparison.ts';
import { onlyFunctionReport, readReport } from '../../src/report/read-report.ts';
import { validateReport } from './report-validator.ts';
import { noTimes, reportOf, thread, WALL_MS } from './sample-script-report.ts';
import { seededRandom } from '../../src/math/seeded-random.ts';

const main = (cpuMs = 50): RecordedThread => thread(0, { cpuMs, idleMs: WALL_MS - cpuMs });
const four = (worker: (index: number) => RecordedThread): RecordedThread[] => [1, 2, 3, 4].map(worker);
/** Tasks of 50 ms, each worker in turn. */
const inTurn = (index: number): Partial<RecordedThread> => ({
  tasks: {
    ...{ count: 4, sumMs: 200, longestMs: 50 },
    sample: [0, 1, 2, 3].map((task) => ({ startMs: (task * 4 + index - 1) * 60, durationMs: 50 })),
  },
});

describe('the findings about a command', () => {
  it.each([
    ['busy workers', [main(), ...four((id) => thread(id, { cpuMs: 950, idleMs: 50 }))], []],
    ['no workers', [main(900)], ['no-workers']],
    [
      'spinners on too many workers',
      [main(), ...[1, 2, 3, 4, 5, 6, 7, 8].map((id) => thread(id, { cpuMs: 500, runQueueMs: 500 }))],
      ['workers-exceed-cores'],
    ],
    ['sleepers', [main(), ...four((id) => thread(id, { cpuMs: 20, idleMs: 980 }))], ['workers-idle']],
    [
      'tasks that are awaited one by one',
      [main(), ...four((id) => thread(id, { cpuMs: 200, idleMs: 800 }, inTurn(id)))],
      ['one-task-at-a-time'],
    ],
    [
      'one worker with most of the work, which the others do not wait for',
      [main(), ...four((id) => thread(id, { cpuMs: id === 1 ? 950 : 100 }, { endedMs: id === 1 ? WALL_MS : 110 }))],
      ['uneven-workers'],
    ],
    [
      'workers of two roles, of which one has more to do',
      [
        main(),
        thread(1, { cpuMs: 950, idleMs: 50 }, { createdAt: { file: '/app/main.js', line: 3, column: 3 } }),
        thread(2, { cpuMs: 950, idleMs: 50 }, { createdAt: { file: '/app/main.js', line: 3, column: 3 } }),
        thread(3, { cpuMs: 100, idleMs: 900 }),
        thread(4, { cpuMs: 100, idleMs: 900 }, { script: '/app/other.js' }),
      ],
      [],
    ],
    [
      'a worker that was not recorded',
      [main(), thread(1, { cpuMs: 950, idleMs: 50 }), thread(2, {}, { times: null })],
      [],
    ],
    [
      'one slow worker',
      [main(), ...four((id) => thread(id, { cpuMs: id === 1 ? 950 : 100, idleMs: id === 1 ? 50 : 900 }))],
      ['uneven-workers'],
    ],
    [
      'a saturated main thread',
      [main(980), ...four((id) => thread(id, { cpuMs: 300, idleMs: 700 }))],
      ['coordinator-saturated'],
    ],
    [
      'large messages',
      [main(), ...four((id) => thread(id, { cpuMs: 900, idleMs: 100, cloneInMs: 300, cloneOutMs: 200 }))],
      ['messages-dominate'],
    ],
    ['locks', [main(), ...four((id) => thread(id, { cpuMs: 600, lockMs: 400 }))], ['waits-for-locks']],
    ['a slow start', [main(), ...four((id) => thread(id, { cpuMs: 600 }, { startedMs: 350 }))], ['startup-dominates']],
    [
      'a worker for each task',
      [
        main(),
        ...Array.from({ length: 12 }, (_, index) =>
          thread(
            index + 1,
            { cpuMs: 40 },
            {
              ...{ createdMs: index * 80, startedMs: index * 80 + 30, endedMs: index * 80 + 75 },
              messages: { in: 0, out: 1, bytesIn: null },
            },
          ),
        ),
      ],
      ['one-shot-workers'],
    ],
    [
      'workers that crash and are replaced',
      [
        main(),
        ...Array.from({ length: 12 }, (_, index) =>
          thread(
            index + 1,
            { cpuMs: 40 },
            {
              ...{ createdMs: index * 80, startedMs: index * 80 + 30, endedMs: index * 80 + 75, exitCode: 1 },
              messages: { in: 1, out: 0, bytesIn: null },
            },
          ),
        ),
      ],
      ['workers-crashed'],
    ],
    [
      'a crash',
      [main(), ...four((id) => thread(id, { cpuMs: 950, idleMs: 50 }, { exitCode: id === 2 ? 1 : 0 }))],
      ['workers-crashed'],
    ],
  ])('of %s', (_, threads, codes) => {
    const { findings } = reportOf(threads);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    for (const { location, code } of findings) if (code !== 'no-workers') expect(location.line).toBe(7);
  });
});

describe('the report of a command', () => {
  it('counts results in the mean size of messages', () => {
    const busy = { cpuMs: 900, idleMs: 100, cloneInMs: 300, cloneOutMs: 200 };
    const threads = [
      thread(0, { cpuMs: 50, idleMs: 950 }, { messages: { in: 40, out: 40, bytesIn: 8e6 } }),
      ...four((id) => thread(id, busy, { messages: { in: 10, out: 10, bytesIn: 12 } })),
    ];
    expect(reportOf(threads).findings.map(({ args }) => args)).toMatchObject([{ messages: 80, meanBytes: 4_000_006 }]);
  });

  it('blames one cause when workers wait for a core', () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => thread(id, { cpuMs: 200, runQueueMs: 800 }));
    const coreUsage = (others: number): ScriptReport['coreUsage'] => ({
      ...{ attributed: true, timesMs: [0] },
      cores: [0, 1, 2, 3].map((core) => ({ core, ours: [0.4], others: [others], stolen: [0] })),
    });
    const messages = [0.3, 0.6].map((others) =>
      reportOf([main(), ...eight], { coreUsage: coreUsage(others) }).findings.map(({ message }) => message),
    );
    expect(messages).toEqual([
      [
        "Oversubscribed: 8 workers on 4 cores spent 80% of their time waiting for a core. Set the pool's size to availableParallelism(), here 4. Other processes used 1.2 cores meanwhile.",
      ],
      [
        'Workers spent 80% of their time waiting for a core while other processes used 2.4 cores. Close them and profile again.',
      ],
    ]);
  });

  it.each([
    [{ how: 'exited', code: 3, signal: null }, 'The command failed with exit code 3.'],
    [{ how: 'exited', code: null, signal: 'SIGKILL' }, 'The command was ended by SIGKILL.'],
    [{ how: 'interrupted' }, 'Interrupted.'],
    [{ how: 'time-limit', seconds: 2 }, 'Stopped at the time limit of 2.00 s.'],
  ] as const)('begins with the ending %j', (ending, text) => {
    const { verdict, findings } = reportOf([main(1_000)], { ending });
    expect(verdict.map((part) => part.text)).toEqual([text, 'No workers: 1.0 of 4 cores in use on average.']);
    expect(findings).toHaveLength(ending.how === 'exited' ? 0 : 1);
  });

  it('reports if nothing was recorded', () => {
    expect(reportOf([]).verdict.map(({ text }) => text)).toEqual([
      'No Node.js process was recorded.',
      'The command started none, or its recording was deleted.',
    ]);
  });

  it('has an effective parallelism of the time on a core over the wall time', () => {
    const report = reportOf([main(100), ...four((id) => thread(id, { cpuMs: 500, idleMs: 500 }))]);
    expect(report).toMatchObject({ effectiveParallelism: 2.1, workers: 4, peakWorkers: 4, wallMs: WALL_MS });
    expect(report.verdict.map(({ text }) => text)).toEqual([
      'Effective parallelism 2.1 with 4 workers on 4 cores.',
      'Workers work 50% of the time; the largest loss is 50% idle.',
    ]);
  });

  it('accounts for all time, whatever was recorded', () => {
    const random = seededRandom(1);
    const upTo = (most: number): number => random() * most;
    for (let run = 0; run < 200; run++) {
      const threads = four((id) => {
        const createdMs = upTo(500);
        const startedMs = createdMs + upTo(100);
        const times = Object.fromEntries(Object.keys(noTimes).map((name) => [name, upTo(600)]));
        return thread(id, times, { createdMs, startedMs, endedMs: startedMs + upTo(400) });
      });
      const { account } = reportOf([main(), ...threads]);
      if (!account) throw new Error('Expected an account, found none.');
      const { capacityMs, workers, gcMs, ...parts } = account;
      expect(workers * WALL_MS).toBeCloseTo(capacityMs, 6);
      expect(gcMs).toBeGreaterThanOrEqual(0);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(capacityMs, 6);
      expect(Math.min(...Object.values(parts))).toBeGreaterThan(-1e-6);
    }
  });

  it('lists the functions that run tasks, without those of packages', () => {
    const functions = (...names: [file: string | null, name: string, calls: number][]) => ({
      functions: names.map(([file, name, calls]) => ({ file, name, calls })),
    });
    const { taskFunctions } = reportOf([
      main(),
      thread(1, {}, functions(['file:///app/my%20tasks.js?v=2', 'resize', 4], [null, 'crop', 1])),
      thread(2, {}, functions(['/app/my tasks.js', 'resize', 8], ['/app/node_modules/p/worker.js', 'run', 99])),
      thread(3, {}, functions(['file:///C:/app/tasks.js', 'default', 2], ['file:///%', 'odd', 1], ['nowhere', 'x', 1])),
    ]);
    expect(taskFunctions).toEqual([
      { file: '/app/my tasks.js', name: 'resize', workers: 2, calls: 12 },
      { file: 'C:\\app\\tasks.js', name: 'default', workers: 1, calls: 2 },
      { file: '/app/worker.js', name: 'crop', workers: 1, calls: 1 },
    ]);
    const [first] = taskFunctions;
    expect(first && taskCommandLine(first, { command: ['node', 'app.js', 'a b'] })).toBe(
      String.raw`npx parallel-profiler run '/app/my tasks.js#resize' --inputs-recorded 'node app.js '\''a b'\'''`,
    );
  });

  it('puts workers below the thread that created them', () => {
    const nested = thread(2, { cpuMs: 500, idleMs: 500 }, { parent: { pid: 10, threadId: 1 } });
    const { threads } = reportOf([nested, thread(1, { cpuMs: 500, idleMs: 500 }), main()]);
    expect(threads.map(({ threadId, parent, role }) => [threadId, parent, role])).toEqual([
      [0, null, 'main'],
      [1, 0, 'worker'],
      [2, 1, 'worker'],
    ]);
  });

  it('does not count a thread that Node itself creates as a worker', () => {
    const hooks = thread(1, { cpuMs: 20, idleMs: 980 }, { createdMs: null, createdAt: null });
    const { workers, threads } = reportOf([main(), hooks, thread(2, { cpuMs: 950, idleMs: 50 })]);
    expect(workers).toBe(1);
    expect(threads.map(({ role }) => role)).toEqual(['main', 'process', 'worker']);
  });

  it('reads the same in every format', () => {
    const report = reportOf([main(), ...four((id) => thread(id, { cpuMs: 600, lockMs: 400 }, inTurn(id)))]);
    const message = report.findings[0]?.message ?? 'none';
    expect(formatScriptText(report, { colour: false, width: 1_000 }).replace(/\s+/g, ' ')).toContain(
      message.slice(0, 40),
    );
    expect(formatScriptMarkdown(report)).toContain('waits-for-locks');
    const trace = JSON.parse(formatScriptTrace(report)) as { traceEvents: { name: string }[] };
    expect(trace.traceEvents.filter(({ name }) => name === 'task')).toHaveLength(16);
  });
});

describe('the file of the report of a command', () => {
  const report = reportOf([main(), ...four((id) => thread(id, { cpuMs: 600, lockMs: 400 }, inTurn(id)))]);

  it('is read back', () => {
    const read = readReport(JSON.stringify(report), validateReport);
    expect(read).toEqual({ report: JSON.parse(JSON.stringify(report)) as unknown });
    expect(readReport(`\uFEFF${JSON.stringify(report)}`, validateReport)).toEqual(read);
    expect(onlyFunctionReport(read).problem).toBe('Expected the report of a function, found that of a command.');
  });

  it.each([
    [{ threads: [{}] }, 'at threads[0].'],
    [{ wallMs: 'long' }, 'at wallMs, expected a number, found "long"'],
    [{ ending: { how: 'time-limit' } }, 'at ending.seconds, expected'],
  ])('is refused with %j', (change, problem) => {
    expect(readReport(JSON.stringify({ ...report, ...change }), validateReport).problem).toContain(problem);
  });
});

describe('two reports of a command', () => {
  const tasks = (count: number, sumMs: number): Partial<RecordedThread> => ({
    tasks: { count, sumMs, longestMs: sumMs, sample: [] },
  });
  const before = reportOf([main(), ...four((id) => thread(id, { cpuMs: 600, lockMs: 400 }, tasks(4, 200)))]);
  const after = reportOf([main(), ...four((id) => thread(id, { cpuMs: 950, idleMs: 50 }, tasks(id, 40 * id)))], {
    ending: { how: 'interrupted' },
  });

  it('are compared by their figures and findings', () => {
    const comparison = compareScripts(before, { ...after, wallMs: 2_000 });
    expect(comparison.verdict.map(({ text }) => text)).toEqual([
      'The command takes 100% more time: 1.00 s before, 2.00 s after.',
      'Effective parallelism rose from 2.5 to 3.9.',
      'Workers are blocked 0% of the time, 40% before.',
      'Workers work 95% of the time, 60% before.',
    ]);
    const figure = (name: string) => comparison.changes.find((change) => change.figure === name);
    expect(figure('workerOnCoreMs')).toMatchObject({ before: 600, after: 950 });
    expect(figure('busiestWorkerMs')).toMatchObject({ before: 600, after: 950 });
    expect(figure('taskMs')).toMatchObject({ before: 50, after: 40 });
    expect(comparison.changes.find(({ figure }) => figure === 'workShare')).toMatchObject({ before: 0.6, after: 0.95 });
    expect(comparison.findings.gone.map(({ code }) => code)).toEqual(['waits-for-locks']);
    expect(comparison.findings.appeared).toEqual([]);
    expect(comparison.warnings).toEqual([
      'The run after did not finish.',
      'Each report holds one run, so small differences may be noise.',
    ]);
    const text = formatScriptComparisonText(comparison, { colour: false, width: 100 });
    expect(text).toMatch(/working +60% +95%/);
    expect(formatScriptComparisonMarkdown(comparison)).toMatch(/\| working +\| +60% +\| +95% +\|/);
  });

  it('are the same within the noise of one run', () => {
    expect(compareScripts(before, { ...before, wallMs: WALL_MS * 1.05 }).verdict).toEqual([
      { role: 'answer', text: 'Same wall time within 10%: 1.00 s before, 1.05 s after.' },
    ]);
  });
});

describe('a command that runs', () => {
  const running = (cpuMs: number, received: number): RecordedThread[] => [
    thread(0, { cpuMs: cpuMs / 4 }, { endedMs: null, lastSeenMs: 9_000 }),
    thread(1, { cpuMs }, { endedMs: null, lastSeenMs: 9_000, messages: { in: received, out: 0, bytesIn: null } }),
    thread(2, { cpuMs: 90 }, { endedMs: 100 }),
  ];
  const describeAt = (nowMs: number, threads: RecordedThread[], before: ScriptProgress | null): ScriptProgress =>
    describeProgress({ threads, missing: [] }, ['node', 'app.js'], nowMs, before);

  it('has the rates since the last look', () => {
    const first = describeAt(1_000, running(400, 10), null);
    const second = describeAt(3_000, running(2_000, 70), first);
    expect(second).toMatchObject({
      elapsedMs: 3_000,
      processes: { running: 1, total: 1 },
      workers: { running: 1, total: 2 },
      coresInUse: 1,
      messagesPerSecond: 30,
    });
    expect(second.threads.map(({ onCore }) => onCore)).toEqual([0.2, 0.8, null]);
  });
});
