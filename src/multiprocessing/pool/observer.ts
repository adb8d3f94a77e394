/** Receives events about workers and, in detail, about every chunk. Costs nothing when unset. */
import { emitWarning } from 'node:process';
import { describeThrown } from '../user-code.ts';

export interface PoolObserver {
  workerReady?(worker: WorkerReady): void;
  workerExited?(worker: { worker: number; exitCode: number | null; signal: string | null }): void;
  chunk?(record: ChunkRecord): void;
  /** Called before each chunk is sent; if it returns `false`, the chunk is not recorded. Without it, every chunk is. */
  recording?(): boolean;
}

/** A worker that has loaded the module. Times: CLOCK_MONOTONIC in ms. */
export interface WorkerReady {
  worker: number;
  pid: number;
  /** Node's id of the thread; `null` for a process. */
  threadId: number | null;
  /** The operating system's id of the thread that runs the tasks; Linux only. */
  tid: number | null;
  createdMs: number;
  onlineMs: number;
  readyMs: number;
}

/** The way of one chunk to a worker and back. Times: CLOCK_MONOTONIC in ms. */
export interface ChunkRecord {
  worker: number;
  firstIndex: number;
  count: number;
  /** When the call was made. */
  enqueuedMs: number;
  /** When the parent passed it to the channel, before it is serialized. */
  postedMs: number;
  /** When the worker woke up for it, before it is deserialized. */
  receivedMs: number;
  /** When the worker passed the serialized results to the channel. */
  resultPostedMs: number;
  /** When the parent woke up for the results, before they are deserialized. */
  resultReceivedMs: number;
  /** Per item of the chunk. NaN for items that did not run because an earlier one failed. */
  startedMs: Float64Array;
  endedMs: Float64Array;
  /** Time the parent spent serializing. */
  cloneInSendMs: number;
  /** Time the worker spent deserializing. */
  cloneInMs: number;
  /** Time the worker spent serializing. */
  cloneOutMs: number;
  /** Time the parent spent deserializing. */
  cloneOutReceiveMs: number;
  /** Serialized size. For threads it is computed when first read, so as not to disturb the run. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Garbage collection in the worker during the chunk. */
  gcMs: number;
  /** Heap of the worker, after the chunk. */
  heapUsedBytes: number;
  /** Resident memory of the worker's process, after the chunk; `null` for threads, which share theirs. */
  rssBytes: number | null;
  /** CPU time of the worker's thread from the chunk's first item to its last; `null` for threads before Node 23.9. */
  onCpuMs: number | null;
  /** The rest of that time: waiting for a core, or for anything else that the tasks wait for. */
  offCpuMs: number | null;
  /** Number of items that failed. */
  failed: number;
}

/** Wraps the observer so that its errors cannot stop the pool. Emits one warning, not one per chunk. */
export function guardObserver(observer: PoolObserver | undefined): PoolObserver | undefined {
  if (observer === undefined) return undefined;
  let warned = false;
  const guard = <T>(call: () => T, otherwise: T): T => {
    try {
      return call();
    } catch (error) {
      if (!warned)
        emitWarning(`The observer of a pool threw: ${describeThrown(error)}`, { type: 'PoolObserverWarning' });
      warned = true;
      return otherwise;
    }
  };
  return {
    workerReady: (worker) => guard(() => observer.workerReady?.(worker), undefined),
    workerExited: (worker) => guard(() => observer.workerExited?.(worker), undefined),
    chunk: (record) => guard(() => observer.chunk?.(record), undefined),
    recording: () => guard(() => observer.chunk !== undefined && (observer.recording?.() ?? true), false),
  };
}
