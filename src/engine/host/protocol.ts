/**
 * The engine speaks, a strategy host (one process per configuration) answers. `start` comes first and is answered by
 * `started` or `failed`; each later request is answered by exactly one message. A host ends when the engine kills it or
 * the channel closes.
 */
import type { ErrorData, ItemFailure, ObservedPass, SideEffects, ValueProblem } from '../../model/measurement.ts';
import type { Configuration } from '../../model/plan.ts';
import type { Inputs } from '../../model/inputs.ts';
import type { DigestLimit, ItemDigests } from '../values/digest-items.ts';

export type ToHost =
  | {
      type: 'start';
      configuration: Configuration;
      inputs: Inputs;
      targetModule: string;
      threadWorker: string;
      processWorker: string;
      /** How many of the items to digest. */
      digest: DigestLimit;
    }
  /** Use these items instead of one's own: the inputs expression gave others in this process. */
  | { type: 'items'; items: unknown[] }
  /**
   * Warm up with the first `count` items, again and again until `atLeastMs` have passed; a local loop stops in the middle
   * of the items at `atMostMs`.
   */
  | { type: 'warm'; count: number; atLeastMs: number; atMostMs: number }
  /** Run all items `repeats` times. */
  | { type: 'pass'; repeats: number; observe: boolean; digest: DigestLimit | null }
  /** Call with `count` items again and again, and say what each of a few steps leaves behind; baseline only. */
  | { type: 'retain'; count: number }
  /** The items as evaluated here, for a host whose expression gave others. */
  | { type: 'sendItems' }
  /** The result for this item in the last digested pass, or in the one before. */
  | { type: 'sendResult'; item: number; pass: 'last' | 'previous' }
  | { type: 'stop' }
  /** Let the workers come to an end by themselves; the channel is closed next. */
  | { type: 'leave' };

/** Measurements of one `pass`. Times are monotonic milliseconds, on the same clock in every process of the machine. */
export interface PassOutcome {
  /** Time of one pass, from all repeats. */
  wallMs: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Of the results; `null` when not asked for. */
  digests: ItemDigests | null;
  /** At most 1,000 of the failed items. */
  failures: ItemFailure[];
  failedItems: number;
  observed: ObservedPass | null;
  /** This host and its worker processes, which may have been replaced. */
  pids: number[];
  /** Resident memory of this host and its worker processes at the end; `null` where that of the workers is not known. */
  rssBytes: number | null;
  /** Items whose argument was changed in place by the call, of those digested; counted where digests were asked for, serial only. */
  mutatedItems: number;
  /** How many items were looked at for that; absent where every one was. */
  mutatedOf?: number;
  /** Values that do not survive cloning, found among the first items and their results; serial only. */
  problems: ValueProblem[];
}

export type FromHost =
  | {
      type: 'started';
      startupMs: number;
      chunkSize: number | null;
      count: number;
      preview: string[];
      inputs: ItemDigests;
      /** This host and its worker processes. */
      pids: number[];
    }
  | { type: 'failed'; stage: 'inputs' | 'load' | 'run'; message: string; error?: ErrorData }
  | { type: 'ok' }
  /** `firstMs`: the first time through the `items` that were run, cold. */
  | { type: 'warmed'; items: number; firstMs: number }
  | { type: 'passed'; outcome: PassOutcome }
  /** Per call, one number for each step; 0 for what is no more than noise. */
  | { type: 'retained'; bytesPerCall: number[] }
  | { type: 'sentItems'; items: unknown[] }
  | { type: 'sentResult'; value: unknown }
  /** Unasked, before the answer: what there is now, which replaces what was said of the same before. */
  | { type: 'noticed'; sideEffects: SideEffects }
  /** Unasked, now and then, during a pass. */
  | { type: 'at'; item: number };
