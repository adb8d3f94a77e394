import { MessageChannel, receiveMessageOnPort, threadId, type MessagePort } from 'node:worker_threads';
import type { ServerPlace } from './cell.ts';
import { OwnerLostError, reviveSharedError } from './errors.ts';
import { perThread } from './per-thread.ts';
import { participantName } from './registry.ts';
import type { FromServer, ToServer } from './server-protocol.ts';
import { timedOut } from './turn.ts';
import { startProgram } from '../sibling-program.ts';

/** What the bridge thread is started with. */
export interface BridgeData {
  place: ServerPlace;
  hello: { pid: number; threadId: number; name: string };
  port: MessagePort;
  /** One word that changes with every answer. */
  signal: SharedArrayBuffer;
}

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** This thread's connection to the server of another process. */
export class RemoteClient {
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #calls = new Map<number, Call>();
  #next = 1;
  #lost: string | undefined;

  private constructor(place: ServerPlace) {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(4);
    const hello = { pid: process.pid, threadId, name: participantName() };
    const bridge = startProgram('shared-bridge', {
      workerData: { place, hello, port: port2, signal } satisfies BridgeData,
      transferList: [port2],
      execArgv: [],
    });
    bridge.unref();
    bridge.once('error', (error: Error) => this.#receive({ type: 'lost', message: error.message }));
    this.#port = port1;
    this.#signal = new Int32Array(signal);
    port1.on('message', (message: FromServer) => this.#receive(message));
    port1.unref();
  }

  /** The connection to that server, made at its first use in this thread. */
  static to(place: ServerPlace): RemoteClient {
    const clients = perThread('remote clients', () => new Map<string, RemoteClient>());
    let client = clients.get(place.address);
    if (client === undefined) {
      client = new RemoteClient(place);
      clients.set(place.address, client);
    }
    return client;
  }

  async call(cell: string, name: string, args: readonly unknown[], timeoutMs?: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#send(cell, name, args, timeoutMs, { resolve, reject }));
  }

  callSync(cell: string, name: string, args: readonly unknown[], timeoutMs?: number): unknown {
    let outcome: { value: unknown } | { error: Error } | undefined;
    this.#send(cell, name, args, timeoutMs, {
      resolve: (value) => (outcome = { value }),
      reject: (error) => (outcome = { error }),
    });
    for (;;) {
      const seen = Atomics.load(this.#signal, 0);
      for (let next = this.#nextAnswer(); next !== undefined; next = this.#nextAnswer()) this.#receive(next);
      const found = outcome as { value: unknown } | { error: Error } | undefined;
      if (found !== undefined) {
        if ('error' in found) throw found.error;
        return found.value;
      }
      Atomics.wait(this.#signal, 0, seen);
    }
  }

  #nextAnswer(): FromServer | undefined {
    return (receiveMessageOnPort(this.#port) as { message: FromServer } | undefined)?.message;
  }

  #send(cell: string, name: string, args: readonly unknown[], timeoutMs: number | undefined, call: Call): void {
    if (this.#lost !== undefined) {
      call.reject(new OwnerLostError(this.#lost));
      return;
    }
    const id = this.#next++;
    this.#port.postMessage({ type: 'call', id, cell, name, args, timeoutMs: timeoutMs ?? null } satisfies ToServer);
    this.#calls.set(id, call);
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
    if (this.#calls.size === 0) this.#port.unref();
    return call;
  }
}
