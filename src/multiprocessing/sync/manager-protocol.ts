/**
 * A caller leaves a request at the manager's desk (`call-operations.ts`), the manager's thread answers it, and then the
 * desk is free for the next one; closing the desk ends the thread. Both travel as bytes of `v8`.
 */
import type { SharedErrorData } from './errors.ts';

/** A key of a managed dict: values that can be compared. */
export type DictKey = string | number | bigint | boolean | null;

export type ManagerRequest =
  | { type: 'create-list'; elements: readonly unknown[] }
  | { type: 'create-dict'; entries: readonly (readonly [DictKey, unknown])[] }
  | { type: 'call'; object: number; method: string; args: readonly unknown[] };

export type ManagerAnswer = { value: unknown } | { error: SharedErrorData };
