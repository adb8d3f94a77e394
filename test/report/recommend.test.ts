import { describe, expect, it } from 'vitest';
import type {
  BaselineResult,
  Estimate,
  ParallelResult,
  PoolResult,
  PromisesResult,
  Recommendation,
} from '../../src/model/report.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { recommend } from '../../src/report/recommend.ts';
import { cpuBoundReport, sampleReports } from './sample-report.ts';

const [serial, template] = cpuBoundReport.strategies as [BaselineResult, PoolResult];
const [promisesTemplate] = sampleReports.ioBound.strategies.filter(({ kind }) => kind === 'async') as [PromisesResult];

function result(
  name: PoolResult['name'],
  workers: number,
  value: number,
  change: Partial<PoolResult> = {},
): PoolResult {
  return {
    ...template,
    name,
    workers,
    chunkSize: 4,
    speedup: around(value),
    speedupWithStartup: value * 0.9,
    efficiency: value / workers,
    ...change,
  };
}

function promises(workers: number, value: number): PromisesResult {
  return { ...promisesTemplate, workers, speedup: around(value), efficiency: value / workers };
}

function around(value: number): Estimate {
  return { value, ci95: [0.99 * value, 1.01 * value] };
}

const waits: BaselineResult = {
  ...serial,
  workerTimeline: serial.workerTimeline.map((worker) => ({ ...worker, onCpuMs: worker.busyMs * 0.01 })),
};

const ask = (others: ParallelResult[], first = serial, isAsync = false, deterministic = true): Recommendation | null =>
  recommend([first, ...others], { async: isAsync }, 64, deterministic)?.recommendation ?? null;

