/**
 * The bridge of a worker in another process speaks first: it connects and sends `hello`. Then each `call` is answered
 * by one `result`, `timed-out` or `failed`, in any order. A closed connection means that the worker is dead and
 * everything it held is lost. A wrong token closes the connection. A `post` has calls that cannot fail and are not
 * answered. A `fetch` is answered with the elements of several memories at one moment, a `fence` once all posts before
 * it are done. Messages are serialized by `v8`, each preceded by its length in four bytes.
 */
import type { SharedErrorData } from './errors.ts';

export type ToServer =
  | { type: 'hello'; token: string; pid: number; threadId: number; name: string }
  | { type: 'call'; id: number; cell: string; name: string; args: readonly unknown[]; timeoutMs: number | null }
  | { type: 'post'; calls: readonly PostedCall[] }
  | { type: 'fetch'; id: number; elements: readonly (readonly [cell: string, index: number])[] }
  | { type: 'fence'; id: number };

/** A call without an answer. */
export type PostedCall = readonly [cell: string, name: string, ...args: unknown[]];

/** Messages of a worker to its bridge: requests for the server, calls to post, and leases of a slot's lock. */
export type ToBridge = Exclude<ToServer, { type: 'post' }> | PostedCall | { type: 'lease'; slot: number; cell: string };

export type FromServer =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'timed-out'; id: number }
  | { type: 'failed'; id: number; error: SharedErrorData }
  /** A posted call failed: the lease is void, because another worker released the lock. */
  | { type: 'revoked'; cell: string }
  /** Sent by the bridge itself: the server cannot be reached, now or later. */
  | { type: 'lost'; message: string };
