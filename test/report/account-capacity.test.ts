import { describe, expect, it } from 'vitest';
import type { ObservedPass, WorkerActivity } from '../../src/model/measurement.ts';
import { accountCapacity, factorSpeedup } from '../../src/report/account-capacity.ts';
import { seededRandom } from '../../src/math/seeded-random.ts';
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

/** Explains a pass by itself: the typical pass is as long. */
const asObserved = (pass: ObservedPass, workers: number, serialMs: number) => ({
  pass,
  workers,
  serialMs,
  wallMs: pass.wallMs,
});

describe('factorSpeedup', () => {
  const factor = (pass: ObservedPass, workers: number, serialMs: number, observedSerialMs = serialMs) =>
    factorSpeedup(asObserved(pass, workers, serialMs), observedSerialMs);

  it('agrees with factors computed by hand', () => {
    const factors = factor(oneLongTask, 2, 190);
    expect(factors?.loadBalance).toBeCloseTo(0.95);
    expect(factors?.communication).toBeCloseTo(1);
    expect(factors?.computeScaling).toBeCloseTo(1);
    expect(factors?.residual).toBeCloseTo(0);
  });

  it('counts workers that got no task in the balance', () => {
    expect(factor(oneLongTask, 4, 190)?.loadBalance).toBeCloseTo(190 / 4 / 100);
  });

  it('shows execution that takes longer as compute scaling', () => {
    expect(factor(oneLongTask, 2, 95)?.computeScaling).toBeCloseTo(0.5);
  });

  it('reports how far the observed passes are from the typical ones as the residual', () => {
    expect(factor(oneLongTask, 2, 190, 209)?.residual).toBeCloseTo(0.1);
    expect(factorSpeedup({ pass: oneLongTask, workers: 2, serialMs: 190, wallMs: 80 }, 190)?.residual).toBeCloseTo(
      -0.2,
    );
  });

  it('is null for a pass without work', () => {
    expect(factor(pass(0, []), 2, 1)).toBeNull();
    expect(factor(pass(10, [worker({})]), 2, 1)).toBeNull();
  });

  it('multiplies to the shown speedup, however far the observed pass is from it', () => {
    const random = seededRandom(11);
    for (let trial = 0; trial < 200; trial++) {
      const workers = 1 + Math.floor(random() * 16);
      const wallMs = 1 + random() * 1000;
      const observedMs = wallMs * (0.5 + random());
      const serialMs = random() * 5000 + 1;
      const activities = Array.from({ length: workers }, () => worker({ busyMs: random() * observedMs + 1e-3 }));
      const factors = factorSpeedup({ pass: pass(observedMs, activities), workers, wallMs, serialMs }, serialMs * 1.1);
      if (!factors) throw new Error('expected factors of a pass with work');
      const product = workers * factors.loadBalance * factors.communication * factors.computeScaling;
      expect(product).toBeCloseTo(serialMs / wallMs, 8);
      expect(factors.residual).toBeCloseTo((1.1 * wallMs) / observedMs - 1, 8);
      expect(factors.loadBalance).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});

describe('accountCapacity', () => {
  const account = (pass: ObservedPass, workers: number, serialMs: number) =>
    accountCapacity(asObserved(pass, workers, serialMs));

  it('accounts for every millisecond', () => {
    expect(account(oneLongTask, 2, 170)).toEqual({
      capacity: 200,
      useful: 170,
      inflated: 20,
      cloneIn: 3,
      cloneOut: 2,
      dispatch: 1,
      tail: 4,
      unaccounted: 0,
      gc: 5,
      scale: 1,
    });
  });

  it('has the proportions of the observed pass and the length of the typical one', () => {
    expect(accountCapacity({ pass: oneLongTask, workers: 2, wallMs: 150, serialMs: 170 })).toMatchObject({
      capacity: 300,
      useful: 170,
      inflated: 115,
      cloneIn: 4.5,
      tail: 6,
      unaccounted: 0,
      gc: 7.5,
      scale: 1.5,
    });
  });

  it('has a negative part if tasks were faster than in the serial run', () => {
    expect(account(oneLongTask, 2, 200)?.inflated).toBe(-10);
  });

  it('counts a worker that the pass does not list as idle', () => {
    expect(account(oneLongTask, 3, 170)).toMatchObject({ capacity: 300, tail: 104, unaccounted: 0 });
  });

  it('reports the time that it could not attribute', () => {
    expect(account(pass(120, oneLongTask.workers), 2, 170)?.unaccounted).toBe(40);
  });

  it('sums to the capacity for every sampled run', () => {
    const runs = sampleMeasurements({ configurations: configurations(['threads', 'processes'], [1, 2, 3, 8]) });
    for (const { observed: seen, configuration } of runs.slice(1)) {
      const found = seen && account(seen, configuration.workers, 768);
      if (!found) throw new Error('expected an account');
      const { capacity, gc, runQueueWait, scale, ...parts } = found;
      expect(scale).toBe(1);
      expect(runQueueWait).toBeGreaterThanOrEqual(0);
      expect(gc).toBeGreaterThan(0);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(capacity, 6);
      expect(Math.abs(found.unaccounted) / capacity).toBeLessThan(0.02);
    }
  });
});
