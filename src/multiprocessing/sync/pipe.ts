import { checkBoolean } from '../options/option-checks.ts';
import { checkTimeout, settled, type TransportKind } from './cell.ts';
import { channelState } from './channel-operations.ts';
import { abandon, attach, claimEnds, type Channel, type Tickets } from './claim-ends.ts';
import { ConnectionClosedError } from './errors.ts';
import { fromBytes, toBytes } from './item-bytes.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import { abandonTransport, SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

const firstBytes = 4096;
const maxBytes = 2 ** 30;

/**
 * One end of a pipe. Messages arrive in order, with their boundaries. Every worker that has the end holds its own
 * handle. When all handles of the other end are closed, or their workers dead, `recv` and `send` throw a
 * ConnectionClosedError. As in Python, close the end here that only the child is to use.
 */
export class Connection<T = unknown> extends SharedHandle {
  readonly #inbound: Channel | null;
  readonly #outbound: Channel | null;
  #closed = false;

  /** @param attached whether this worker is already registered as a holder of the end */
  constructor(inbound: Channel | null, outbound: Channel | null, attached = false) {
    super();
    this.#inbound = inbound;
    this.#outbound = outbound;
    if (attached) return;
    if (inbound !== null) attach(inbound, 'reader', 0);
    if (outbound !== null) attach(outbound, 'writer', 0);
  }

  static fromTransport(transport: SharedTransport): Connection {
    claimEnds(transport);
    const { inbound, outbound } = transport.cells;
    return new Connection(
      inbound === undefined ? null : reviveCell(transport, 'inbound', 'channel'),
      outbound === undefined ? null : reviveCell(transport, 'outbound', 'channel'),
      true,
    );
  }

  get readable(): boolean {
    return this.#inbound !== null;
  }

  get writable(): boolean {
    return this.#outbound !== null;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a copy of the message; waits only when the pipe's memory (1 GiB) is full. */
  async send(message: T): Promise<void> {
    await this.#writer().call('send', [toBytes(message)]);
  }

  sendSync(message: T): void {
    this.#writer().callSync('send', [toBytes(message)]);
  }

  /**
   * Waits for the next message.
   * @throws {ConnectionClosedError} there is none left and the other end is closed (Python's EOFError)
   */
  async recv(): Promise<T> {
    return fromBytes((await this.#reader().call('receive', [])) as Uint8Array) as T;
  }

  recvSync(): T {
    return fromBytes(this.#reader().callSync('receive', []) as Uint8Array) as T;
  }

  /** Returns whether there is something to receive, including the end of the pipe; waits up to `timeoutMs` for it. */
  async poll(timeoutMs = 0): Promise<boolean> {
    return (await this.#reader().call('poll', [], checkTimeout(timeoutMs))) !== timedOut;
  }

  pollSync(timeoutMs = 0): boolean {
    return this.#reader().callSync('poll', [], checkTimeout(timeoutMs)) !== timedOut;
  }

  /** Sends bytes unchanged; receive them with `recvBytes`. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    await this.#writer().call('send', [bytes]);
  }

  sendBytesSync(bytes: Uint8Array): void {
    this.#writer().callSync('send', [bytes]);
  }

  async recvBytes(): Promise<Uint8Array> {
    return (await this.#reader().call('receive', [])) as Uint8Array;
  }

  recvBytesSync(): Uint8Array {
    return this.#reader().callSync('receive', []) as Uint8Array;
  }

  /** Closes this worker's handle of the end. Closing it twice does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#inbound?.call('detach', ['reader']);
    await this.#outbound?.call('detach', ['writer']);
  }

  closeSync(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbound?.callSync('detach', ['reader']);
    this.#outbound?.callSync('detach', ['writer']);
  }

  [Symbol.dispose](): void {
    this.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    if (this.#closed) throw new ConnectionClosedError('a closed connection cannot be given to a worker');
    const cells: SharedTransport['cells'] = {};
    const tickets: Tickets = {};
    if (this.#inbound !== null) {
      tickets.inbound = settled(this.#inbound.callSync('reserve', ['reader']));
      cells['inbound'] = this.#inbound.toTransport(destination);
    }
    if (this.#outbound !== null) {
      tickets.outbound = settled(this.#outbound.callSync('reserve', ['writer']));
      cells['outbound'] = this.#outbound.toTransport(destination);
    }
    return transportOf('Connection', cells, {}, { tickets });
  }

  override [abandonTransport](transport: SharedTransport): void {
    const { inbound, outbound } = transport.data['tickets'] as Tickets;
    if (this.#inbound !== null && inbound !== undefined) abandon(this.#inbound, 'reader', inbound);
    if (this.#outbound !== null && outbound !== undefined) abandon(this.#outbound, 'writer', outbound);
  }

  #reader(): Channel {
    if (this.#closed) throw new ConnectionClosedError('the connection is closed');
    if (this.#inbound === null) throw new TypeError('this end of the pipe can only send');
    return this.#inbound;
  }

  #writer(): Channel {
    if (this.#closed) throw new ConnectionClosedError('the connection is closed');
    if (this.#outbound === null) throw new TypeError('this end of the pipe can only receive');
    return this.#outbound;
  }
}

/**
 * Creates two connected ends. With `duplex: false` the first can only receive and the second only send, as in Python.
 * Unlike in Python, `send` does not block after 64 KiB.
 */
export function Pipe<T = unknown>(duplex = true): [Connection<T>, Connection<T>] {
  checkBoolean('duplex', duplex);
  const create = (): Channel => LocalCell.create('channel', channelState(firstBytes), firstBytes, maxBytes);
  const forth = create();
  const back = duplex ? create() : null;
  return [new Connection<T>(forth, back), new Connection<T>(back, forth)];
}
