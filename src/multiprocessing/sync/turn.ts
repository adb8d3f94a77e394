import type { Registry } from './registry.ts';

/** Result of a step that must wait. Its changes to the state are kept. */
export const blocked = Symbol('blocked');
/** The answer of a call whose time ran out. */
export const timedOut = Symbol('timed out');
export type Blocked = typeof blocked;
export type TimedOut = typeof timedOut;

const noState = new Int32Array(0);

/** One call of an operation on a shared object, over all its attempts: the object's state and who calls. */
export class Turn {
  /** The object's words: a private copy that becomes the object's state when the step returns. */
  state: Int32Array = noState;
  /** Kept between the attempts of one call. */
  memo: number | undefined = undefined;
  /** Whether `isDead` also asks the operating system, which takes some microseconds. */
  thorough = false;
  /** The caller's number in the registry. */
  readonly actor: number;
  readonly #registry: Registry;
  readonly #buffer: SharedArrayBuffer;
  readonly #heapOffset: number;

  constructor(actor: number, registry: Registry, buffer: SharedArrayBuffer, heapOffset: number) {
    this.actor = actor;
    this.#registry = registry;
    this.#buffer = buffer;
    this.#heapOffset = heapOffset;
  }

  /** The bytes after the words. */
  get heap(): Uint8Array {
    return new Uint8Array(this.#buffer, this.#heapOffset);
  }

  /** Grows the heap to at least this size, keeping its content; false if that exceeds the reservation. */
  growHeap(bytes: number): boolean {
    const needed = this.#heapOffset + bytes;
    if (needed <= this.#buffer.byteLength) return true;
    if (!this.#buffer.growable || needed > this.#buffer.maxByteLength) return false;
    this.#buffer.grow(needed);
    return true;
  }

  /** Returns a word of the state. */
  at(index: number): number {
    return this.state[index] ?? 0;
  }

  isDead(participant: number): boolean {
    return participant !== 0 && this.#registry.isDead(participant, this.thorough);
  }

  describe(participant: number): string {
    return this.#registry.describe(participant);
  }
}

/** One attempt of an operation. */
export type Step<R> = (turn: Turn) => R | Blocked;
