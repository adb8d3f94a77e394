import { serialize } from 'node:v8';
import { nowMs } from '../clock.ts';
import type { ChunkRecord } from './observer.ts';
import type { Packed } from '../wire/packed-values.ts';
import type { Batch } from './pool-work.ts';
import type { Done } from '../wire/protocol.ts';
import type { DoneReceipt } from './worker-link.ts';

/** A batch that was sent to a worker and has not been answered. */
export interface Flight {
  id: number;
  batch: Batch;
  postedMs: number;
  estimateMs: number;
  /** Number of items whose results have arrived. */
  answered: number;
  timer: NodeJS.Timeout | null;
  /** The worker could not read the batch, so it has not begun. */
  unread?: true;
  /** Only when recording. */
  cloneInSendMs: number;
  bytesIn: () => number;
  /** Releases the shared objects that the worker will no longer receive. */
  abandon: (() => void) | null;
}

/** Creates the flight of a batch that is about to be sent. */
export function makeFlight(id: number, batch: Batch, estimateMs: number, recording: boolean): Flight {
  const bytesIn = recording ? sizeOf(batch.items, batch.transfer.length > 0) : (): number => 0;
  return {
    id,
    batch,
    postedMs: nowMs(),
    estimateMs,
    answered: 0,
    timer: null,
    cloneInSendMs: 0,
    bytesIn,
    abandon: null,
  };
}

/** Combines the data of both sides into the record of an answered batch. */
export function chunkRecord(worker: number, flight: Flight, done: Done, receipt: DoneReceipt): ChunkRecord {
  const { batch, postedMs, cloneInSendMs, bytesIn } = flight;
  const { record, resultReceivedMs, cloneOutReceiveMs, bytes } = receipt;
  const bytesOut = bytes === null ? sizeOf(done.values, false) : (): number => bytes;
  return {
    worker,
    firstIndex: batch.first,
    count: batch.count,
    enqueuedMs: batch.work.enqueuedMs,
    postedMs,
    ...record,
    resultReceivedMs,
    cloneInSendMs,
    cloneOutReceiveMs,
    get bytesIn() {
      return bytesIn();
    },
    get bytesOut() {
      return bytesOut();
    },
    failed: done.failures?.length ?? 0,
  };
}

/**
 * Returns the serialized size, computed on demand because it costs as much as sending.
 * @param moved whether buffers are moved and gone later, so that the size must be computed immediately
 */
function sizeOf(packed: Packed, moved: boolean): () => number {
  const measure = (): number => {
    if ('same' in packed) return 0;
    if ('numbers' in packed) return packed.numbers.byteLength;
    try {
      return serialize('text' in packed ? packed : packed.list).byteLength;
    } catch {
      // Threads can send values that this serializer cannot, such as shared memory; its size on the wire is negligible.
      return 0;
    }
  };
  if (!moved && ('list' in packed || 'text' in packed)) return measure;
  const bytes = measure();
  return () => bytes;
}
