/**
 * The engine speaks first; a strategy host (one process per configuration) answers. `start` comes first and is answered
 * by `started` or `failed`. Each later request gets exactly one answer. A host ends when the engine kills it or the
 * channel closes.
 *
 * If `watchItems` is set, a thread of the host also writes JSON lines to `longItemDescriptor`: a `RunningItem` while a long
 * call runs, `null` when it has returned. A call that blocks the main thread holds back all messages of the channel.
 */
import type { AuditedEffects } from '../../model/audit.ts';
import type { ErrorData, ItemFailure, ObservedPass, SideEffects, ValueProblem } from '../../model/measurement.ts';
import type { Farm } from '../../model/farm.ts';
import type { Configuration } from '../../model/plan.ts';
import type { Inputs } from '../../model/inputs.ts';
import type { LongItem } from '../../model/run-event.ts';
import type { DigestLimit, ItemDigests } from '../values/digest-items.ts';

/** Descriptor in the host of the pipe for long items: the one after the channel. */
export const longItemDescriptor = 4;

/** A call that still runs, of the items of this host. */
export type RunningItem = Pick<LongItem, 'item' | 'forMs'>;

export type ToHost =
  | {
      type: 'start';
      configuration: Configuration;
      inputs: Inputs;
      targetModule: string;
      threadWorker: string;
      processWorker: string;
      queueWorker: string;
      /** The queue of the strategy `bullmq`; `null` without it. */
      farm: Farm | null;
      /** How many items to digest. */
      digest: DigestLimit;
      watchItems: boolean;
    }
  /** Use these items instead of the evaluated ones: the inputs expression yields other items in this process. */
  | { type: 'items'; items: unknown[] }
  /** Warm up with the first `count` items until `atLeastMs` have passed. A local loop stops mid-way at `atMostMs`. */
  | { type: 'warm'; count: number; atLeastMs: number; atMostMs: number }
  /** Run all items `repeats` times. */
  | { type: 'pass'; repeats: number; observe: boolean; digest: DigestLimit | null }
  /** The items are functions. Call the target a few times with what this one creates, and report the shortest call. */
  | { type: 'try'; item: number; spread: boolean }
  /** Call with `count` items repeatedly, and report the memory that each of a few steps retains. Baseline only. */
  | { type: 'retain'; count: number }
  /** Send the items evaluated here, for a host whose expression yielded others. */
  | { type: 'sendItems' }
  /** Send the result for this item in the last digested pass, or in the one before. */
  | { type: 'sendResult'; item: number; pass: 'last' | 'previous' }
  /** Call the items, for about `atMostMs`, and report their side effects. Serial only, in a process that audits. */
  | { type: 'audit'; atMostMs: number }
  | { type: 'stop' }
  /** Let the workers exit by themselves; the channel is closed next. */
  | { type: 'leave' };

/** Measurements of one `pass`. Times are monotonic milliseconds on a clock that all processes of the machine share. */
export interface PassOutcome {
  /** Time of one pass, derived from all repeats. */
  wallMs: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Digests of the results; `null` if not requested. */
  digests: ItemDigests | null;
  /** At most 1,000 of the failed items. */
  failures: ItemFailure[];
  failedItems: number;
  observed: ObservedPass | null;
  /** This host and its worker processes, which may have been replaced. */
  pids: number[];
  /** Resident memory of this host and its worker processes at the end; `null` if that of the workers is unknown. */
  rssBytes: number | null;
  /**
   * Number of digested items whose argument the call changed in place. Serial only, and only if digests were requested.
   */
  mutatedItems: number;
  /** Number of items checked for changes; absent if all were. */
  mutatedOf?: number;
  /** Values that do not survive cloning, found among the first items and their results. Serial only. */
  problems: ValueProblem[];
}

export type FromHost =
  | {
      type: 'started';
      startupMs: number;
      chunkSize: number | null;
      count: number;
      preview: string[];
      /** The first items, more than in `preview`; none where items are not watched. */
      labels: string[];
      inputs: ItemDigests;
      /** This host and its worker processes. */
      pids: number[];
    }
  /** `item`: the item that was running, if an error outside of any call ended the process. */
  | { type: 'failed'; stage: 'inputs' | 'load' | 'run'; message: string; error?: ErrorData; item?: number }
  | { type: 'ok' }
  /** `firstMs`: time of the first, cold pass through the `items` that were run. */
  | { type: 'warmed'; items: number; firstMs: number }
  | { type: 'passed'; outcome: PassOutcome }
  /** `itemBytes`: serialized. */
  | { type: 'tried'; callMs: number; itemBytes: number }
  /** `items`: those that were called. */
  | { type: 'audited'; items: number; tookMs: number; effects: AuditedEffects }
  /** Bytes per call for each step; 0 if not distinguishable from noise. */
  | { type: 'retained'; bytesPerCall: number[] }
  | { type: 'sentItems'; items: unknown[] }
  | { type: 'sentResult'; value: unknown }
  /** Sent without a request, before the answer. Replaces the side effects reported so far. */
  | { type: 'noticed'; sideEffects: SideEffects }
  /** Sent without a request, from time to time during a pass. */
  | { type: 'at'; item: number };
