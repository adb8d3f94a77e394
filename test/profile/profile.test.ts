import { availableParallelism } from 'node:os';
import { findDisagreements } from '../report/find-disagreements.ts';
import { describe, expect, it } from 'vitest';
import { describeLeftOut } from '../../src/report/describe-left-out.ts';
import { integer } from '../../src/report/numbers-in-words.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { profileSource, spinSource } from './profile-source.ts';

describe('results that take long to compare', () => {
  it('are compared for some items, which is reported, and differences among those are found', async () => {
    const { report } = await profileSource(
      `import { isMainThread } from 'node:worker_threads';
       export function row(n: number) {
         const values: unknown[] = Array.from({ length: 150 }, (_, i) => 'value ' + (n + i));
         if (!isMainThread && Math.imul(n, 2654435761) >>> 30 === 1) values[3] = 'other';
         return { values };
       }`,
      'row',
      { inputs: 'range(8_000)', settings: { strategies: ['serial', 'threads'], budgetSeconds: 2 } },
    );
    const results = report.strategies.find(({ name }) => name === 'threads')?.results;
    const compared = results?.compared ?? 0;
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThan(8_000);
    expect(results?.equal).toBe(false);
    expect(results?.differing).toBeLessThan(compared);
    expect(results?.first).toMatchObject({ path: '.values[3]', found: "'other'" });
    // One item of four, whatever the distance between the compared ones, of which there are few on a busy machine.
    expect(Math.imul(results?.first?.item ?? 0, 2_654_435_761) >>> 30).toBe(1);
    expect(report.findings.find(({ code }) => code === 'results-differ')?.args).toMatchObject({ count: compared });
    expect(describeLeftOut(report)).toContain(
      `results compared for ${integer(compared)} of 8,000 items, spread evenly`,
    );
  });
});

describe('a run that completes', async () => {
  // Some 8 ms an item: passes long enough for the cores to be seen, and in 4 seconds those of up to 50 ms are looked at for growth.
  const { report, events } = await profileSource(spinSource, 'spin', {
    inputs: 'Array.from({ length: 24 }, (_, i) => 400 + i)',
    settings: { workers: [1, 2], budgetSeconds: 4 },
  });

  it('measures the baseline and every requested strategy, in order', () => {
    expect(report.outcome).toEqual({ status: 'completed' });
    expect(report.strategies.map(({ name, workers }) => `${name} ${workers}`)).toEqual([
      'serial 1',
      'threads 1',
      'threads 2',
      'processes 1',
      'processes 2',
    ]);
    expect(report.inputs).toMatchObject({
      count: 24,
      source: 'argument',
      preview: ['400', '401', '402', '403', '404'],
    });
  });

  it('knows the version of the code that ran', () => {
    expect(report.code).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      files: [report.target.file],
    });
  });

  it('pairs every round with a serial one', () => {
    const [serial, ...parallel] = report.strategies;
    const indices = new Set(serial?.rounds.map(({ index }) => index));
    for (const { rounds } of parallel) {
      expect(rounds.length).toBeGreaterThan(0);
      for (const { index } of rounds) expect(indices).toContain(index);
    }
  });

  it('finds the same results everywhere', () => {
    for (const { results } of report.strategies.slice(1)) expect(results).toEqual({ equal: true, differing: 0 });
  });

  it('explains every pool with consistent numbers', () => {
    const pools = report.strategies.filter((result) => result.kind === 'pool');
    expect(pools).toHaveLength(report.strategies.length - 1);
    for (const { factors, timeMs } of pools) {
      expect(factors).not.toBeNull();
      expect(timeMs).not.toBeNull();
    }
    expect(findDisagreements(report)).toEqual([]);
  });

  it('shows one track per worker, each item once, and the cores', () => {
    const threads = report.strategies.find(({ name, workers }) => name === 'threads' && workers === 2);
    expect(threads?.workerTimeline).toHaveLength(2);
    expect(threads?.workerTimeline.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(24);
    expect(threads?.tasks?.count).toBe(24);
    for (const { cores = [], timesMs = [] } of [threads?.coreUsage ?? {}]) {
      expect(timesMs.length).toBeGreaterThan(0);
      for (const { ours, others, stolen } of cores)
        expect([ours, others, stolen].map(({ length }) => length)).toEqual([
          timesMs.length,
          timesMs.length,
          timesMs.length,
        ]);
    }
  });

  it('reports the capacity of the machine and the memory used, and finds no leak', () => {
    const { ceiling, strategies } = report;
    // There is none on one core, nor on a machine so busy that no loop was alone on its core.
    if (ceiling) {
      expect(ceiling.cores).toBe(Math.min(16, availableParallelism()));
      expect(ceiling.speedup.value).toBeGreaterThan(0);
      expect(ceiling.speedup.value).toBeLessThanOrEqual(ceiling.cores);
    }
    for (const { name, memory } of strategies) expect(memory?.rssBytes, name).toBeGreaterThan(10e6);
    for (const { name, memory } of strategies.filter((result) => result.kind === 'pool'))
      if (name === 'processes') expect(memory?.perWorkerBytes).toBeGreaterThan(10e6);
    expect(strategies[0]?.memory).toMatchObject({ retainedBytes: 0 });
  });

  it('reports its progress from the machine to the end', () => {
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('machine');
    expect(types.indexOf('inputs')).toBeLessThan(types.indexOf('measurement'));
    expect(types.at(-1)).toBe('done');
    const fractions = events.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
    expect(fractions.length).toBeGreaterThan(3);
    for (const fraction of fractions) expect(fraction).toBeGreaterThanOrEqual(0);
    for (const fraction of fractions) expect(fraction).toBeLessThanOrEqual(1);
  });
});

