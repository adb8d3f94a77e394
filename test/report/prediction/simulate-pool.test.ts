import { describe, expect, it } from 'vitest';
import { simulatePool, type PoolCosts } from '../../../src/report/prediction/simulate-pool.ts';
import { taskPattern } from '../../../src/report/prediction/task-pattern.ts';

const free: PoolCosts = {
  mainPerMessageMs: 0,
  mainPerItemMs: 0,
  workerPerMessageMs: 0,
  workerPerItemMs: 0,
  latencyMs: 0,
  prefetch: 0,
};
const equal = (count: number, ms: number) => taskPattern(new Array<number>(count).fill(ms), count, count);

describe('simulatePool', () => {
  it('is linear without costs', () => {
    const pass = simulatePool(equal(64, 10), 8, 1, free, 1);
    expect(pass).toEqual({ wallMs: 80, maxBusyMs: 80, sumBusyMs: 640, mainBusyMs: 0 });
  });

  it('leaves workers idle at the end when tasks do not divide', () => {
    expect(simulatePool(equal(9, 10), 4, 1, free, 1).wallMs).toBe(30);
    expect(simulatePool(equal(3, 10), 4, 1, free, 1)).toMatchObject({ wallMs: 10, maxBusyMs: 10, sumBusyMs: 30 });
  });

  it('assigns chunks to free workers, as computed by hand', () => {
    // 50 | 10 10 10 10: the first worker keeps the long one, the second takes the rest.
    const tasks = taskPattern([50, 10, 10, 10, 10], 5, 5);
    expect(simulatePool(tasks, 2, 1, free, 1)).toMatchObject({ wallMs: 50, maxBusyMs: 50 });
    // Chunks 50+10 | 10+10 | 10.
    expect(simulatePool(tasks, 2, 2, free, 1)).toMatchObject({ wallMs: 60, maxBusyMs: 60 });
    // The long one last begins only when a worker is free.
    expect(simulatePool(taskPattern([10, 10, 10, 10, 50], 5, 5), 2, 1, free, 1).wallMs).toBe(70);
  });

  it('takes longer by the execution factor', () => {
    expect(simulatePool(equal(8, 10), 2, 1, free, 1.5).wallMs).toBe(60);
  });

  it('adds the costs of messages and items on both sides and in transit', () => {
    const costs = {
      ...free,
      mainPerMessageMs: 2,
      mainPerItemMs: 0.4,
      workerPerMessageMs: 1,
      workerPerItemMs: 0.5,
      latencyMs: 3,
    };
    // One chunk of 4: send 1 + 0.8, way 3, worker 1 + 2 + 40, way 3, receive 1 + 0.8.
    expect(simulatePool(equal(4, 10), 1, 4, costs, 1)).toEqual({
      wallMs: 1.8 + 3 + 43 + 3 + 1.8,
      maxBusyMs: 40,
      sumBusyMs: 40,
      mainBusyMs: 3.6,
    });
    // Two chunks of 2 by one worker, the second sent once the first is back.
    const each = 1.4 + 3 + 22 + 3 + 1.4;
    expect(simulatePool(equal(4, 10), 1, 2, costs, 1).wallMs).toBeCloseTo(2 * each);
  });

  it('cannot be faster than the main thread sends, for any number of workers', () => {
    const costs = { ...free, mainPerMessageMs: 1 };
    const pass = simulatePool(equal(1000, 5), 64, 1, costs, 1);
    expect(pass.mainBusyMs).toBeCloseTo(1000);
    expect(pass.wallMs).toBeGreaterThanOrEqual(1000);
    expect(pass.wallMs).toBeLessThan(1010);
  });

  it('hides the time in transit if a chunk waits at the worker', () => {
    const costs = { ...free, latencyMs: 5 };
    expect(simulatePool(equal(10, 10), 1, 1, costs, 1).wallMs).toBe(200);
    expect(simulatePool(equal(10, 10), 1, 1, { ...costs, prefetch: 1 }, 1).wallMs).toBe(110);
  });

  it('extrapolates many chunks to within 1% of simulating them all', () => {
    const sample = Array.from({ length: 3000 }, (_, item) => 1 + (item % 7) / 3 + item / 1000);
    const tasks = taskPattern(sample, 3000, 3000);
    const costs = { ...free, mainPerMessageMs: 0.05, latencyMs: 0.02 };
    const all = simulatePool(tasks, 8, 1, costs, 1).wallMs;
    const some = simulatePool(tasks, 8, 1, costs, 1, 500).wallMs;
    expect(Math.abs(some / all - 1)).toBeLessThan(0.01);
  });

  it('never exceeds the bounds: work over workers, the longest chunk, the main thread', () => {
    for (let trial = 1; trial <= 60; trial++) {
      const times = Array.from({ length: 5 + trial }, (_, item) => 1 + ((item * trial * 7) % 23));
      const tasks = taskPattern(times, times.length, times.length);
      const workers = 1 + (trial % 9);
      const chunkSize = 1 + (trial % 4);
      const costs = { ...free, mainPerMessageMs: 0.1 * (trial % 5), latencyMs: 0.2, prefetch: trial % 2 };
      const pass = simulatePool(tasks, workers, chunkSize, costs, 1);
      expect(pass.sumBusyMs).toBeCloseTo(tasks.sumMs(0, times.length), 6);
      expect(pass.wallMs).toBeGreaterThanOrEqual(pass.sumBusyMs / workers - 1e-9);
      expect(pass.wallMs).toBeGreaterThanOrEqual(pass.maxBusyMs);
      expect(pass.wallMs).toBeGreaterThanOrEqual(pass.mainBusyMs - 1e-9);
    }
  });
});
