import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { describeFinding } from '../../../src/report/describe-finding.ts';
import type { Measurement } from '../../../src/model/measurement.ts';
import { configurations, sampleMachine } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';
import { report, codes, find, different, onSerial, onPool } from './run-samples.ts';

/** As if the processes were workers of a queue. */
const asQueue = onPool(({ configuration }) => ({ configuration: { ...configuration, strategy: 'bullmq' } }));

describe('a run without problems', () => {
  it('has no findings', () => {
    expect(codes(report({}))).toEqual([]);
  });
});

describe('results', () => {
  it('results-differ: once, for all strategies', () => {
    const wrong = report({
      results: ({ strategy }) => (strategy === 'serial' ? { equal: true, differing: 0 } : different),
    });
    expect(codes(wrong).filter((code) => code === 'results-differ')).toHaveLength(1);
    const finding = find(wrong, 'results-differ');
    expect(finding.args).toMatchObject({ differing: 3, count: 64, path: '.total', expected: '1', found: '2' });
    expect(finding.also).toHaveLength(2);
  });

  it('results-differ: names a cause only where the serial run was repeated', () => {
    const message = (serial: Partial<Measurement>) => {
      const results = ({ strategy }: Measurement['configuration']) =>
        strategy === 'serial' ? { equal: true, differing: 0 } : different;
      return describeFinding(find(report({ results }, {}, onSerial(serial)), 'results-differ'));
    };
    expect(message({})).toContain('The function depends on something that differs in a worker.');
    expect(message({ results: null })).not.toContain('depends on');
    expect(message({ results: null })).toContain('The budget left no time to repeat the serial run');
  });

  it('non-deterministic: fresh processes differ; nothing is said about the pool', () => {
    const chance = report({ results: () => different }, {}, onSerial({ resultsInFreshProcess: different }));
    expect(find(chance, 'non-deterministic').severity).toBe('information');
    expect(codes(chance)).not.toContain('results-differ');
    expect(codes(chance)).not.toContain('shared-state');
    expect(chance.recommendation?.strategy).toBe('threads');
  });

  it('shared-state: fresh processes agree, a second pass does not', () => {
    const same = { equal: true, differing: 0 };
    const state = report({ results: () => different }, {}, onSerial({ resultsInFreshProcess: same }));
    expect(find(state, 'shared-state').severity).toBe('error');
    expect(codes(state)).not.toContain('non-deterministic');
    expect(state.recommendation?.strategy).toBe('serial');
  });

  it('arguments-mutated: in place', () => {
    expect(find(report({}, {}, onSerial({ mutatedItems: 7 })), 'arguments-mutated').args).toEqual({
      mutated: 7,
      count: 64,
    });
  });
});

describe('failures', () => {
  const failure = { item: 3, input: '-1', error: { name: 'RangeError', message: 'negative' } };

  it('items-failed: everywhere alike', () => {
    const failing = report({ failures: [failure] });
    expect(find(failing, 'items-failed').args).toEqual({
      failed: 1,
      count: 64,
      item: 3,
      input: '-1',
      message: 'negative',
    });
    expect(codes(failing)).not.toContain('fails-only-in-pool');
    expect(failing.recommendation?.strategy).toBe('threads');
  });

  it('fails-only-in-pool: failures that the serial run does not have', () => {
    const failing = report(
      {},
      {},
      onPool(() => ({ failures: [failure], failedItems: 1 })),
    );
    expect(find(failing, 'fails-only-in-pool')).toMatchObject({ severity: 'error', args: { failed: 1, item: 3 } });
    expect(codes(failing)).not.toContain('items-failed');
    expect(failing.recommendation?.strategy).toBe('serial');
  });

  it('strategy-failed: no numbers, but a reason', () => {
    const error = { name: 'DataCloneError', message: '() => {} could not be cloned' };
    const failing = report(
      {},
      {},
      onPool(() => ({ rounds: [], observed: null, error })),
    );
    expect(find(failing, 'strategy-failed')).toMatchObject({ args: { message: error.message } });
    expect(failing.strategies.map(({ name }) => name)).toEqual(['serial']);
  });

  it('problems of values are reported once if the source shows them', () => {
    const problem = {
      problem: 'not-cloneable',
      where: 'argument',
      item: 0,
      path: '.onDone',
      what: 'a function',
    } as const;
    const lost = { problem: 'loses-prototype', where: 'result', item: 0, path: '', what: 'Matrix' } as const;
    const seen = report({}, {}, onSerial({ problems: [problem, lost] }));
    expect(find(seen, 'argument-not-cloneable').args).toMatchObject({ path: '.onDone', what: 'a function' });
    expect(find(seen, 'class-instance-loses-prototype').args).toEqual({
      path: '',
      className: 'Matrix',
      where: 'result',
    });

    const location = { file: '/workspace/src/a.ts', line: 3, column: 9 };
    const args = { path: '.onDone', what: 'a function', channel: 'both' } as const;
    const fromSource: Finding = {
      code: 'argument-not-cloneable',
      args,
      severity: 'error',
      origin: 'static',
      location,
      evidence: {},
    };
    const both = report({}, { staticFindings: [fromSource] }, onSerial({ problems: [problem] }));
    expect(codes(both).filter((code) => code === 'argument-not-cloneable')).toHaveLength(1);
    expect(find(both, 'argument-not-cloneable').location).toEqual(location);
  });
});

