/** The program of the thread that lets other processes use the shared objects of this one. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { toSharedErrorData } from './errors.ts';
import { frameReader, toFrame } from './message-frames.ts';
import { Monitor } from './monitor.ts';
import { stepOf, type CellKind } from './operations.ts';
import { Registry } from './registry.ts';
import type { ServedCell, ServerData } from './server-host.ts';
import type { FromServer, PostedCall, ToServer } from './server-protocol.ts';
import { timedOut } from './turn.ts';

interface Served {
  kind: CellKind;
  monitor: Monitor;
}

type Hello = ToServer & { type: 'hello' };

const { server } = workerData as ServerData;
const cells = new Map<string, Served>();
/** Calls that came before the message that announces their cell. */
const early = new Map<string, (() => void)[]>();

parentPort?.on('message', (cell: ServedCell) => {
  cells.set(cell.id, { kind: cell.kind, monitor: new Monitor(cell.buffer, Registry.of(cell.registry)) });
  for (const retry of early.get(cell.id) ?? []) retry();
  early.delete(cell.id);
});

function whenServed(cell: string, retry: () => void): void {
  const waiting = early.get(cell) ?? [];
  waiting.push(retry);
  early.set(cell, waiting);
}

/** One worker of another process. */
class Connection {
  readonly #socket: Socket;
  #hello: Hello | undefined;
  #closed = false;
  /** Its number in each registry that its calls have touched. */
  readonly #participants = new Map<Registry, number>();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  serve(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    const read = frameReader((message) => this.#receive(message as ToServer));
    socket.on('data', (piece) => read(piece));
    // The reason does not matter: whatever ends the connection ends the worker's part in all objects.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#closed = true;
      for (const [registry, participant] of this.#participants) registry.markDead(participant);
    });
  }

  #receive(message: ToServer): void {
    switch (message.type) {
      case 'hello':
        if (!isEqual(message.token, server.token)) this.#socket.destroy();
        else this.#hello = message;
        return;
      case 'call':
        if (this.#hello === undefined) this.#socket.destroy();
        else this.#call(message, this.#hello);
        return;
      case 'post':
        if (this.#hello === undefined) this.#socket.destroy();
        else for (const call of message.calls) this.#runPosted(call, this.#hello);
        return;
      case 'fetch':
        if (this.#hello === undefined) this.#socket.destroy();
        else this.#fetch(message, this.#hello);
        return;
      case 'fence':
        this.#send({ type: 'result', id: message.id, value: null });
        return;
    }
  }

  #call(message: ToServer & { type: 'call' }, hello: Hello): void {
    const served = cells.get(message.cell);
    if (served === undefined) {
      whenServed(message.cell, () => this.#call(message, hello));
      return;
    }
    const { monitor, kind } = served;
    const participant = this.#participant(monitor.registry, hello);
    const { id } = message;
    const run = async (): Promise<void> => {
      const step = stepOf(kind, message.name, message.args);
      const turn = monitor.turn(participant);
      const value = await monitor.run(turn, step, message.timeoutMs ?? undefined, () => this.#closed);
      this.#send(value === timedOut ? { type: 'timed-out', id } : { type: 'result', id, value });
    };
    run().catch((error: unknown) => this.#send({ type: 'failed', id, error: toSharedErrorData(error) }));
  }

  /** A worker posts only what it knows to succeed, to cells that have answered it before. */
  #runPosted([cell, name, ...args]: PostedCall, hello: Hello): void {
    const served = cells.get(cell);
    if (served === undefined) return;
    const { monitor, kind } = served;
    try {
      monitor.attempt(monitor.turn(this.#participant(monitor.registry, hello)), stepOf(kind, name, args));
    } catch {
      // The only possible error: another worker released the lock, so the lease is void.
      this.#send({ type: 'revoked', cell });
    }
  }

  #fetch(message: ToServer & { type: 'fetch' }, hello: Hello): void {
    const { id, elements } = message;
    const missing = elements.find(([cell]) => !cells.has(cell));
    if (missing !== undefined) {
      whenServed(missing[0], () => this.#fetch(message, hello));
      return;
    }
    try {
      const value = elements.map(([cell, index]) => {
        const served = cells.get(cell);
        if (served === undefined) throw new TypeError(`Expected the number of a memory, found ${cell}.`);
        const turn = served.monitor.turn(this.#participant(served.monitor.registry, hello));
        return served.monitor.attempt(turn, stepOf(served.kind, 'get', [index]));
      });
      this.#send({ type: 'result', id, value });
    } catch (error) {
      this.#send({ type: 'failed', id, error: toSharedErrorData(error) });
    }
  }

  #participant(registry: Registry, hello: Hello): number {
    let participant = this.#participants.get(registry);
    if (participant === undefined) {
      participant = registry.add(hello.pid, hello.threadId, hello.name);
      this.#participants.set(registry, participant);
    }
    return participant;
  }

  #send(message: FromServer): void {
    if (!this.#closed) this.#socket.write(toFrame(message));
  }
}

function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

createServer((socket) => {
  new Connection(socket).serve();
}).listen(server.address);
