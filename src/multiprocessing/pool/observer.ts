/** Told about workers and, in detail, about every chunk. Without one nothing is recorded and nothing is paid. */
import { emitWarning } from 'node:process';
import { describeThrown } from '../user-code.ts';

export interface PoolObserver {
  workerReady?(worker: WorkerReady): void;
  workerExited?(worker: { worker: number; exitCode: number | null; signal: string | null }): void;
  chunk?(record: ChunkRecord): void;
  /** Asked before each chunk is sent: where it gives `false`, nothing is recorded of that chunk. Absent: everything is. */
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
  /** The call was made. */
  enqueuedMs: number;
  /** The parent handed it to the channel; serialising it comes after. */
  postedMs: number;
  /** The worker woke up for it; deserialising it comes after. */
  receivedMs: number;
  /** The worker handed the results to the channel; serialising them comes before. */
  resultPostedMs: number;
  /** The parent woke up for the results; deserialising them comes after. */
  resultReceivedMs: number;
  /** Per item of the chunk. Items that did not run because one before them failed have NaN. */
  startedMs: Float64Array;
  endedMs: Float64Array;
  /** The parent serialises. */
  cloneInSendMs: number;
  /** The worker deserialises. */
  cloneInMs: number;
  /** The worker serialises. */
  cloneOutMs: number;
  /** The parent deserialises. */
  cloneOutReceiveMs: number;
  /** Serialised size. For threads it is found when first read, so that finding it does not disturb the run. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Garbage collection in the worker during the chunk. */
  gcMs: number;
  /** Of the worker's own heap, after the chunk. */
  heapUsedBytes: number;
  /** Of the worker's process, after the chunk; `null` for threads, which share theirs. */
  rssBytes: number | null;
  /** CPU time of the worker's thread from the chunk's first item to its last; `null` for threads before Node 23.9. */
  onCpuMs: number | null;
  /** The rest of that time: waiting for a core, or for whatever the tasks wait for. */
  offCpuMs: number | null;
  /** Items that failed. */
  failed: number;
}

/** The observer, with a warning where it throws: what it does wrong must not stop the pool. It warns once, not for each chunk. */
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
