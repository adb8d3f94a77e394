import { isMainThread } from 'node:worker_threads';
import { TRANSFER_SIZES } from './format/layout.ts';

// Kept because programs may replace them.
const { apply, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const byteLengthOf = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as () => number;

/** Buffers of a message whose sizes are remembered. */
const MOST_BUFFERS = 16;

/**
 * Sizes of the ArrayBuffers that threads of this process have transferred. A receiver cannot see whether a buffer was copied
 * or transferred, so one that has the size of a transferred one is taken for transferred. Those of the main thread and
 * those of the workers are apart: a worker may transfer a result that is as large as the copy that it was given.
 */
export class Transfers {
  readonly #sizes: Int32Array;
  readonly #isMain: boolean;

  /** @param sizes shared by all threads, filled with 0 */
  constructor(sizes: Int32Array, isMain = isMainThread) {
    this.#sizes = sizes;
    this.#isMain = isMain;
  }

  /** A message is about to be sent with this transfer list, or with these options. */
  sent(listOrOptions: unknown): void {
    if (typeof listOrOptions !== 'object' || listOrOptions === null) return;
    const list: unknown = isArray(listOrOptions)
      ? listOrOptions
      : getOwnPropertyDescriptor(listOrOptions, 'transfer')?.value;
    if (!isArray(list)) return;
    for (let index = 0; index < Math.min(list.length, MOST_BUFFERS); index++) {
      const buffer: unknown = getOwnPropertyDescriptor(list, index)?.value;
      if (!(buffer instanceof ArrayBuffer)) continue;
      const size = apply(byteLengthOf, buffer, []);
      this.#sizes[placeOf(size, this.#isMain)] = size | 0;
    }
  }

  /** @param mayBeOfWorker whether it may come from another worker, for a receiver that is one itself */
  has(size: number, mayBeOfWorker: boolean): boolean {
    const isOf = (isMain: boolean): boolean => size > 0 && this.#sizes[placeOf(size, isMain)] === (size | 0);
    return isOf(!this.#isMain) || (mayBeOfWorker && isOf(false));
  }
}

function placeOf(size: number, isMain: boolean): number {
  const half = TRANSFER_SIZES / 2;
  return ((size ^ (size >>> 8) ^ (size >>> 16)) & (half - 1)) + (isMain ? 0 : half);
}
