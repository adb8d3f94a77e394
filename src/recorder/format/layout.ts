/**
 * Layout of the memory that the threads of a process share, which is also that of the file of the process. Numbers are
 * 64-bit floats, times milliseconds of the monotonic clock or sums of milliseconds.
 */

/** Threads of a process that have memory at the same time; further ones are known by their events only. */
export const SLOTS = 64;
/** Parts of the timeline. When the run is longer, two parts become one. */
export const BINS = 240;
/** Tasks whose times are kept: an even sample of all. */
export const TASKS = 128;

/** States of a slot. */
export const FREE = 0;
export const LIVE = 1;
export const ENDED = 2;

/** Sizes of transferred ArrayBuffers, one half of the main thread and the other of the workers. */
export const TRANSFER_SIZES = 128;

/** Integers before the slots: the state of each slot, the sizes above, then the time of the last write of the file. */
export const HEADER_INTS = SLOTS + TRANSFER_SIZES + 2;
export const LAST_WRITE = HEADER_INTS - 1;

/** Index of each number of a slot. */
export const field = {
  pid: 0,
  threadId: 1,
  startedMs: 2,
  lastSeenMs: 3,
  /** Of the thread; -1 where it is unknown. */
  cpuMs: 4,
  /** Runnable without a core; -1 where it is unknown. */
  runQueueMs: 5,
  /** Idle in the event loop. */
  idleMs: 6,
  gcMs: 7,
  /** In `Atomics.wait` while a task was unanswered, and without one. */
  lockMs: 8,
  parkedMs: 9,
  /** In synchronous calls of child processes. */
  syncMs: 10,
  messagesIn: 11,
  messagesOut: 12,
  /** Serializing messages. */
  cloneOutMs: 13,
  handlerMs: 14,
  /** Messages for which the samples stand, and the sums of the samples multiplied by them. */
  sampledIn: 15,
  sampledBytes: 16,
  sampledCloneInMs: 17,
  /** Messages taken with `receiveMessageOnPort`, which deserializes during the call. */
  receivedSync: 18,
  receiveMs: 19,
  tasks: 20,
  taskMs: 21,
  longestTaskMs: 22,
  /** From the start of the thread to its first message. -1 without a message in. */
  loadedMs: 23,
  binMs: 24,
  taskStride: 25,
  keptTasks: 26,
  loopDelayMeanMs: 27,
  loopDelayMaxMs: 28,
  loopDelayP99Ms: 29,
  heapBytes: 30,
  rssBytes: 31,
  /** Of the whole process with all its threads; main threads only. */
  processCpuMs: 32,
  endedMs: 33,
  exitCode: 34,
  /** Spent on measuring samples of messages. */
  samplingMs: 35,
  originMs: 36,
  /** The operating system's id; -1 where it is unknown. */
  tid: 37,
  /** `cpuMs` and `runQueueMs` when the recorder was loaded. */
  bootCpuMs: 38,
  bootRunQueueMs: 39,
  /** Tasks that this thread sent, as far as it is known how long they waited in the queue of their pool. */
  queued: 40,
  queuedMs: 41,
  longestQueuedMs: 42,
} as const;

/** States that the timeline distinguishes. */
export const binKinds = ['handler', 'cloneIn', 'cloneOut', 'lock'] as const;
export type BinKind = (typeof binKinds)[number];

export const BINS_AT = 48;
export const TASKS_AT = BINS_AT + BINS * binKinds.length;
/** Numbers of a slot: fields, timeline, and start and duration of each task kept. */
export const SLOT_NUMBERS = TASKS_AT + TASKS * 2;
export const SLOT_BYTES = SLOT_NUMBERS * 8;
export const HEADER_BYTES = Math.ceil((HEADER_INTS * 4) / 8) * 8;
export const MEMORY_BYTES = HEADER_BYTES + SLOTS * SLOT_BYTES;