describe('where the speedup went', () => {
  it('tasks-too-small: sending costs more than the task', () => {
    const fine = {
      items: 2000,
      taskMs: () => 0.01,
      bytesPerItem: 9,
      configurations: configurations(['threads'], [1, 2], 1),
    };
    const finding = find(report(fine), 'tasks-too-small');
    expect(finding.args.taskMs).toBeCloseTo(0.01);
    expect(finding.args.overheadMs).toBeGreaterThan(0.05);
    expect(codes(report(fine))).not.toContain('clone-dominates');
  });

  it('jobs-too-small: jobs of a queue that cost more than they take, with a chunk size that does not', () => {
    const fine = { items: 2000, taskMs: () => 1, configurations: configurations(['processes'], [2], 2) };
    const latencyMs = { threads: 0, processes: 1.5 };
    const seen = report({ ...fine, latencyMs }, {}, asQueue);
    const { args } = find(seen, 'jobs-too-small');
    expect(args.jobMs).toBeCloseTo(2, 0);
    expect(args.costMs).toBeGreaterThan(2);
    expect(args.chunkSize).toBe(2);
    expect(args.better).toBeCloseTo(50, -1);
    expect(codes(seen)).not.toContain('tasks-too-small');
    const few = report({ ...fine, items: 60, latencyMs }, {}, asQueue);
    expect(describeFinding(find(few, 'jobs-too-small'))).toMatch(/these items are too few for a queue\.$/);
    const long = { ...fine, taskMs: () => 30 };
    expect(codes(report({ ...long, items: 100, latencyMs }, {}, asQueue))).not.toContain('jobs-too-small');
  });

  it('clone-dominates: a payload of known size', () => {
    const heavy = { items: 64, taskMs: () => 2, cloneInMs: 1, cloneOutMs: 0.5, bytesPerItem: 500_000 };
    const finding = find(report(heavy), 'clone-dominates');
    expect(finding.args.bytesPerItem).toBe(1_000_000);
    expect(finding.args.share).toBeGreaterThan(0.2);
    expect(codes(report(heavy))).not.toContain('tasks-too-small');
    expect(codes(report({ ...heavy, cloneInMs: 0.01, cloneOutMs: 0.01 }))).not.toContain('clone-dominates');
  });

  it('chunk-too-small: only where a larger one was measured', () => {
    const run = {
      items: 2000,
      taskMs: () => 0.02,
      configurations: [
        ...configurations(['threads'], [4], 1),
        { strategy: 'threads', workers: 4, chunkSize: 100 } as const,
      ],
    };
    expect(find(report(run), 'chunk-too-small').args).toMatchObject({ chunkSize: 1, better: 100 });
    expect(codes(report({ ...run, taskMs: () => 20, items: 400 }))).not.toContain('chunk-too-small');
  });

  it('one-long-task: limits the speedup to the value computed by hand', () => {
    // 39 tasks of 5 ms and one of 200 ms: 395 ms in all, never faster than 395 / 200.
    const long = report({ items: 40, taskMs: (item) => (item === 17 ? 200 : 5) });
    const finding = find(long, 'one-long-task');
    expect(finding.args).toMatchObject({ item: 17, taskMs: 200 });
    expect(finding.args.bound).toBeCloseTo(1.975);
    expect(codes(long)).not.toContain('unbalanced');
  });

  it('one-long-task: also if noise made a pool faster than the bound', () => {
    const noisy = { slowdown: () => 0.99, roundNoise: 0.05, replicaNoise: 0.05 };
    const run = { items: 8, taskMs: (item: number) => (item === 0 ? 460 : 1), ...noisy };
    const long = report({ ...run, configurations: configurations(['threads'], [2], 1) });
    expect(long.strategies.at(-1)?.speedup.value).toBeGreaterThan(467 / 460);
    expect(codes(long)).toContain('one-long-task');
    expect(codes(long)).not.toContain('unbalanced');
  });

  it('unbalanced: chunks that hold unequal work', () => {
    // Of five chunks of 20 ms on four workers, one worker gets two.
    const run = { items: 5, taskMs: () => 20, configurations: configurations(['threads'], [1, 4], 1) };
    const finding = find(report(run), 'unbalanced');
    expect(finding.args.loadBalance).toBeCloseTo(5 / 4 / 2);
    expect(codes(report(run))).not.toContain('one-long-task');
    expect(codes(report({ ...run, items: 64 }))).not.toContain('unbalanced');
  });

  it('fewer-items-than-workers: and nothing else about balance', () => {
    const run = { items: 3, taskMs: () => 20 };
    expect(find(report(run), 'fewer-items-than-workers').args).toMatchObject({ count: 3, workers: 4 });
    expect(codes(report(run))).not.toContain('unbalanced');
    expect(codes(report({ ...run, items: 4 }))).not.toContain('fewer-items-than-workers');
  });

  it('main-thread-saturated: busy for most of the pass', () => {
    const saturate = onPool(({ observed }) => ({
      observed: observed && { ...observed, main: { busyMs: observed.wallMs * 0.95, messages: 16 } },
    }));
    expect(find(report({}, {}, saturate), 'main-thread-saturated').args.share).toBeCloseTo(0.95);
    expect(codes(report({}))).not.toContain('main-thread-saturated');
  });

  it('startup-not-repaid: a pool that costs more than it gains, once', () => {
    const run = { items: 64, taskMs: () => 0.3, startupMs: { threads: 40, processes: 70 } };
    const finding = find(report(run), 'startup-not-repaid');
    expect(finding.args.breakEvenItems).toBeGreaterThan(64);
    expect(codes(report({ ...run, taskMs: () => 12 }))).not.toContain('startup-not-repaid');
  });

  it('garbage-collection: a large share of the tasks', () => {
    expect(find(report({ gcShare: 0.3 }), 'garbage-collection').args.share).toBeCloseTo(0.3);
    expect(codes(report({ gcShare: 0.05 }))).not.toContain('garbage-collection');
  });

  it('execution-slower: memory bandwidth, distinguished from waiting for a core', () => {
    const bound = report({ slowdown: (workers) => 1 + 0.2 * (workers - 1) });
    expect(find(bound, 'execution-slower').args.computeScaling).toBeCloseTo(1 / 1.6);
    expect(codes(bound)).not.toContain('starved-by-others');
    expect(codes(report({ slowdown: () => 1.05 }))).not.toContain('execution-slower');
  });

  it('oversubscribed and no-gain-beyond-cores: four times as many workers as cores', () => {
    const many = report(
      { cores: 2, configurations: configurations(['threads'], [1, 2, 8]) },
      {
        machine: { ...sampleMachine, availableParallelism: 2 },
      },
    );
    expect(find(many, 'oversubscribed').args).toMatchObject({ workers: 8, cores: 2 });
    expect(find(many, 'oversubscribed').args.waitShare).toBeCloseTo(0.75);
    expect(find(many, 'no-gain-beyond-cores').args).toMatchObject({ workers: 8, bestWorkers: 2 });
    expect(many.recommendation?.workers).toBe(2);
    expect(codes(many)).not.toContain('starved-by-others');
    expect(codes(many)).not.toContain('execution-slower');
  });

  it('io-bound: tasks that wait, however many workers there are', () => {
    const waiting = {
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.01,
      configurations: configurations(['threads'], [1, 8]),
    };
    expect(find(report(waiting), 'io-bound').args.cpuShare).toBeCloseTo(0.01);
    expect(codes(report(waiting))).not.toContain('no-gain-beyond-cores');
    expect(codes(report({ ...waiting, cpuShare: 0.9 }))).not.toContain('io-bound');
  });

  it('computes-elsewhere: tasks whose thread waits while other threads or child processes compute', () => {
    const converting = {
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.02,
      helperShare: 1.6,
      configurations: configurations(['async', 'threads'], [1, 2]),
    };
    const made = report(converting);
    expect(find(made, 'computes-elsewhere').args).toMatchObject({ helperShare: expect.closeTo(1.6, 1) as number });
    expect(codes(made)).not.toContain('io-bound');
    expect(made.recommendation?.reason).not.toContain('a task waits for');
    expect(codes(report({ ...converting, helperShare: 0 }))).toContain('io-bound');
  });

  it('computes-elsewhere: helpers that get only a part of a core on a busy machine', () => {
    const starved = {
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.01,
      helperShare: 0.3,
      othersShare: 0.9,
      configurations: configurations(['async', 'threads'], [1, 2]),
    };
    expect(codes(report(starved))).toContain('computes-elsewhere');
    expect(codes(report(starved))).not.toContain('io-bound');
    expect(codes(report({ ...starved, helperShare: 0.02 }))).toContain('io-bound');
    expect(codes(report({ ...starved, othersShare: 0.01 }))).toContain('io-bound');
  });

  it('computes-elsewhere: promises only help a function that does not block, on cores that are free', () => {
    const converting = {
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.02,
      configurations: configurations(['threads'], [1, 2]),
    };
    const { target } = sampleRun({});
    const words = (helpers: number, async: boolean): string =>
      describeFinding(
        find(report({ ...converting, helperShare: helpers }, { target: { ...target, async } }), 'computes-elsewhere'),
      );
    expect(words(0.9, true)).toMatch(/on 0\.9 cores on average\. Run several tasks at once with promises/);
    expect(words(0.9, false)).toMatch(/It blocks its thread meanwhile\. An asynchronous version/);
    expect(words(3.6, true)).toMatch(/on 3\.6 of 4 cores on average\. The serial run leaves no core free/);
  });

  it('io-bound: derived from the speedup of promises if CPU times are unknown', () => {
    const hide = (measurement: Measurement): Measurement => ({
      ...measurement,
      observed: measurement.observed && {
        ...measurement.observed,
        workers: measurement.observed.workers.map(({ onCpuMs, ...worker }) =>
          onCpuMs === undefined ? worker : worker,
        ),
      },
    });
    const run = { items: 32, taskMs: () => 50, cpuShare: 0.01, configurations: configurations(['async'], [8]) };
    expect(find(report(run, {}, hide), 'io-bound').args.cpuShare).toBeCloseTo(1 / 8, 1);
    expect(codes(report({}, {}, hide))).not.toContain('io-bound');
  });

  it('quota-below-cores: fewer CPUs than the machine shows', () => {
    const limited = { ...sampleMachine, cpuQuota: 1.5 };
    expect(find(report({}, { machine: limited }), 'quota-below-cores').args).toEqual({ quota: 1.5, cores: 4 });
    expect(codes(report({}, { machine: { ...sampleMachine, cpuQuota: 4 } }))).not.toContain('quota-below-cores');
  });
});

describe('every finding of a run', () => {
  it('has numbers as evidence, and the location of the function', () => {
    const all = [
      report({ rounds: 3, replicas: 1, othersShare: 0.3, gcShare: 0.4 }),
      report({ items: 3 }),
      report({ items: 40, taskMs: (item) => (item === 3 ? 300 : 4) }),
    ].flatMap(({ findings }) => findings);
    expect(all.length).toBeGreaterThan(5);
    for (const finding of all) {
      expect(Object.keys(finding.evidence).length, finding.code).toBeGreaterThan(0);
      for (const value of Object.values(finding.evidence)) expect(value, finding.code).toBeTypeOf('number');
      expect(finding.location.line).toBe(12);
      expect(finding.message.length).toBeGreaterThan(20);
    }
  });

  it('is sorted by severity', () => {
    const rank = { error: 0, warning: 1, information: 2, hint: 3 };
    const { findings } = report({ rounds: 3, replicas: 1, othersShare: 0.3, gcShare: 0.4, failures: [] });
    const ranks = findings.map(({ severity }) => rank[severity]);
    expect(ranks).toEqual([...ranks].sort());
  });
});
