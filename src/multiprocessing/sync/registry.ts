import { randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { osThreadId } from './os-thread.ts';
import { perThread } from '../per-thread.ts';

const headerWords = 16;
const slotWords = 32;
const maxParticipants = 16_384;
const nextWord = 2;
/** Word offsets in a slot; the rest holds the name in UTF-8. */
const slot = { state: 0, pid: 1, threadId: 2, osThread: 3, nameBytes: 4, name: 5 };
const maxNameBytes = (slotWords - slot.name) * 4;
const alive = 1;
const dead = 2;

/**
 * The participants of a family of shared objects: threads of this process and, through the server, those of others.
 * Locks identify their holder by the number assigned here, so that a waiter can detect a dead holder and name it.
 */
export class Registry {
  readonly buffer: SharedArrayBuffer;
  readonly key: string;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #self = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.key = Buffer.from(buffer, 0, 8).toString('hex');
  }

  /** Returns the registry of objects that this thread creates. */
  static own(): Registry {
    return perThread('own registry', () => {
      const buffer = new SharedArrayBuffer((headerWords + slotWords * maxParticipants) * 4);
      const words = new Int32Array(buffer);
      randomFillSync(words, 0, 2);
      words[nextWord] = 1;
      return Registry.of(buffer);
    });
  }

  /** One object per registry and thread: each message that carries the buffer makes a new SharedArrayBuffer object. */
  static of(buffer: SharedArrayBuffer): Registry {
    const known = perThread('registries', () => new Map<string, Registry>());
    const registry = new Registry(buffer);
    const existing = known.get(registry.key);
    if (existing !== undefined) return existing;
    known.set(registry.key, registry);
    return registry;
  }

  /** This thread's number, assigned at its first use of the registry. */
  get self(): number {
    if (this.#self === 0) {
      const self = this.add(process.pid, threadId, participantName(), osThreadId());
      this.#self = self;
      // A thread that ends by itself reports it; one that is terminated cannot, and is detected by `isDead`.
      process.once('exit', () => this.markDead(self));
    }
    return this.#self;
  }

  /** Adds a participant and returns its number, which is never reused. */
  add(pid: number, thread: number, name: string, osThread = 0): number {
    const id = Atomics.add(this.#words, nextWord, 1);
    if (id >= maxParticipants) {
      throw new RangeError(
        `more than ${maxParticipants} workers have used the shared objects of process ${process.pid}; create new objects`,
      );
    }
    const at = headerWords + id * slotWords;
    const bytes = Buffer.from(name).subarray(0, maxNameBytes);
    this.#bytes.set(bytes, (at + slot.name) * 4);
    this.#words[at + slot.nameBytes] = bytes.length;
    this.#words[at + slot.pid] = pid;
    this.#words[at + slot.threadId] = thread;
    this.#words[at + slot.osThread] = osThread;
    Atomics.store(this.#words, at + slot.state, alive);
    return id;
  }

  markDead(id: number): void {
    Atomics.store(this.#words, headerWords + id * slotWords + slot.state, dead);
  }

  /** Marks a thread of this process as dead in all registries. Call it when the thread exits. */
  markThreadDead(thread: number): void {
    const count = Math.min(Atomics.load(this.#words, nextWord), maxParticipants);
    for (let id = 1; id < count; id++) {
      const at = headerWords + id * slotWords;
      if (this.#words[at + slot.threadId] === thread && this.#words[at + slot.pid] === process.pid) this.markDead(id);
    }
  }

  /**
   * Returns whether a participant is dead. `thorough` also asks the operating system, which takes some microseconds.
   */
  isDead(id: number, thorough: boolean): boolean {
    const at = headerWords + id * slotWords;
    if (Atomics.load(this.#words, at + slot.state) === dead) return true;
    const osThread = this.#words[at + slot.osThread] ?? 0;
    if (!thorough || osThread === 0 || this.#words[at + slot.pid] !== process.pid) return false;
    if (existsSync(`/proc/self/task/${osThread}`)) return false;
    this.markDead(id);
    return true;
  }

  /** Describes a participant: `Process-2 (process 4711)`, `Process-3 (thread 5 of process 4710)`. */
  describe(id: number): string {
    const at = headerWords + id * slotWords;
    const from = (at + slot.name) * 4;
    const name = Buffer.from(this.#bytes.slice(from, from + (this.#words[at + slot.nameBytes] ?? 0))).toString();
    const thread = this.#words[at + slot.threadId] ?? 0;
    const pid = this.#words[at + slot.pid] ?? 0;
    return `${name} (${thread === 0 ? '' : `thread ${thread} of `}process ${pid})`;
  }
}

/** Returns the name of this thread in messages; a Process sets it in its child. */
export function participantName(): string {
  const given = perThread('participant name', () => ({ name: '' }));
  if (given.name !== '') return given.name;
  return threadId === 0 ? 'main thread' : `worker thread ${threadId}`;
}

/** Sets the name of this thread. Call it before the thread uses a shared object. */
export function setParticipantName(name: string): void {
  perThread('participant name', () => ({ name: '' })).name = name;
}

/** Marks a thread that this thread started as ended, so that everything it held is known to be lost. */
export function noteThreadEnded(thread: number): void {
  for (const registry of perThread('registries', () => new Map<string, Registry>()).values())
    registry.markThreadDead(thread);
}
