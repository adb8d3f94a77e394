import type { Turn } from './turn.ts';

const head = 0;
const used = 1;
const capacity = 2;
const lengthBytes = 4;

/** How many words the ring takes at the start of an object's state. */
export const ringWords = 3;

/** The first words of a ring over a heap of this size. */
export const ringState = (heapBytes: number): number[] => [0, 0, heapBytes];

/**
 * Consecutive messages in an object's heap. Bytes are written only to free space, and become a message when the words
 * change, so a writer that is terminated leaves the ring unchanged.
 */
export class ByteRing {
  readonly #turn: Turn;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  /** Appends a message. Returns false if there is no room for it and the ring cannot grow. */
  push(message: Uint8Array): boolean {
    const { state } = this.#turn;
    const needed = this.#turn.at(used) + lengthBytes + message.length;
    if (needed > this.#turn.at(capacity) && !this.#grow(needed)) return false;
    const at = this.#turn.at(head) + this.#turn.at(used);
    this.#write(at, new Uint8Array(Uint32Array.of(message.length).buffer));
    this.#write(at + lengthBytes, message);
    state[used] = needed;
    return true;
  }

  /** Removes and returns the oldest message; the ring must not be empty. */
  shift(): Uint8Array {
    const { state } = this.#turn;
    const at = this.#turn.at(head);
    const length = new Uint32Array(this.#read(at, lengthBytes).buffer)[0] ?? 0;
    const message = this.#read(at + lengthBytes, length);
    const left = this.#turn.at(used) - lengthBytes - length;
    state[used] = left;
    // An empty ring starts over, so that a short queue stays within the same few pages.
    state[head] = left === 0 ? 0 : (at + lengthBytes + length) % this.#turn.at(capacity);
    return message;
  }

  /** At least doubles the ring, so that the wrapped part can move to the new end without overlapping its old place. */
  #grow(needed: number): boolean {
    const { state } = this.#turn;
    const old = this.#turn.at(capacity);
    const size = Math.max(2 * old, 2 ** Math.ceil(Math.log2(needed)));
    if (size > 0x7fffffff || !this.#turn.growHeap(size)) return false;
    const start = this.#turn.at(head);
    if (start + this.#turn.at(used) > old) {
      const tail = old - start;
      this.#turn.heap.copyWithin(size - tail, start, old);
      state[head] = size - tail;
    }
    state[capacity] = size;
    return true;
  }

  #write(position: number, bytes: Uint8Array): void {
    const size = this.#turn.at(capacity);
    const start = position % size;
    const first = Math.min(bytes.length, size - start);
    const { heap } = this.#turn;
    heap.set(bytes.subarray(0, first), start);
    heap.set(bytes.subarray(first), 0);
  }

  #read(position: number, length: number): Uint8Array<ArrayBuffer> {
    const size = this.#turn.at(capacity);
    const start = position % size;
    const first = Math.min(length, size - start);
    const { heap } = this.#turn;
    const bytes = new Uint8Array(length);
    bytes.set(heap.subarray(start, start + first));
    bytes.set(heap.subarray(0, length - first), first);
    return bytes;
  }
}