describe('functions of every kind', () => {
  it('receive a tuple as several arguments', async () => {
    const { report } = await profileSource(
      'const power = (base: number, exponent: number) => base ** exponent;',
      'power',
      { inputs: '[[2, 3], [3, 3], [4, 3]]' },
    );
    expect(report.outcome.status).toBe('completed');
    expect(report.strategies.every(({ results }) => results?.equal !== false)).toBe(true);
    expect(report.strategies[0]?.failedItems).toBe(0);
  });

  it('return promises, which are awaited and also measured on one thread', async () => {
    const source =
      'export async function wait(ms: number) { await new Promise((done) => setTimeout(done, ms)); return ms; }';
    const { report } = await profileSource(source, 'wait', { inputs: '[30, 31, 32, 33]' });
    expect(report.strategies.map(({ name }) => name)).toEqual(['serial', 'async', 'threads', 'processes']);
    expect(report.strategies.every(({ results }) => results?.equal !== false)).toBe(true);
  });

  it('print output that is counted, and its first lines are kept', async () => {
    const { report } = await profileSource(
      'export function worker(n: number) { console.log(`Worker: ${n}`); }',
      'worker',
      { inputs: '[1, 2]' },
    );
    expect(report.output.lines).toContain('Worker: 1');
    expect(report.output.total).toBeGreaterThanOrEqual(report.output.lines.length);
  });
});

