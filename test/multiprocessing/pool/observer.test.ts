import { describe, expect, test } from 'vitest';
import type { ChunkRecord, WorkerReady } from '../../../src/multiprocessing/index.ts';
import { failAt, identity, square, wait } from '../fixtures/tasks.ts';
import { kinds, poolOf } from '../kinds.ts';

describe.each(kinds)('the observer in %s', (kind) => {
  test('receives workers and every chunk in chronological order', async () => {
    const chunks: ChunkRecord[] = [];
    const ready: WorkerReady[] = [];
    const exited: number[] = [];
    const pool = poolOf(kind, {
      observer: {
        chunk: (record) => chunks.push(record),
        workerReady: (worker) => ready.push(worker),
        workerExited: ({ worker }) => exited.push(worker),
      },
    });
    await pool.ready();
    const beforeMs = Number(process.hrtime.bigint()) / 1e6;
    expect(await pool.map(wait, [1, 2, 3, 4, 5, 6], { chunkSize: 2 })).toEqual([1, 2, 3, 4, 5, 6]);
    const afterMs = Number(process.hrtime.bigint()) / 1e6;
    expect(chunks.map(({ firstIndex }) => firstIndex).sort()).toEqual([0, 2, 4]);
    for (const chunk of chunks) {
      const times = [
        beforeMs,
        chunk.enqueuedMs,
        chunk.postedMs,
        chunk.receivedMs,
        ...interleave(chunk),
        chunk.resultPostedMs,
        afterMs,
      ];
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(chunk.resultReceivedMs).toBeLessThanOrEqual(afterMs);
      expect(chunk.count).toBe(2);
      for (const cost of [
        chunk.cloneInSendMs,
        chunk.cloneInMs,
        chunk.cloneOutMs,
        chunk.cloneOutReceiveMs,
        chunk.gcMs,
      ]) {
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(cost).toBeLessThan(1000);
      }
      expect(chunk.heapUsedBytes).toBeGreaterThan(1e6);
      if (kind === 'processes' || 'threadCpuUsage' in process) {
        expect(chunk.onCpuMs).toBeGreaterThanOrEqual(0);
        expect(chunk.offCpuMs).toBeGreaterThanOrEqual(0);
      } else expect(chunk.onCpuMs).toBeNull();
      if (kind === 'processes') expect(chunk.rssBytes).toBeGreaterThan(1e7);
      else expect(chunk.rssBytes).toBeNull();
    }
    expect(ready.map(({ worker }) => worker).sort()).toEqual([0, 1]);
    for (const { createdMs, onlineMs, readyMs, pid, tid, threadId } of ready) {
      expect(createdMs).toBeLessThan(onlineMs);
      expect(onlineMs).toBeLessThanOrEqual(readyMs);
      expect(pid === process.pid).toBe(kind === 'threads');
      expect(threadId === null).toBe(kind === 'processes');
      if (process.platform === 'linux') expect(tid).toBeGreaterThan(0);
    }
    await pool.terminate();
    expect(exited.sort()).toEqual([0, 1]);
  });

  test('receives only the chunks that it selects', async () => {
    const chunks: ChunkRecord[] = [];
    let recording = false;
    const pool = poolOf(kind, { observer: { chunk: (record) => chunks.push(record), recording: () => recording } });
    const items = [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }];
    for (recording of [false, true, false]) {
      expect(await pool.map(identity, items, { chunkSize: 2 })).toEqual(items);
      expect(await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 })).toEqual([1, 4, 9, 16]);
    }
    expect(chunks.map(({ firstIndex }) => firstIndex).sort()).toEqual([0, 0, 1, 2, 2, 3]);
    await pool.terminate();
  });

  test('sizes and failures are reported, and results are the same as without it', async () => {
    const chunks: ChunkRecord[] = [];
    await using pool = poolOf(kind, { observer: { chunk: (record) => chunks.push(record) } });
    const text = 'x'.repeat(10_000);
    expect(await pool.map(identity, [text], { chunkSize: 1 })).toEqual([text]);
    expect(chunks[0]?.bytesIn).toBeGreaterThan(10_000);
    expect(chunks[0]?.bytesOut).toBeGreaterThan(10_000);
    expect(JSON.parse(JSON.stringify(chunks[0]))).toHaveProperty('bytesIn');
    const outcomes = await pool.mapSettled(failAt, [1, 3], { chunkSize: 2 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(chunks[1]?.failed).toBe(1);
    const many = Array.from({ length: 1000 }, (_, index) => index);
    expect(await pool.map(square, many)).toEqual(many.map(square));
    expect(await pool.apply(square, [5])).toBe(25);
  });
});

function interleave({ startedMs, endedMs, count }: ChunkRecord): number[] {
  return Array.from({ length: count }, (_, index) => [startedMs[index] ?? NaN, endedMs[index] ?? NaN]).flat();
}
