import { getHeapStatistics, type GCProfiler } from 'node:v8';
import type { Transferable } from 'node:worker_threads';
import { errorToData } from '../wire/error-data.ts';
import { DataCloneError } from '../wire/errors.ts';
import { takeMoved } from '../wire/move.ts';
import { ownBuffers, pack, shortestPacked, type Packed } from '../wire/packed-values.ts';
import type { Done, FailedItem, RunMessage, RunRecord } from '../wire/protocol.ts';
import { nowMs } from '../clock.ts';
import { residentBytes } from './resident-bytes.ts';
import { threadCpuMs } from './thread-cpu.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** How a run was received, when recording. */
export interface RunReceipt {
  receivedMs: number;
  cloneInMs: number;
}

/** Observations about a run, when recording. */
export interface Recording {
  receipt: RunReceipt;
  profiler: GCProfiler;
  /** When the run began: by the clock, and by the thread's CPU time where that is known. */
  began: { atMs: number; cpuMs: number | null };
  kind: 'threads' | 'processes';
}

/** A run in progress, as needed by replies. */
export interface RunOutcome {
  readonly run: RunMessage;
  /** The next item. */
  readonly index: number;
  readonly times: { startedMs: Float64Array; endedMs: Float64Array } | null;
  /** Returns the results that have not been sent yet. `from` is the index of the first. */
  takeOutcome(): { from: number; values: Packed; failures: FailedItem[] };
}

/** Sends the results of a run so far; the run continues. */
export function replyPart(channel: WorkerChannel, progress: RunOutcome): void {
  reply(channel, progress, (outcome, transfer) =>
    channel.post({ type: 'part', batch: progress.run.batch, next: progress.index, ...outcome }, transfer),
  );
}

/** Sends the results of a run that has ended after `tookMs`. */
export function replyDone(
  channel: WorkerChannel,
  progress: RunOutcome,
  tookMs: number,
  recording: Recording | null,
): void {
  const record = recording === null ? null : closeRecord(progress, recording);
  reply(channel, progress, (outcome, transfer) => {
    const done: Done = { type: 'done', batch: progress.run.batch, tookMs, ...outcome };
    if (record === null) channel.post(done, transfer);
    else channel.postRecorded(done, record, transfer);
  });
}

function reply(
  channel: WorkerChannel,
  progress: RunOutcome,
  post: (outcome: Pick<Done, 'values' | 'from' | 'failures'>, transfer: Transferable[]) => void,
): void {
  const { from, values, failures } = progress.takeOutcome();
  const list = 'list' in values ? values.list : [];
  const send = (): void => {
    // A short list is never holey and is sent unchanged.
    const packed: Packed = list.length >= shortestPacked ? pack(list) : values;
    const transfer: Transferable[] = ownBuffers(packed);
    if ('list' in packed) transfer.push(...takeMoved(list));
    post({ values: packed, ...(from > 0 && { from }), ...(failures.length > 0 && { failures }) }, transfer);
  };
  try {
    send();
  } catch (error) {
    replaceUnclonable(channel, list, failures, from, error);
    send();
  }
}

/** Turns results that cannot be sent into failures of their items, so that the others still arrive. */
function replaceUnclonable(
  channel: WorkerChannel,
  values: unknown[],
  failures: FailedItem[],
  from: number,
  error: unknown,
): void {
  const why = error instanceof Error ? error.message : String(error);
  const failure = new DataCloneError(
    `The result cannot be sent back: ${/[.!?]$/.test(why) ? why : `${why}.`} Return plain data: functions, symbols, promises and streams stay in the worker.`,
  );
  const data = errorToData(failure, () => false);
  const bad = [...values.keys()].filter((index) => !channel.canClone(values[index]));
  // Each can be sent alone, but not together: two results may move the same buffer.
  for (const index of bad.length > 0 ? bad : values.keys()) {
    values[index] = undefined;
    failures.push({ index: from + index, error: data });
  }
  failures.sort((a, b) => a.index - b.index);
}

function closeRecord(progress: RunOutcome, { receipt, profiler, began, kind }: Recording): RunRecord {
  const cpuMs = began.cpuMs === null ? null : (threadCpuMs(kind) ?? 0) - began.cpuMs;
  const tookMs = nowMs() - began.atMs;
  const collections = profiler.stop().statistics;
  return {
    ...receipt,
    resultPostedMs: 0,
    startedMs: progress.times?.startedMs ?? new Float64Array(),
    endedMs: progress.times?.endedMs ?? new Float64Array(),
    cloneOutMs: 0,
    // GCProfiler reports microseconds.
    gcMs: collections.reduce((sum, { cost }) => sum + cost, 0) / 1000,
    heapUsedBytes: getHeapStatistics().used_heap_size,
    rssBytes: kind === 'processes' ? residentBytes() : null,
    onCpuMs: cpuMs,
    offCpuMs: cpuMs === null ? null : Math.max(0, tookMs - cpuMs),
  };
}
