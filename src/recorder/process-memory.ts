import {
  ENDED,
  field,
  FREE,
  HEADER_BYTES,
  HEADER_INTS,
  LAST_WRITE,
  LIVE,
  MEMORY_BYTES,
  SLOT_BYTES,
  SLOT_NUMBERS,
  SLOTS,
  TRANSFER_SIZES,
} from './format/layout.ts';
import { nowMs } from './clock.ts';
import type { RecordingFiles } from './recording-files.ts';
import { Transfers } from './transfers.ts';

/** Between two writes of the file, by whichever thread comes first. */
const WRITE_EVERY_MS = 200;

/**
 * Memory that all threads of a process share: what a worker has recorded outlives its termination, and any thread writes
 * the file for all.
 */
export class ProcessMemory {
  readonly shared: SharedArrayBuffer;
  readonly transfers: Transfers;
  readonly #states: Int32Array;
  readonly #files: RecordingFiles;

  /** @param shared of the process's other threads; a new one without it */
  constructor(files: RecordingFiles, shared = new SharedArrayBuffer(MEMORY_BYTES)) {
    this.shared = shared;
    this.#files = files;
    this.#states = new Int32Array(shared, 0, HEADER_INTS);
    this.transfers = new Transfers(this.#states.subarray(SLOTS, SLOTS + TRANSFER_SIZES));
  }

  /** Returns the numbers of a slot for this thread; `null` if all are taken. */
  claim(): Float64Array | null {
    for (const wanted of [FREE, ENDED]) {
      for (let slot = 0; slot < SLOTS; slot++) {
        if (Atomics.compareExchange(this.#states, slot, wanted, LIVE) !== wanted) continue;
        const numbers = this.#numbersOf(slot);
        if (wanted === ENDED) this.#files.pastSlot(this.#bytesOf(slot));
        numbers.fill(0);
        return numbers;
      }
    }
    return null;
  }

  /** The slot of a thread that runs; `null` if it has none. */
  slotOf(threadId: number): Float64Array | null {
    const slot = this.#indexOf(threadId);
    return slot === null ? null : this.#numbersOf(slot);
  }

  /** Makes the slot of an ended thread available to another. */
  end(threadId: number): void {
    const slot = this.#indexOf(threadId);
    if (slot !== null) Atomics.compareExchange(this.#states, slot, LIVE, ENDED);
  }

  /** Writes the file, if the last time was a while ago. */
  writeSometimes(): void {
    const now = Math.trunc(nowMs()) | 0;
    const last = Atomics.load(this.#states, LAST_WRITE);
    if (((now - last) | 0) < WRITE_EVERY_MS) return;
    if (Atomics.compareExchange(this.#states, LAST_WRITE, last, now) === last) this.write();
  }

  /** Writes the file up to the last slot in use. */
  write(): void {
    let used = 0;
    for (let slot = 0; slot < SLOTS; slot++) if (Atomics.load(this.#states, slot) !== FREE) used = slot + 1;
    this.#files.slots(new Uint8Array(this.shared, 0, HEADER_BYTES + used * SLOT_BYTES).slice());
  }

  #indexOf(threadId: number): number | null {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (Atomics.load(this.#states, slot) !== LIVE) continue;
      const numbers = this.#numbersOf(slot);
      if (numbers[field.threadId] === threadId && (numbers[field.startedMs] ?? 0) > 0) return slot;
    }
    return null;
  }

  #numbersOf(slot: number): Float64Array {
    return new Float64Array(this.shared, HEADER_BYTES + slot * SLOT_BYTES, SLOT_NUMBERS);
  }

  #bytesOf(slot: number): Uint8Array {
    return new Uint8Array(this.shared, HEADER_BYTES + slot * SLOT_BYTES, SLOT_BYTES).slice();
  }
}
