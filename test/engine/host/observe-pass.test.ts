import { describe, expect, it } from 'vitest';
import { observePass } from '../../../src/engine/host/observe-pass.ts';
import type { ChunkRecord } from '../../../src/multiprocessing/pool/observer.ts';

function chunk(
  worker: number,
  firstIndex: number,
  times: { received: number; items: [number, number][]; posted: number },
): ChunkRecord {
  return {
    worker,
    firstIndex,
    count: times.items.length,
    enqueuedMs: 1_000,
    postedMs: 1_000,
    receivedMs: times.received,
    startedMs: Float64Array.from(times.items.map(([start]) => start)),
    endedMs: Float64Array.from(times.items.map(([, end]) => end)),
    resultPostedMs: times.posted,
    resultReceivedMs: times.posted + 1,
    cloneInSendMs: 0,
    cloneInMs: 1,
    cloneOutMs: 1,
    cloneOutReceiveMs: 0,
    bytesIn: 10,
    bytesOut: 20,
    gcMs: 2,
    heapUsedBytes: 1,
    rssBytes: null,
    onCpuMs: 15,
    offCpuMs: 5,
    failed: 0,
  };
}

const pass = observePass({
  records: [
    chunk(1, 2, { received: 1_005, items: [[1_006, 1_026]], posted: 1_028 }),
    chunk(0, 0, {
      received: 1_010,
      items: [
        [1_012, 1_022],
        [1_022, 1_052],
      ],
      posted: 1_053,
    }),
    chunk(1, 3, { received: 1_038, items: [[1_040, 1_060]], posted: 1_061 }),
  ],
  workers: [0, 1].map((worker) => ({ worker, pid: 7, tid: null })),
  count: 2,
  startedAtMs: 1_000,
  endedAtMs: 1_070,
  items: ['a', 'b', 'c', 'd'],
  cpuBefore: new Map([[0, { runMs: 5, waitMs: 1 }]]),
  cpuAfter: new Map([[0, { runMs: 45, waitMs: 4 }]]),
  mainBusyMs: 3,
});

describe('observePass', () => {
  it('books every millisecond of a worker to one part', () => {
    expect(pass.wallMs).toBe(70);
    const [first, second] = pass.workers;
    expect(first).toMatchObject({ dispatchMs: 10, cloneInMs: 2, busyMs: 40, cloneOutMs: 1, tailMs: 17, tasks: 2 });
    expect(second).toMatchObject({
      dispatchMs: 5 + 10,
      cloneInMs: 1 + 2,
      busyMs: 40,
      cloneOutMs: 2 + 1,
      tailMs: 9,
      tasks: 2,
    });
    for (const worker of pass.workers) {
      const sum = worker.dispatchMs + worker.cloneInMs + worker.busyMs + worker.cloneOutMs + worker.tailMs;
      expect(sum).toBeCloseTo(70, 9);
      expect(worker.segments.reduce((total, segment) => total + segment.durationMs, 0)).toBeCloseTo(70, 9);
    }
  });

  it('times each task and reports the slowest', () => {
    expect(pass.tasks).toMatchObject({ count: 4, sumMs: 80, minMs: 10, maxMs: 30, sampleMs: [10, 30, 20, 20] });
    expect(pass.tasks.slowest[0]).toEqual({ item: 1, ms: 30, input: "'b'" });
    expect(pass.tasks.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('takes time on a core and in the run queue from the kernel', () => {
    expect(pass.workers[0]).toMatchObject({ onCpuMs: 40, runQueueWaitMs: 3 });
    expect(pass.workers[0]).not.toHaveProperty('waitIsUpperBound');
  });

  it('uses wall time minus CPU time as an upper bound of the wait if the kernel does not report it', () => {
    expect(pass.workers[1]).toMatchObject({ onCpuMs: 30, runQueueWaitMs: 10, waitIsUpperBound: true });
  });
});
