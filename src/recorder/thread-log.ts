import { performance, PerformanceObserver, monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { BINS, BINS_AT, binKinds, field, TASKS, TASKS_AT, type BinKind } from './format/layout.ts';
import { quietly } from './quietly.ts';
import { readSchedulerTimes } from './recording-files.ts';

/** Width of a part of the timeline at first. */
const FIRST_BIN_MS = 2.5;
/** Messages whose reply is awaited; of more, only their number is known. */
const MOST_PENDING = 256;
/** Names under which pools number their requests. */
const idNames = ['id', 'taskId', 'requestId', 'jobId', 'messageId'] as const;

type Id = string | number;
interface Pending {
  id: Id | null;
  atMs: number;
}

const eventLoopUtilization = performance.eventLoopUtilization.bind(performance);
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
const threadCpuUsage = (process as { threadCpuUsage?: () => { user: number; system: number } }).threadCpuUsage;
const binIndex = Object.fromEntries(binKinds.map((kind, index) => [kind, BINS_AT + index * BINS])) as Record<
  BinKind,
  number
>;

/** Records of one thread, in memory that outlives it. All methods are cheap, because they run with each message. */
export class ThreadLog {
  readonly #numbers: Float64Array;
  readonly #tid: number | null;
  readonly #pending: Pending[] = [];
  readonly #pairsTasks: boolean;
  #loopDelay: ReturnType<typeof monitorEventLoopDelay> | null = null;
  #readAtMs = 0;
  #isTimed = false;
  /** Tasks, or chunks of tasks, so far. */
  #spans = 0;

  /** @param pairsTasks whether messages in are tasks, and messages out their replies */
  constructor(numbers: Float64Array, threadId: number, tid: number | null, originMs: number, pairsTasks: boolean) {
    this.#numbers = numbers;
    this.#tid = tid;
    this.#pairsTasks = pairsTasks;
    const now = nowMs();
    this.#set(field.pid, process.pid);
    this.#set(field.threadId, threadId);
    this.#set(field.lastSeenMs, now);
    this.#set(field.cpuMs, -1);
    this.#set(field.runQueueMs, -1);
    this.#set(field.loadedMs, -1);
    this.#set(field.binMs, FIRST_BIN_MS);
    this.#set(field.taskStride, 1);
    this.#set(field.originMs, originMs);
    this.#set(field.tid, tid ?? -1);
    this.#set(field.exitCode, -1);
    const boot = tid === null ? null : readSchedulerTimes(tid);
    this.#set(field.bootCpuMs, boot?.cpuMs ?? 0);
    this.#set(field.bootRunQueueMs, boot?.runQueueMs ?? 0);
    // Last: from now on the slot counts.
    this.#set(field.startedMs, now);
  }

  /** Begins to watch garbage collection and, on main threads, the delay of the event loop. */
  watch(): void {
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.add(field.gcMs, duration);
    });
    observer.observe({ entryTypes: ['gc'] });
    if (!isMainThread) return;
    this.#loopDelay = monitorEventLoopDelay({ resolution: 20 });
    this.#loopDelay.enable();
  }

  /** @param index of `field` */
  add(index: number, amount: number): void {
    this.#numbers[index] = (this.#numbers[index] ?? 0) + amount;
  }

  get(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  /** Books a span on the timeline. */
  span(kind: BinKind, fromMs: number, toMs: number): void {
    const numbers = this.#numbers;
    const from = Math.max(0, fromMs - this.get(field.originMs));
    const to = toMs - this.get(field.originMs);
    while (to >= this.get(field.binMs) * BINS) this.#coarsen();
    const width = this.get(field.binMs);
    const base = binIndex[kind];
    for (let bin = Math.floor(from / width); bin * width < to; bin++) {
      const inside = Math.min(to, (bin + 1) * width) - Math.max(from, bin * width);
      numbers[base + bin] = (numbers[base + bin] ?? 0) + inside;
    }
  }

  /** A message has arrived, and its handler begins. */
  messageIn(value: unknown, atMs: number): void {
    if (this.#pairsTasks && this.get(field.messagesIn) === 0) this.#load(atMs);
    this.add(field.messagesIn, 1);
    if (!this.#pairsTasks || this.#pending.length >= MOST_PENDING) return;
    this.#pending.push({ id: idOf(value), atMs });
  }

  /** The handler of a message has returned. */
  handled(fromMs: number, toMs: number): void {
    this.add(field.handlerMs, toMs - fromMs);
    this.span('handler', fromMs, toMs);
    this.seen(toMs);
  }

  /**
   * A message is sent: if it answers one, that was a task. Recorded before it leaves, because its receiver may terminate this
   * thread.
   */
  messageOut(value: unknown, atMs: number): void {
    this.add(field.messagesOut, 1);
    const task = this.#pending.length === 0 ? null : this.#answeredBy(value);
    if (task && !this.#isTimed) this.#addTasks(1, task.atMs, atMs);
    this.#set(field.lastSeenMs, atMs);
  }

  /** Chunks are timed where they run, so that requests and replies need not be paired. */
  ran(tasks: number, fromMs: number, toMs: number): void {
    if (!this.#isTimed) {
      this.#isTimed = true;
      for (const index of [field.tasks, field.taskMs, field.longestTaskMs, field.keptTasks]) this.#set(index, 0);
      this.#set(field.taskStride, 1);
    }
    this.#addTasks(tasks, fromMs, toMs);
  }

  /** A pool of this thread has sent tasks that were in its queue for so long. */
  queued(tasks: number, waitedMs: number): void {
    this.add(field.queued, tasks);
    this.add(field.queuedMs, tasks * waitedMs);
    if (waitedMs > this.get(field.longestQueuedMs)) this.#set(field.longestQueuedMs, waitedMs);
  }

  /** A message was serialized. */
  serialized(fromMs: number, toMs: number): void {
    this.add(field.cloneOutMs, toMs - fromMs);
    this.span('cloneOut', fromMs, toMs);
    this.seen(toMs);
  }

  /** Whether a task was received and not answered yet. A worker that receives no messages has its task from the start. */
  get isAtWork(): boolean {
    return this.#pending.length > 0 || (this.#pairsTasks && this.get(field.messagesIn) === 0);
  }

  /** The thread is alive at this time; reads its times now and then. */
  seen(atMs: number): void {
    this.#set(field.lastSeenMs, atMs);
    if (atMs - this.#readAtMs > 100) this.readTimes(atMs);
  }

  /** Reads the clocks of the thread. */
  readTimes(atMs: number): void {
    this.#readAtMs = atMs;
    quietly(() => {
      const times = this.#tid === null ? null : readSchedulerTimes(this.#tid);
      if (times) {
        this.#set(field.cpuMs, times.cpuMs);
        this.#set(field.runQueueMs, times.runQueueMs);
      } else if (threadCpuUsage) {
        const { user, system } = threadCpuUsage.call(process);
        this.#set(field.cpuMs, (user + system) / 1e3);
      }
      this.#set(field.idleMs, eventLoopUtilization().idle);
      this.#set(field.lastSeenMs, nowMs());
      const { heapUsed, rss } = process.memoryUsage();
      this.#set(field.heapBytes, Math.max(heapUsed, this.get(field.heapBytes)));
      if (!isMainThread) return;
      this.#set(field.rssBytes, Math.max(rss, this.get(field.rssBytes)));
      const { user, system } = process.cpuUsage();
      this.#set(field.processCpuMs, (user + system) / 1e3);
      if (!this.#loopDelay || this.#loopDelay.count === 0) return;
      this.#set(field.loopDelayMeanMs, this.#loopDelay.mean / 1e6);
      this.#set(field.loopDelayMaxMs, this.#loopDelay.max / 1e6);
      this.#set(field.loopDelayP99Ms, this.#loopDelay.percentile(99) / 1e6);
    });
  }

  /** The thread ends. */
  end(code: number): void {
    const now = nowMs();
    this.readTimes(now);
    this.#set(field.endedMs, now);
    this.#set(field.exitCode, code);
  }

  #set(index: number, value: number): void {
    this.#numbers[index] = value;
  }

  /** Counts the busy time of a worker until its first message as start-up. */
  #load(atMs: number): void {
    quietly(() =>
      this.#set(field.loadedMs, Math.max(0, atMs - this.get(field.startedMs) - eventLoopUtilization().idle)),
    );
  }

  #answeredBy(value: unknown): Pending | null {
    if (this.#pending.length === 1) return this.#pending.pop() ?? null;
    const id = this.#pending[0]?.id === null ? null : ownIdOf(value);
    const index = id === null ? 0 : this.#pending.findIndex((one) => one.id === id);
    return index < 0 ? null : (this.#pending.splice(index, 1)[0] ?? null);
  }

  /** @param tasks how many ran one after the other */
  #addTasks(tasks: number, fromMs: number, toMs: number): void {
    const longestMs = (toMs - fromMs) / tasks;
    this.add(field.tasks, tasks);
    this.add(field.taskMs, toMs - fromMs);
    if (longestMs > this.get(field.longestTaskMs)) this.#set(field.longestTaskMs, longestMs);
    if (this.#spans++ % this.get(field.taskStride) !== 0) return;
    if (this.get(field.keptTasks) >= TASKS) this.#thinTasks();
    const at = TASKS_AT + this.get(field.keptTasks) * 2;
    this.#numbers[at] = fromMs;
    this.#numbers[at + 1] = toMs - fromMs;
    this.add(field.keptTasks, 1);
  }

  #thinTasks(): void {
    const numbers = this.#numbers;
    for (let kept = 0; kept < TASKS / 2; kept++) {
      numbers[TASKS_AT + kept * 2] = numbers[TASKS_AT + kept * 4] ?? 0;
      numbers[TASKS_AT + kept * 2 + 1] = numbers[TASKS_AT + kept * 4 + 1] ?? 0;
    }
    this.#set(field.keptTasks, TASKS / 2);
    this.#set(field.taskStride, this.get(field.taskStride) * 2);
  }

  #coarsen(): void {
    for (const base of Object.values(binIndex)) {
      for (let bin = 0; bin < BINS; bin++) {
        const merged = bin < BINS / 2;
        this.#numbers[base + bin] = merged
          ? (this.#numbers[base + bin * 2] ?? 0) + (this.#numbers[base + bin * 2 + 1] ?? 0)
          : 0;
      }
    }
    this.#set(field.binMs, this.get(field.binMs) * 2);
  }
}

/** Of a received value, which has no accessors. */
function idOf(value: unknown): Id | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const name of idNames) {
    const id = (value as Record<string, unknown>)[name];
    if (typeof id === 'number' || typeof id === 'string') return id;
  }
  return null;
}

/** Of a value of the program, whose accessors must not run. */
function ownIdOf(value: unknown): Id | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const name of idNames) {
    const id: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (typeof id === 'number' || typeof id === 'string') return id;
  }
  return null;
}
