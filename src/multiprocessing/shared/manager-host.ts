import type { ErrorData } from '../error-data.ts';

/** What is asked of the manager's thread. */
export type ManagerRequest =
  | { type: 'create'; kind: 'list' | 'dict'; initial: readonly unknown[] }
  | { type: 'call'; object: number; method: string; args: readonly unknown[] };

export type ManagerAnswer = { value: unknown } | { error: ErrorData } | { failed: string; message: string };
