import { keepAlive } from './keep-alive.ts';
import type { Registry } from './registry.ts';
import { blocked, timedOut, Turn, type Blocked, type Step, type TimedOut } from './turn.ts';

const guardWord = 0;
const changesWord = 1;
const selectorWord = 2;
const sizeWord = 3;
/**
 * Number of threads asleep until the guard is free, and until the state changes. Counted because waking costs more than
 * a step.
 */
const guardSleepersWord = 4;
const changeSleepersWord = 5;
const headerWords = 6;
const spins = 200;
/** How long a guard may be held before its holder is suspected to be dead; a step takes microseconds. */
const guardPatienceMs = 5;
/** How long a waiter sleeps before it checks whether the participant it waits for is still alive. */
const patienceMs = 50;

const heapOffset = (size: number): number => Math.ceil(((headerWords + 2 * size) * 4) / 64) * 64;

/**
 * A small state in shared memory, changed by one step at a time. A step works on a copy, and a single store makes the
 * copy the state. A thread that is terminated during a step has changed nothing, and its guard can be taken over.
 */
export class Monitor {
  readonly buffer: SharedArrayBuffer;
  readonly registry: Registry;
  readonly #words: Int32Array;
  readonly #size: number;
  readonly #draft: Int32Array;

  constructor(buffer: SharedArrayBuffer, registry: Registry) {
    this.buffer = buffer;
    this.registry = registry;
    this.#size = new Int32Array(buffer, 0, headerWords)[sizeWord] ?? 0;
    this.#words = new Int32Array(buffer, 0, headerWords + 2 * this.#size);
    this.#draft = new Int32Array(this.#size);
  }

  /**
   * Creates a monitor with `heapBytes` of memory after the words; address space is reserved to grow to `maxHeapBytes`.
   */
  static create(registry: Registry, initial: ArrayLike<number>, heapBytes = 0, maxHeapBytes = heapBytes): Monitor {
    const offset = heapOffset(initial.length);
    const buffer =
      maxHeapBytes > heapBytes
        ? new SharedArrayBuffer(offset + heapBytes, { maxByteLength: offset + maxHeapBytes })
        : new SharedArrayBuffer(offset + heapBytes);
    const words = new Int32Array(buffer, 0, headerWords + initial.length);
    words[sizeWord] = initial.length;
    words.set(initial, headerWords);
    return new Monitor(buffer, registry);
  }

  /** The bytes after the words, for objects that are read and written without steps. */
  get heap(): Uint8Array {
    return new Uint8Array(this.buffer, heapOffset(this.#size));
  }

  turn(actor: number): Turn {
    return new Turn(actor, this.registry, this.buffer, heapOffset(this.#size));
  }

  /** Makes one attempt, which never waits. */
  attempt<R>(turn: Turn, step: Step<R>): R | Blocked {
    const words = this.#words;
    const draft = this.#draft;
    const size = this.#size;
    let changed = false;
    this.#enter();
    try {
      const selector = words[selectorWord] ?? 0;
      const from = headerWords + selector * size;
      for (let i = 0; i < size; i++) draft[i] = words[from + i] ?? 0;
      turn.state = draft;
      const result = step(turn);
      const to = headerWords + (1 - selector) * size;
      for (let i = 0; i < size; i++) {
        const word = draft[i] ?? 0;
        changed ||= word !== words[from + i];
        words[to + i] = word;
      }
      if (changed) {
        Atomics.store(words, selectorWord, 1 - selector);
        Atomics.add(words, changesWord, 1);
      }
      return result;
    } finally {
      Atomics.store(words, guardWord, 0);
      // Read after the store: a thread that is not counted yet sees the change before it sleeps.
      if (Atomics.load(words, guardSleepersWord) !== 0) Atomics.notify(words, guardWord, 1);
      if (changed && Atomics.load(words, changeSleepersWord) !== 0) Atomics.notify(words, changesWord);
    }
  }

  /** Repeats the step until it succeeds, blocking this thread in between. */
  runSync<R>(turn: Turn, step: Step<R>, timeoutMs?: number): R | TimedOut {
    const deadline = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    turn.thorough = timeoutMs === 0;
    for (;;) {
      const changes = Atomics.load(this.#words, changesWord);
      const result = this.attempt(turn, step);
      if (result !== blocked) return result;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return timedOut;
      Atomics.add(this.#words, changeSleepersWord, 1);
      const woken = Atomics.wait(this.#words, changesWord, changes, Math.min(leftMs, patienceMs));
      Atomics.sub(this.#words, changeSleepersWord, 1);
      turn.thorough = woken === 'timed-out';
    }
  }

  /**
   * Repeats the step until it succeeds, with the event loop running in between. `gone` ends the wait of a caller that
   * no longer exists.
   */
  async run<R>(turn: Turn, step: Step<R>, timeoutMs?: number, gone?: () => boolean): Promise<R | TimedOut> {
    const deadline = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    turn.thorough = timeoutMs === 0;
    let release: (() => void) | undefined;
    try {
      for (;;) {
        const changes = Atomics.load(this.#words, changesWord);
        const result = this.attempt(turn, step);
        if (result !== blocked) return result;
        const leftMs = deadline - performance.now();
        if (leftMs <= 0) return timedOut;
        release ??= keepAlive();
        Atomics.add(this.#words, changeSleepersWord, 1);
        const waiting = Atomics.waitAsync(this.#words, changesWord, changes, Math.min(leftMs, patienceMs));
        turn.thorough = (await waiting.value) === 'timed-out';
        Atomics.sub(this.#words, changeSleepersWord, 1);
        if (gone?.() === true) return timedOut;
      }
    } finally {
      release?.();
    }
  }

  #enter(): void {
    const words = this.#words;
    const self = this.registry.self;
    for (let i = 0; i < spins; i++) if (Atomics.compareExchange(words, guardWord, 0, self) === 0) return;
    for (;;) {
      const holder = Atomics.compareExchange(words, guardWord, 0, self);
      if (holder === 0) return;
      Atomics.add(words, guardSleepersWord, 1);
      const woken = Atomics.wait(words, guardWord, holder, guardPatienceMs);
      Atomics.sub(words, guardSleepersWord, 1);
      if (woken !== 'timed-out') continue;
      const dead = this.registry.isDead(holder, true);
      if (dead && Atomics.compareExchange(words, guardWord, holder, self) === holder) return;
    }
  }
}
