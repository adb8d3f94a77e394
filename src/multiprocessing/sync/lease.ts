/** A lock counts as taken repeatedly if it is acquired this soon after its release. */
const againMs = 0.5;
/** Maximum duration of a lease, after which others and the event loop get a chance. */
const maxLeaseMs = 10;

/**
 * Words of the signal between a bridge and its thread: the first changes with every answer, the second is 1 once the
 * server is lost.
 */
export const answersWord = 0;
export const lostWord = 1;

/** States of a lease, in memory shared with the bridge, which returns an idle lease while its thread is busy. */
export const leaseStates = { none: 0, idle: 1, held: 2 };
export const maxLeases = 64;
/** Words of a lease: its state, and how often it was used. */
export const leaseWords = 2;

/** The connection to the lock's server. */
interface Connection {
  /** Number of leased locks that this thread holds. */
  sections: number;
  readonly isLost: boolean;
  /** Sends a call that cannot fail, without waiting for it. */
  post(cell: string, name: string, args: readonly unknown[]): void;
  /** Lets the bridge watch a lease, to return it once idle. */
  startLease(slot: number, cell: string): void;
}

/**
 * This thread's side of a lock of another process. A thread that takes the lock repeatedly leases it: the server keeps
 * the lock for the thread after its release, so that the next `acquire` needs no request. The server still receives
 * each `acquire` and `release` in order, without a reply, so it knows whether a holder that died was inside.
 */
export class Lease {
  readonly #connection: Connection;
  readonly #cell: string;
  readonly #words: Int32Array;
  readonly #slot: number;
  readonly #at: number;
  #depth = 0;
  /** Number of `acquire` calls that the server has not answered. */
  #waiting = 0;
  #heldByLease = false;
  #leftMs = -Infinity;
  #startedMs = 0;

  constructor(connection: Connection, cell: string, words: Int32Array, slot: number) {
    this.#connection = connection;
    this.#cell = cell;
    this.#words = words;
    this.#slot = slot;
    this.#at = slot * leaseWords;
  }

  /** Acquires the lock if it is leased and idle. */
  enter(): boolean {
    const { idle, held } = leaseStates;
    if (this.#waiting > 0 || Atomics.load(this.#words, this.#at) !== idle) return false;
    // The next call returns it.
    if (performance.now() - this.#startedMs > maxLeaseMs || this.#connection.isLost) return false;
    if (Atomics.compareExchange(this.#words, this.#at, idle, held) !== idle) return false;
    this.#use();
    this.#depth = 1;
    this.#connection.post(this.#cell, 'enter', []);
    return true;
  }

  /** Call it before `acquire` is sent to the server, and the returned function with its answer. */
  ask(): (acquired: boolean) => void {
    const again = performance.now() - this.#leftMs < againMs;
    this.#waiting++;
    return (acquired) => {
      this.#waiting--;
      if (!acquired) return;
      this.#depth++;
      if (!again || this.#waiting > 0 || this.#depth > 1 || this.#slot >= maxLeases) return;
      this.#startedMs = performance.now();
      Atomics.store(this.#words, this.#at, leaseStates.held);
      this.#connection.startLease(this.#slot, this.#cell);
      this.#use();
    };
  }

  /** Releases the lock without waiting; false if the server must be asked. */
  leave(): boolean {
    const isLast = this.#depth <= 1;
    this.#depth = Math.max(0, this.#depth - 1);
    const nowMs = performance.now();
    this.#leftMs = nowMs;
    if (!this.#heldByLease || !isLast) return false;
    if (this.#connection.isLost) {
      this.end();
      return false;
    }
    if (this.#waiting > 0 || nowMs - this.#startedMs > maxLeaseMs) {
      this.end();
      this.#connection.post(this.#cell, 'release', []);
      return true;
    }
    this.#connection.post(this.#cell, 'leave', []);
    this.#stopUse();
    Atomics.store(this.#words, this.#at, leaseStates.idle);
    return true;
  }

  /** Converts a held lease to an ordinary hold, for operations that treat the lock differently. */
  end(): void {
    if (!this.#heldByLease) return;
    this.#stopUse();
    Atomics.store(this.#words, this.#at, leaseStates.none);
  }

  /** Call it when the server has released the lock. */
  noteReleased(): void {
    this.#leftMs = performance.now();
  }

  /** Records how often the lock is held after an operation that only the server performs. */
  setDepth(depth: number): void {
    this.#depth = depth;
  }

  giveBackIdle(): void {
    if (this.revoke()) this.#connection.post(this.#cell, 'giveBack', []);
  }

  /** Ends an idle lease that the server no longer has. Returns false if it is not idle. */
  revoke(): boolean {
    const { idle, none } = leaseStates;
    return Atomics.compareExchange(this.#words, this.#at, idle, none) === idle;
  }

  #use(): void {
    this.#heldByLease = true;
    this.#connection.sections++;
    Atomics.add(this.#words, this.#at + 1, 1);
  }

  #stopUse(): void {
    this.#heldByLease = false;
    this.#connection.sections--;
  }
}
