import { BridgeLine } from './bridge-line.ts';
import type { ServerAddress } from './cell.ts';
import { OwnerLostError } from './errors.ts';
import { Lease, leaseWords, maxLeases } from './lease.ts';
import { perThread } from '../per-thread.ts';
import { remoteActivity } from './remote-activity.ts';
import { SeenElements, type Mirror } from './seen-elements.ts';
import type { Element } from './type-codes.ts';

const clientsOfThread = (): Map<string, RemoteClient> =>
  perThread('remote clients', () => new Map<string, RemoteClient>());

/** This thread's connection to the shared objects of another process. */
export class RemoteClient {
  /** Number of leased locks that this thread holds. */
  sections = 0;
  readonly seen = new SeenElements();
  readonly #line: BridgeLine;
  readonly #leaseWords: Int32Array;
  readonly #leases = new Map<string, Lease>();

  private constructor(server: ServerAddress) {
    const words = new SharedArrayBuffer(4 * leaseWords * (maxLeases + 1));
    this.#leaseWords = new Int32Array(words);
    this.#line = new BridgeLine(server, words, (revoked) => {
      if (revoked === undefined) this.seen.forget();
      else this.#leases.get(revoked)?.revoke();
    });
  }

  /** The connection to that server, made at its first use in this thread. */
  static to(server: ServerAddress): RemoteClient {
    const clients = clientsOfThread();
    let client = clients.get(server.address);
    if (client === undefined) {
      client = new RemoteClient(server);
      if (clients.size === 0) {
        remoteActivity.settle = settleAll;
        process.once('exit', settleAll);
      }
      clients.set(server.address, client);
    }
    return client;
  }

  get isLost(): boolean {
    return this.#line.isLost;
  }

  async call(cell: string, name: string, args: readonly unknown[], timeoutMs?: number): Promise<unknown> {
    this.#beforeCall();
    return this.#line.ask({ type: 'call', cell, name, args, timeoutMs: timeoutMs ?? null });
  }

  callSync(cell: string, name: string, args: readonly unknown[], timeoutMs?: number): unknown {
    this.#beforeCall();
    return this.#line.askSync({ type: 'call', cell, name, args, timeoutMs: timeoutMs ?? null });
  }

  /** Reads an element together with all others that this thread has read recently. */
  async fetch(cell: string, mirror: Mirror, at: number): Promise<Element> {
    this.#settleOthers();
    remoteActivity.active = true;
    const fetch = this.seen.fetch(cell, mirror, at);
    return fetch.end(
      await this.#line.ask({ type: 'fetch', elements: fetch.elements }).catch((error: unknown) => fetch.fail(error)),
    );
  }

  fetchSync(cell: string, mirror: Mirror, at: number): Element {
    this.#settleOthers();
    remoteActivity.active = true;
    const fetch = this.seen.fetch(cell, mirror, at);
    let values: unknown;
    try {
      values = this.#line.askSync({ type: 'fetch', elements: fetch.elements });
    } catch (error) {
      return fetch.fail(error);
    }
    return fetch.end(values);
  }

  /** Sends a call that cannot fail, without waiting for it. */
  post(cell: string, name: string, args: readonly unknown[]): void {
    remoteActivity.active = true;
    this.#line.post([cell, name, ...args]);
  }

  /** This thread's lease of that lock. */
  lease(cell: string): Lease {
    let lease = this.#leases.get(cell);
    if (lease === undefined) {
      // Locks beyond the last slot share one that is never leased.
      lease = new Lease(this, cell, this.#leaseWords, Math.min(this.#leases.size, maxLeases));
      this.#leases.set(cell, lease);
    }
    return lease;
  }

  /** Lets the bridge watch a lease, to return it once idle. */
  startLease(slot: number, cell: string): void {
    this.#line.startLease(slot, cell);
  }

  /** Leaves nothing at the server that others would have to wait for or could not see. */
  settle(): void {
    this.#giveBackIdle();
    this.seen.forget();
    if (this.#line.isSettled || this.isLost) return;
    try {
      this.#line.askSync({ type: 'fence' });
    } catch (error) {
      // The owner has ended: the next use of its objects throws.
      if (!(error instanceof OwnerLostError)) throw error;
    }
  }

  #beforeCall(): void {
    this.#giveBackIdle();
    this.#settleOthers();
    this.seen.forget();
  }

  #giveBackIdle(): void {
    for (const lease of this.#leases.values()) lease.giveBackIdle();
  }

  /** Other servers must not see the effect of what this one has not yet done. */
  #settleOthers(): void {
    for (const other of clientsOfThread().values()) if (other !== this) other.settle();
  }
}

function settleAll(): void {
  remoteActivity.active = false;
  for (const client of clientsOfThread().values()) client.settle();
}