describe('findings that need a run', () => {
  it('distinguish state kept between calls from random results', async () => {
    const counter = 'let calls = 0; export function next(name: string) { return `${name} ${++calls}`; }';
    const { report: stateful } = await profileSource(counter, 'next', { inputs: "['a', 'b', 'c', 'd']" });
    expect(stateful.findings.map(({ code }) => code)).toContain('shared-state');
    expect(stateful.findings.map(({ code }) => code)).not.toContain('non-deterministic');
    const { report: random } = await profileSource(
      'export function dice(n: number) { return n * Math.random(); }',
      'dice',
      { inputs: '[1, 2, 3]' },
    );
    expect(random.findings.map(({ code }) => code)).toContain('non-deterministic');
    expect(random.findings.map(({ code }) => code)).not.toContain('shared-state');
  });

  it('name the path of a value that cannot be cloned; the baseline is measured anyway', async () => {
    const source = 'export function call(options: { onDone: (n: number) => number }) { return options.onDone(1); }';
    const { report } = await profileSource(source, 'call', { inputs: '[{ onDone: (n: number) => n }]' });
    const finding = report.findings.find(({ code }) => code === 'argument-not-cloneable');
    expect(finding?.message).toMatch(/onDone/);
    expect(report.outcome.status).toBe('completed');
    expect(report.strategies.map(({ name }) => name)).toEqual(['serial']);
    expect(joinVerdict(report.verdict)).toMatch(/^Keep call serial\. It cannot run in a pool.*onDone/);
  });

  it('report memory that every call retains, with the amount', async () => {
    const source = `const seen: number[][] = [];
export function keep(length: number) { seen.push(Array.from({ length }, () => 0.5)); return seen.at(-1)!.length; }`;
    const { report } = await profileSource(source, 'keep', { inputs: 'Array.from({ length: 20 }, () => 5_000)' });
    const finding = report.findings.find(({ code }) => code === 'memory-growth');
    // 5,000 doubles, 8 bytes each; what else the collector finds to free meanwhile takes a little off.
    expect(finding?.evidence['retainedPerCallBytes']).toBeGreaterThan(38_000);
    expect(finding?.evidence['retainedPerCallBytes']).toBeLessThan(60_000);
  });

  it('report arguments changed in place', async () => {
    const { report } = await profileSource('export function top(list: number[]) { return list.sort()[0]; }', 'top', {
      inputs: '[[3, 1], [2, 1]]',
    });
    expect(report.findings.map(({ code }) => code)).toContain('arguments-mutated');
  });

  it('report them even if the expression names the changed array', async () => {
    const source = 'const lists = [[3, 1], [2, 1]];\nexport function top(list: number[]) { return list.sort()[0]; }';
    const { report } = await profileSource(source, 'top', { inputs: 'lists' });
    expect(report.findings.map(({ code }) => code)).toContain('arguments-mutated');
  });

  it('use the same items for every strategy if the expression yields others every time', async () => {
    const { report } = await profileSource('export function same(n: number) { return n; }', 'same', {
      inputs: '[Math.random(), Math.random()]',
    });
    for (const { results } of report.strategies.slice(1)) expect(results).toEqual({ equal: true, differing: 0 });
  });
});

describe('the default plan', () => {
  it('sweeps the chunk size if tasks are short', async () => {
    const swept = new AbortController();
    const sizes = new Map<number, Set<number | null>>();
    const mostSizes = (): number => Math.max(0, ...[...sizes.values()].map(({ size }) => size));
    const { report } = await profileSource('export function inc(n: number) { return n + 1; }', 'inc', {
      inputs: 'Array.from({ length: 1000 }, (_, i) => i)',
      // Room for the sweep on a machine that starts slowly, too; the first round with all sizes ends it.
      settings: { workers: 'auto', strategies: ['serial', 'threads'], budgetSeconds: 50 },
      signal: swept.signal,
      onEvent: (event) => {
        if (event.type !== 'round' || event.configuration.strategy !== 'threads') return;
        const { workers, chunkSize } = event.configuration;
        sizes.set(workers, (sizes.get(workers) ?? new Set()).add(chunkSize));
        if (mostSizes() === 3) swept.abort();
      },
    });
    sizes.clear();
    const threads = report.strategies.filter((result) => result.kind === 'pool');
    for (const { workers, chunkSize } of threads) sizes.set(workers, (sizes.get(workers) ?? new Set()).add(chunkSize));
    expect(mostSizes()).toBe(3);
    // Which of them is the greater trouble depends on who else wants the cores.
    expect(report.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(tasks|chunk)-too-small$/)]),
    );
  });
});
