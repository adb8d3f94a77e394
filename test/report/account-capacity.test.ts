import { describe, expect, it } from 'vitest';
import type { ObservedPass, WorkerActivity } from '../../src/model/measurement.ts';
import { accountCapacity, factorSpeedup } from '../../src/report/account-capacity.ts';
import { seededRandom } from '../../src/report/statistics/seeded-random.ts';
import { sampleMeasurements, configurations } from './sample-measurements.ts';

const worker = (change: Partial<WorkerActivity>): WorkerActivity => ({
  worker: 0,
  pid: 1,
  busyMs: 0,
  tasks: 0,
  cloneInMs: 0,
  cloneOutMs: 0,
  dispatchMs: 0,
  tailMs: 0,
  gcMs: 0,
  bytesIn: 0,
  bytesOut: 0,
  segments: [],
  ...change,
});

const tasks = {
  count: 0,
  sumMs: 0,
  minMs: 0,
  p50Ms: 0,
  p95Ms: 0,
  maxMs: 0,
  slowest: [],
  sampleMs: [],
  histogram: { edgesMs: [], counts: [] },
};
const pass = (wallMs: number, workers: WorkerActivity[]): ObservedPass => ({ wallMs, workers, tasks });

/** Nine tasks of 10 ms and one of 100 ms on two workers: 110 ms serially in tasks of 10, the long one on its own. */
const oneLongTask = pass(100, [
  worker({ busyMs: 100, tasks: 1 }),
  worker({ busyMs: 90, tasks: 9, tailMs: 4, cloneInMs: 3, cloneOutMs: 2, dispatchMs: 1, gcMs: 5 }),
]);

describe('factorSpeedup', () => {
  it('gives the factors as computed by hand', () => {
    const factors = factorSpeedup(oneLongTask, 2, 190, 190);
    expect(factors?.loadBalance).toBeCloseTo(0.95);
    expect(factors?.communication).toBeCloseTo(1);
    expect(factors?.computeScaling).toBeCloseTo(1);
    expect(factors?.residual).toBeCloseTo(0);
  });

  it('counts workers that got no task in the balance', () => {
    expect(factorSpeedup(oneLongTask, 4, 190, 190)?.loadBalance).toBeCloseTo(190 / 4 / 100);
  });

  it('shows execution that takes longer as compute scaling', () => {
    expect(factorSpeedup(oneLongTask, 2, 95, 95)?.computeScaling).toBeCloseTo(0.5);
  });

  it('reports the difference from the measured speedup as the residual', () => {
    // Serial tasks take 190 ms, the loop around them 10 more, which the product does not know.
    expect(factorSpeedup(oneLongTask, 2, 190, 200)?.residual).toBeCloseTo(-0.05);
  });

  it('is silent about a pass without work', () => {
    expect(factorSpeedup(pass(0, []), 2, 1, 1)).toBeNull();
    expect(factorSpeedup(pass(10, [worker({})]), 2, 1, 1)).toBeNull();
  });

  it('multiplies to the speedup, whatever the pass', () => {
    const random = seededRandom(11);
    for (let trial = 0; trial < 200; trial++) {
      const workers = 1 + Math.floor(random() * 16);
      const wallMs = 1 + random() * 1000;
      const serialMs = random() * 5000 + 1;
      const activities = Array.from({ length: workers }, () => worker({ busyMs: random() * wallMs + 1e-3 }));
      const factors = factorSpeedup(pass(wallMs, activities), workers, serialMs, serialMs);
      if (!factors) throw new Error('expected factors of a pass with work');
      const product = workers * factors.loadBalance * factors.communication * factors.computeScaling;
      expect(product).toBeCloseTo(serialMs / wallMs, 8);
      expect(Math.abs(factors.residual)).toBeLessThan(1e-9);
      expect(factors.loadBalance).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});

describe('accountCapacity', () => {
  it('accounts for every millisecond', () => {
    expect(accountCapacity(oneLongTask, 2, 170)).toEqual({
      capacity: 200,
      useful: 170,
      inflated: 20,
      cloneIn: 3,
      cloneOut: 2,
      dispatch: 1,
      tail: 4,
      unaccounted: 0,
      gc: 5,
    });
  });

  it('has a negative part where tasks were faster than serially', () => {
    expect(accountCapacity(oneLongTask, 2, 200)?.inflated).toBe(-10);
  });

  it('counts a worker that the pass does not list as idle', () => {
    expect(accountCapacity(oneLongTask, 3, 170)).toMatchObject({ capacity: 300, tail: 104, unaccounted: 0 });
  });

  it('says what it could not attribute', () => {
    expect(accountCapacity(pass(120, oneLongTask.workers), 2, 170)?.unaccounted).toBe(40);
  });

  it('sums to the capacity for every sampled run', () => {
    const runs = sampleMeasurements({ configurations: configurations(['threads', 'processes'], [1, 2, 3, 8]) });
    for (const { observed: seen, configuration } of runs.slice(1)) {
      const account = seen && accountCapacity(seen, configuration.workers, 768);
      if (!account) throw new Error('expected an account');
      const { capacity, gc, runQueueWait, ...parts } = account;
      expect(runQueueWait).toBeGreaterThanOrEqual(0);
      expect(gc).toBeGreaterThan(0);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(capacity, 6);
      expect(Math.abs(account.unaccounted) / capacity).toBeLessThan(0.02);
    }
  });
});
