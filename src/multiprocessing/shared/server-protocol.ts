/**
 * The bridge of a worker in another process connects and says `hello`; then each `call` is answered by one `result`,
 * `timed-out` or `failed`, in any order. A closed connection means that the worker is dead: what it held is lost. A wrong
 * token closes the connection. Messages are serialised by `v8`, each behind its length in four bytes.
 */
import type { SharedErrorData } from './errors.ts';

export type ToServer =
  | { type: 'hello'; token: string; pid: number; threadId: number; name: string }
  | { type: 'call'; id: number; cell: string; name: string; args: readonly unknown[]; timeoutMs: number | null };

export type FromServer =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'timed-out'; id: number }
  | { type: 'failed'; id: number; error: SharedErrorData }
  /** From the bridge itself: the server cannot be reached, now or ever again. */
  | { type: 'lost'; message: string };
