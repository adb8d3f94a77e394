import type { PoolFunction, Work } from './pool-work.ts';
import type { TransferChoice } from '../wire/transfer-list.ts';

/** The results of a chunk, up to the first error. */
export interface ChunkResult {
  first: number;
  values: unknown[];
  failure: { error: unknown } | null;
}

/** Input and settings of a lazy map. */
export interface ImapRequest {
  fn: PoolFunction;
  input: Iterable<unknown> | AsyncIterable<unknown>;
  spread: boolean;
  chunkSize: number;
  prefetch: number;
  timeoutMs: number | null;
  exclusive: boolean;
  kind: 'threads' | 'processes';
  transfer?: TransferChoice;
  /** A chunk is complete, not necessarily the next one. */
  chunk(result: ChunkResult): void;
  /** The input has ended after `count` items, or reading it failed after them. */
  inputEnded(count: number, failure: { error: unknown } | null): void;
  /** There is something to take again. */
  wake(work: Work): void;
  /** Nothing is left to run, whether or not the results were read. */
  ended(): void;
  /** Everything fails with this error. */
  fail(error: unknown): void;
}
