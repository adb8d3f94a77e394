import { join } from 'node:path';
import { KernelFile } from '../machine/kernel-file.ts';
import { listIfThere, readIfThere } from '../machine/read-if-there.ts';
import type { ScriptEvent } from '../../recorder/format/events.ts';
import type { WatchedThread } from './protocol.ts';

/** Parts of the timeline; when it is full, two become one. */
const BINS = 240;
const FIRST_BIN_MS = 20;
/** Files kept open: a process has a limit for them. */
const MOST_OPEN = 400;

interface OpenThread extends WatchedThread {
  file: KernelFile | null;
}

/** Follows the threads of a command by the events that its recorder writes, and reads their times from the kernel. */
export class ThreadWatch {
  readonly #folder: string;
  readonly #originMs: number;
  readonly #read = new Map<string, number>();
  readonly #threads: OpenThread[] = [];
  readonly pids = new Set<number>();

  constructor(folder: string, originMs: number) {
    this.#folder = folder;
    this.#originMs = originMs;
  }

  /** Looks for new threads. @returns whether there is a new process */
  discover(): boolean {
    const before = this.pids.size;
    for (const name of listIfThere(this.#folder) ?? []) if (name.endsWith('.events')) this.#readEvents(name);
    return this.pids.size > before;
  }

  /** Reads the times of all threads. */
  sample(nowMs: number): void {
    for (const thread of this.#threads) if (thread.file) readThread(thread, nowMs, this.#originMs);
  }

  /** All threads that were seen. */
  seen(): WatchedThread[] {
    return this.#threads.map(({ pid, tid, cpuMs, runQueueMs, lastMs, binMs, onCore, waiting }) => {
      return { pid, tid, cpuMs, runQueueMs, lastMs, binMs, onCore, waiting };
    });
  }

  close(): void {
    for (const { file } of this.#threads) file?.close();
  }

  #readEvents(name: string): void {
    const text = readIfThere(join(this.#folder, name)) ?? '';
    const from = this.#read.get(name) ?? 0;
    // The last line may be half written.
    const to = text.lastIndexOf('\n') + 1;
    if (to <= from) return;
    this.#read.set(name, to);
    const pid = Number.parseInt(name, 10);
    this.pids.add(pid);
    for (const line of text.slice(from, to).split('\n')) {
      if (!line.startsWith('{"type":"thread"')) continue;
      const { tid, atMs } = parseEvent(line);
      if (typeof tid === 'number' && typeof atMs === 'number') this.#open(pid, tid, atMs);
    }
  }

  #open(pid: number, tid: number, atMs: number): void {
    const open = this.#threads.filter(({ file }) => file !== null).length;
    const file = open < MOST_OPEN ? KernelFile.open(`/proc/${pid}/task/${tid}/schedstat`) : null;
    if (file === null) return;
    const bins = (): number[] => new Array<number>(BINS).fill(0);
    const thread = { pid, tid, cpuMs: 0, runQueueMs: 0, lastMs: atMs, binMs: FIRST_BIN_MS, file };
    this.#threads.push({ ...thread, onCore: bins(), waiting: bins() });
  }
}

/** Of a line that the program may have damaged. */
function parseEvent(line: string): Partial<Extract<ScriptEvent, { type: 'thread' }>> {
  try {
    return JSON.parse(line) as Extract<ScriptEvent, { type: 'thread' }>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function readThread(thread: OpenThread, nowMs: number, originMs: number): void {
  const { file } = thread;
  if (!file?.read()) {
    file?.close();
    thread.file = null;
    return;
  }
  const cpuMs = file.number() / 1e6;
  const runQueueMs = file.number() / 1e6;
  const [fromMs, toMs] = [Math.max(0, thread.lastMs - originMs), nowMs - originMs];
  while (toMs >= thread.binMs * BINS) coarsen(thread);
  spread(thread.onCore, thread.binMs, fromMs, toMs, cpuMs - thread.cpuMs);
  spread(thread.waiting, thread.binMs, fromMs, toMs, runQueueMs - thread.runQueueMs);
  Object.assign(thread, { cpuMs, runQueueMs, lastMs: nowMs });
}

/** Books an amount evenly on the parts between two times. */
function spread(bins: number[], binMs: number, fromMs: number, toMs: number, amount: number): void {
  if (toMs <= fromMs || amount === 0) return;
  for (let bin = Math.floor(fromMs / binMs); bin * binMs < toMs && bin < bins.length; bin++) {
    const inside = Math.min(toMs, (bin + 1) * binMs) - Math.max(fromMs, bin * binMs);
    bins[bin] = (bins[bin] ?? 0) + (amount * inside) / (toMs - fromMs);
  }
}

function coarsen(thread: OpenThread): void {
  for (const bins of [thread.onCore, thread.waiting]) {
    for (let bin = 0; bin < BINS; bin++)
      bins[bin] = bin < BINS / 2 ? (bins[bin * 2] ?? 0) + (bins[bin * 2 + 1] ?? 0) : 0;
  }
  thread.binMs *= 2;
}