describe('recommend', () => {
  it('says that one task at a time occupies the cores', () => {
    const workerTimeline = waits.workerTimeline.map((worker) => ({ ...worker, helperCpuMs: worker.busyMs * 1.9 }));
    const reason = (cores: number): string | undefined =>
      recommend([{ ...waits, workerTimeline }, promises(32, 0.9)], { async: true }, 64, true, Infinity, cores)
        ?.recommendation?.reason;
    expect(reason(2)).toContain('Other threads or child processes already use 1.9 of 2 cores for one task.');
    expect(reason(4)).toContain('Other threads or child processes do the work of a task: run several at once');
  });

  it('leaves out workers that wait for each other, unless there are no fewer', () => {
    const pools = [result('threads', 2, 1.5), result('threads', 8, 1.7)];
    const of = (others: ParallelResult[], from?: number) =>
      recommend([serial, ...others], { async: false }, 64, true, from)?.recommendation?.workers;
    expect(of(pools)).toBe(8);
    expect(of(pools, 8)).toBe(2);
    expect(of(pools.slice(1), 8)).toBe(8);
    expect(of([...pools.slice(1), promises(32, 1.2)], 8)).toBe(8);
  });

  it('recommends the fastest', () => {
    expect(ask([result('threads', 1, 1), result('threads', 2, 1.95), result('threads', 4, 3.7)])).toMatchObject({
      strategy: 'threads',
      workers: 4,
      chunkSize: 4,
      speedup: 3.7,
    });
  });

  it('prefers fewer workers within the noise', () => {
    expect(ask([result('threads', 4, 3.7), result('threads', 8, 3.75)])).toMatchObject({ workers: 4 });
    expect(ask([result('threads', 4, 3.7), result('threads', 8, 5)])).toMatchObject({ workers: 8 });
  });

  it('does not let a wide interval excuse half the speedup', () => {
    const wide = result('threads', 4, 3.6, { speedup: { value: 3.6, ci95: [1.5, 4.2] } });
    expect(ask([result('threads', 2, 1.9), wide])).toMatchObject({ workers: 4 });
  });

  it('prefers threads when processes are equal, and processes when they are faster', () => {
    expect(ask([result('processes', 4, 3.72), result('threads', 4, 3.7)])).toMatchObject({ strategy: 'threads' });
    expect(ask([result('processes', 4, 3.7), result('threads', 4, 2.5)])).toMatchObject({ strategy: 'processes' });
  });

  it('recommends the better chunk size', () => {
    const small = result('threads', 4, 1.2, { chunkSize: 1 });
    expect(ask([small, result('threads', 4, 3.6, { chunkSize: 100 })])).toMatchObject({ chunkSize: 100 });
  });

  it('recommends serial, with the best speedup, if every interval is below the margin', () => {
    expect(ask([result('threads', 2, 0.6)])).toMatchObject({ strategy: 'serial', workers: 1, speedup: 1 });
    expect(ask([result('threads', 2, 1.04)])?.reason).toBe('Best parallel result: 1.04x with 2 threads.');
  });

  it.each([
    ['an interval on both sides of the margin', { value: 1.83, ci95: [0.95, 2.7] as [number, number] }, 12],
    ['a gain that may be too small', { value: 1.2, ci95: [1.05, 1.35] as [number, number] }, 12],
    ['a loss that may be a gain', { value: 0.98, ci95: [0.8, 1.2] as [number, number] }, 12],
    ['a single round with a gain', { value: 1.14, ci95: [1.14, 1.14] as [number, number] }, 1],
    ['a single round with a loss', { value: 0.6, ci95: [0.6, 0.6] as [number, number] }, 1],
  ])('recommends nothing for %s', (_, speedup, rounds) => {
    const round = template.rounds[0] ?? { index: 0, replica: 0, wallMs: 1, repeats: 1 };
    const open = result('threads', 2, speedup.value, {
      speedup,
      rounds: Array.from({ length: rounds }, (_each, index) => ({ ...round, index })),
    });
    expect(recommend([serial, open], { async: false }, 64, true)).toEqual({
      outcome: 'none',
      recommendation: null,
      open,
    });
  });

  it('recommends serial where one item bounds the speedup, though the intervals are wide', () => {
    const slowest = [{ item: 0, input: '4000', ms: 463 }];
    const withTasks = (sumMs: number): BaselineResult => ({
      ...serial,
      tasks: serial.tasks && { ...serial.tasks, sumMs, maxMs: 463, slowest },
    });
    const lump = withTasks(470);
    const open = (low: number): PoolResult =>
      result('threads', 2, 1.04, { speedup: { value: 1.04, ci95: [low, 1.2] } });
    expect(ask([open(0.97)], lump)).toMatchObject({
      strategy: 'serial',
      reason: 'Best parallel result: 1.04x with 2 threads. Item 0 (4000) takes 99% of all work, which no pool divides.',
    });
    // Faster than the bound beyond its noise: that the item took so long was an accident.
    expect(ask([open(1.05)], lump)).toBeNull();
    expect(ask([open(0.97)], withTasks(926))).toBeNull();
    const once = (value: number): PoolResult => {
      const { rounds } = open(0.97);
      return result('threads', 4, value, { speedup: { value, ci95: [value, value] }, rounds: rounds.slice(0, 1) });
    };
    expect(ask([once(1.0)], lump)).toBeNull();
    // One round decides nothing, but does not take anything from those that decide either.
    const reason = expect.stringContaining('Best parallel result: 0.99x with 2 threads. Item 0') as string;
    const speedup = { value: 0.99, ci95: [0.9, 1.0] as [number, number] };
    const below = result('threads', 2, 0.99, { speedup, rounds: open(0.97).rounds.slice(0, 2) });
    const strategies = [lump, below, once(1.005)];
    const recommendation = ask([below, once(1.005)], lump);
    expect(recommendation).toMatchObject({ strategy: 'serial', reason });
    expect(findHeadline({ strategies, recommendation })).toBe(below);
    expect(ask([below, once(1.9)], lump)).toBeNull();
  });

  it('gives the speedup with its efficiency', () => {
    const answer = ask([result('threads', 2, 1.69, { efficiency: 0.84, speedupWithStartup: 1.5 })]);
    expect(answer?.reason).toBe('1.69x with 2 threads (84% efficiency).');
  });

  it('recommends serial if results differ, with their number', () => {
    const wrong = result('threads', 4, 3.7, { results: { equal: false, differing: 9 } });
    const answer = ask([wrong]);
    expect(answer).toMatchObject({ strategy: 'serial' });
    expect(answer?.reason).toBe('9 of 64 results differ with 4 threads, which reached 3.7x.');
  });

  it('does not hold differing results against a function that is not deterministic', () => {
    const other = result('threads', 4, 3.7, { results: { equal: false, differing: 64 } });
    expect(ask([other], serial, false, false)).toMatchObject({ strategy: 'threads' });
  });

  it('prefers a correct result to a faster wrong one', () => {
    const wrong = result('processes', 4, 3.9, { failedItems: 2 });
    expect(ask([result('threads', 4, 3.5), wrong])).toMatchObject({ strategy: 'threads' });
  });

  it('recommends promises for waiting, even if many threads are slightly faster', () => {
    const answer = ask([promises(8, 7.9), promises(32, 28), result('threads', 32, 31)], waits, true);
    expect(answer).toMatchObject({ strategy: 'async', workers: 32 });
    expect(answer?.reason).toContain('which promises overlap without workers');
  });

  it('does not recommend promises if they are much slower', () => {
    expect(ask([promises(32, 2), result('threads', 32, 30)], waits, true)).toMatchObject({
      strategy: 'threads',
    });
  });

  it('suggests promises for a synchronous function that waits', () => {
    expect(ask([result('threads', 1, 1)], waits, false)?.reason).toContain('asynchronous version');
    expect(ask([result('threads', 1, 1)], waits, true)?.reason).toContain('run several at once with promises');
  });

  it('reports if only a reused pool is worth it', () => {
    const dear = result('threads', 4, 3, { speedupWithStartup: 0.7, breakEvenItems: 900, startupMs: 40 });
    expect(ask([dear])?.reason).toContain('its start-up of 40.0 ms is repaid after 900 items');
  });

  it('is null without a baseline or a parallel result', () => {
    expect(ask([])).toBeNull();
    expect(recommend([result('threads', 2, 2)], { async: false }, 64, true)).toBeNull();
  });

  it('and the headline ignore results with far fewer rounds than others', () => {
    const { rounds } = template;
    const lucky = result('processes', 2, 0.9, { rounds: rounds.slice(0, 1) });
    const known = result('threads', 2, 0.8, { rounds: [...rounds, ...rounds, ...rounds] });
    const recommendation = ask([lucky, known]);
    expect(recommendation?.strategy).toBe('serial');
    expect(recommendation?.reason).toContain('2 threads');
    expect(findHeadline({ strategies: [serial, lucky, known], recommendation })).toBe(known);
  });

  describe('with a queue', () => {
    const queue = { jobs: 16, jobMs: 4, costMs: 6.1, sentBytes: 1000, receivedBytes: 1000, bytesPerMs: 10 };

    it('refuses it where it eats the gain, with its costs', () => {
      const reason = ask([result('threads', 2, 1.7), result('bullmq', 2, 0.8, { queue })])?.reason;
      expect(reason).toContain(
        'Do not use the queue: 0.8x with 2 workers of a queue, where a job takes 4.00 ms and costs another 6.10 ms.',
      );
      const alone = ask([result('bullmq', 2, 0.8, { queue })]);
      expect(alone).toMatchObject({ strategy: 'serial' });
      expect(alone?.reason).toContain('Do not use the queue: 0.8x');
    });

    it('recommends it where more machines make it the fastest, and threads where they are as fast', () => {
      const fast = ask([result('threads', 2, 1.7), result('bullmq', 16, 12, { queue })]);
      expect(fast).toMatchObject({ strategy: 'bullmq', workers: 16 });
      expect(fast?.reason).not.toContain('Do not use');
      expect(ask([result('threads', 2, 1.9), result('bullmq', 2, 1.9, { queue })])).toMatchObject({
        strategy: 'threads',
      });
    });
  });
});
