import { sum } from '../../math/median.ts';
import type { ObservedPass, Segment, WorkerActivity } from '../../model/measurement.ts';
import type { ChunkRecord } from '../../multiprocessing/pool/observer.ts';
import type { ThreadCpu } from '../machine/read-thread-cpu.ts';
import { aggregateTaskTimes } from './task-times.ts';

const MOST_SEGMENTS = 2_000;

/** A pool worker as announced by the observer. `tid`: the operating system's thread id, if known. */
export interface ObservedWorker {
  worker: number;
  pid: number;
  tid: number | null;
}

export interface PassRecords {
  records: readonly ChunkRecord[];
  workers: readonly ObservedWorker[];
  /** Number of workers in the pool, including those that received no task. */
  count: number;
  startedAtMs: number;
  endedAtMs: number;
  items: readonly unknown[];
  cpuBefore: Map<number, ThreadCpu | null>;
  cpuAfter: Map<number, ThreadCpu | null>;
  /** CPU time of the pool's main thread during the pass, in ms. */
  mainBusyMs: number;
}

/**
 * Converts the pool's records to one activity per worker. Its segments cover the pass without gaps: receiving,
 * executing, sending, waiting while tasks were left (dispatch), idle once none were left (tail).
 */
export function observePass(pass: PassRecords): ObservedPass {
  const taskMs = new Float64Array(pass.items.length).fill(Number.NaN);
  const byWorker = new Map<number, ChunkRecord[]>();
  for (const record of pass.records) {
    for (let index = 0; index < record.count; index++) {
      taskMs[record.firstIndex + index] =
        (record.endedMs[index] ?? Number.NaN) - (record.startedMs[index] ?? Number.NaN);
    }
    const list = byWorker.get(record.worker) ?? [];
    list.push(record);
    byWorker.set(record.worker, list);
  }
  const known = new Map(pass.workers.map((worker) => [worker.worker, worker]));
  const used = [...byWorker.keys()];
  const idle = [...known.keys()]
    .filter((worker) => !byWorker.has(worker))
    .slice(0, Math.max(0, pass.count - used.length));
  const workers = [...used, ...idle]
    .sort((a, b) => a - b)
    .map((worker) => activityOf(worker, known.get(worker), byWorker.get(worker) ?? [], pass));
  return {
    wallMs: pass.endedAtMs - pass.startedAtMs,
    workers,
    tasks: aggregateTaskTimes(taskMs, pass.items),
    main: { busyMs: pass.mainBusyMs, messages: pass.records.length },
  };
}

function activityOf(
  worker: number,
  known: ObservedWorker | undefined,
  records: ChunkRecord[],
  pass: PassRecords,
): WorkerActivity {
  const activity: WorkerActivity = {
    worker,
    pid: known?.pid ?? 0,
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
  };
  const segments: Segment[] = [];
  let now = pass.startedAtMs;
  /** Advances to `until`, clamped so that clock noise cannot make a segment negative or make segments overlap. */
  const spend = (kind: Segment['kind'], until: number, extra: Partial<Segment> = {}): number => {
    const end = Math.min(Math.max(until, now), pass.endedAtMs);
    const durationMs = end - now;
    if (durationMs > 0) segments.push({ kind, startMs: now - pass.startedAtMs, durationMs, ...extra });
    now = end;
    return durationMs;
  };
  records.sort((a, b) => a.receivedMs - b.receivedMs);
  for (const record of records) {
    const started = record.startedMs[0] ?? record.receivedMs;
    const ended = lastTime(record.endedMs, started);
    activity.dispatchMs += spend('queue', record.receivedMs);
    activity.cloneInMs += spend('cloneIn', started);
    activity.busyMs += spend('execute', ended, { item: record.firstIndex, items: record.count });
    activity.cloneOutMs += spend('cloneOut', record.resultPostedMs);
    activity.tasks += record.count;
    activity.gcMs += record.gcMs;
    activity.bytesIn += record.bytesIn;
    activity.bytesOut += record.bytesOut;
    activity.heapUsedBytes = record.heapUsedBytes;
    if (record.rssBytes !== null) activity.rssBytes = record.rssBytes;
  }
  activity.tailMs += spend('idle', pass.endedAtMs);
  const before = pass.cpuBefore.get(worker);
  const after = pass.cpuAfter.get(worker);
  if (before && after) {
    activity.onCpuMs = after.runMs - before.runMs;
    activity.runQueueWaitMs = after.waitMs - before.waitMs;
  } else if (records.length > 0 && records.every(({ onCpuMs }) => onCpuMs !== null)) {
    activity.onCpuMs = sum(records.map(({ onCpuMs }) => onCpuMs ?? 0));
    activity.runQueueWaitMs = sum(records.map(({ offCpuMs }) => offCpuMs ?? 0));
    activity.waitIsUpperBound = true;
  }
  activity.segments = mergeSegments(segments);
  return activity;
}

/** Items after a failed one did not run and have no time. */
function lastTime(endedMs: Float64Array, otherwise: number): number {
  return endedMs.findLast((ms) => !Number.isNaN(ms)) ?? otherwise;
}

/**
 * Limits the number of segments, so that a track can be drawn however many tasks it has. Above 2,000 segments, time is
 * cut into equal cells; each cell merges the segments of one kind. Keeps the total duration of each kind.
 */
export function mergeSegments(segments: Segment[]): Segment[] {
  const last = segments.at(-1);
  if (segments.length <= MOST_SEGMENTS || !last) return segments;
  const end = last.startMs + last.durationMs;
  const kinds = new Set(segments.map((segment) => segment.kind)).size;
  const cellMs = end / Math.floor(MOST_SEGMENTS / kinds);
  const merged: Segment[] = [];
  let cell = new Map<Segment['kind'], Segment>();
  let cellStart = 0;
  const close = (): void => {
    let at = cellStart;
    for (const segment of cell.values()) {
      merged.push({ ...segment, startMs: at });
      at += segment.durationMs;
    }
    cell = new Map();
    cellStart = at;
  };
  for (const segment of segments) {
    if (segment.startMs >= cellStart + cellMs) close();
    const sum = cell.get(segment.kind);
    if (!sum) cell.set(segment.kind, { ...segment });
    else {
      sum.durationMs += segment.durationMs;
      if (segment.items !== undefined) sum.items = (sum.items ?? 0) + segment.items;
    }
  }
  close();
  return merged;
}
