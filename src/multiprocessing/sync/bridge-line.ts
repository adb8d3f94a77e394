import { MessageChannel, receiveMessageOnPort, threadId, type MessagePort } from 'node:worker_threads';
import type { ServerAddress } from './cell.ts';
import { OwnerLostError, reviveSharedError } from './errors.ts';
import { answersWord, lostWord } from './lease.ts';
import { participantName } from './registry.ts';
import type { FromServer, PostedCall, ToBridge, ToServer } from './server-protocol.ts';
import { timedOut } from './turn.ts';
import { startProgram } from '../sibling-program.ts';

/** Start data of the bridge thread. */
export interface BridgeData {
  server: ServerAddress;
  hello: { pid: number; threadId: number; name: string };
  port: MessagePort;
  /** Two words: see `answersWord` and `lostWord`. */
  signal: SharedArrayBuffer;
  /** The words of the leases, by slot. */
  leases: SharedArrayBuffer;
}

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
  type: Asked['type'];
  /** Number of messages posted before it. */
  posted: number;
}

/** A message with an answer, before it has its number. */
export type Asked = WithoutId<Extract<ToServer, { id: number }>>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** This thread's connection to its bridge, and through it to the server of another process. */
export class BridgeLine {
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #onNews: (revoked?: string) => void;
  readonly #calls = new Map<number, Call>();
  #next = 1;
  #posted = 0;
  /** Number of posted messages that the server has certainly processed. */
  #settled = 0;
  #lost: string | undefined;

  /** @param onNews called when a call was answered, and with the lock when a lease is void */
  constructor(server: ServerAddress, leases: SharedArrayBuffer, onNews: (revoked?: string) => void) {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(8);
    const hello = { pid: process.pid, threadId, name: participantName() };
    const bridge = startProgram('shared-bridge', {
      workerData: { server, hello, port: port2, signal, leases } satisfies BridgeData,
      transferList: [port2],
      execArgv: [],
    });
    bridge.unref();
    bridge.once('error', (error: Error) => this.#receive({ type: 'lost', message: error.message }));
    this.#port = port1;
    this.#signal = new Int32Array(signal);
    this.#onNews = onNews;
    port1.on('message', (message: FromServer) => this.#receive(message));
    port1.unref();
  }

  get isLost(): boolean {
    return this.#lost !== undefined || Atomics.load(this.#signal, lostWord) === 1;
  }

  /** Whether the server has processed all posted messages. */
  get isSettled(): boolean {
    return this.#posted === this.#settled;
  }

  async ask(message: Asked): Promise<unknown> {
    return new Promise((resolve, reject) => this.#send(message, resolve, reject));
  }

  /** Like `ask`, but blocks this thread until the answer arrives. */
  askSync(message: Asked): unknown {
    let outcome: { value: unknown } | { error: Error } | undefined;
    this.#send(
      message,
      (value) => (outcome = { value }),
      (error) => (outcome = { error }),
    );
    for (;;) {
      const seen = Atomics.load(this.#signal, answersWord);
      for (let next = this.#nextAnswer(); next !== undefined; next = this.#nextAnswer()) this.#receive(next);
      const found = outcome as { value: unknown } | { error: Error } | undefined;
      if (found !== undefined) {
        if ('error' in found) throw found.error;
        return found.value;
      }
      Atomics.wait(this.#signal, answersWord, seen);
    }
  }

  /** Sends a call that is not answered. */
  post(call: PostedCall): void {
    this.#posted++;
    this.#port.postMessage(call satisfies ToBridge);
  }

  /** Reports to the bridge that this thread has leased a lock. */
  startLease(slot: number, cell: string): void {
    this.#port.postMessage({ type: 'lease', slot, cell } satisfies ToBridge);
  }

  #nextAnswer(): FromServer | undefined {
    return (receiveMessageOnPort(this.#port) as { message: FromServer } | undefined)?.message;
  }

  #send(message: Asked, resolve: Call['resolve'], reject: Call['reject']): void {
    if (this.#lost !== undefined) {
      reject(new OwnerLostError(this.#lost));
      return;
    }
    const id = this.#next++;
    this.#port.postMessage({ ...message, id } satisfies ToBridge);
    this.#calls.set(id, { resolve, reject, type: message.type, posted: this.#posted });
    if (this.#calls.size === 1) this.#port.ref();
  }

  #receive(message: FromServer): void {
    switch (message.type) {
      case 'result':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'timed-out':
        this.#take(message.id)?.resolve(timedOut);
        return;
      case 'failed':
        this.#take(message.id)?.reject(reviveSharedError(message.error));
        return;
      case 'revoked':
        this.#onNews(message.cell);
        return;
      case 'lost': {
        this.#lost ??= message.message;
        const calls = [...this.#calls.keys()];
        for (const id of calls) this.#take(id)?.reject(new OwnerLostError(this.#lost));
        return;
      }
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (call !== undefined) this.#settled = Math.max(this.#settled, call.posted);
    if (call?.type === 'call') this.#onNews();
    if (this.#calls.size === 0) this.#port.unref();
    return call;
  }
}
