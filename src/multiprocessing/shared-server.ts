/** The program of the thread that lets other processes use the shared objects of this one. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { toSharedErrorData } from './shared/errors.ts';
import { frameReader, toFrame } from './shared/message-frames.ts';
import { Monitor } from './shared/monitor.ts';
import { stepOf, type CellKind } from './shared/operations.ts';
import { Registry } from './shared/registry.ts';
import type { ServedCell, ServerData } from './shared/server-host.ts';
import type { FromServer, ToServer } from './shared/server-protocol.ts';
import { timedOut } from './shared/turn.ts';

interface Served {
  kind: CellKind;
  monitor: Monitor;
}

const { place } = workerData as ServerData;
const cells = new Map<string, Served>();
/** Calls that came before the message that announces their cell. */
const early = new Map<string, (() => void)[]>();

parentPort?.on('message', (cell: ServedCell) => {
  cells.set(cell.id, { kind: cell.kind, monitor: new Monitor(cell.buffer, Registry.of(cell.registry)) });
  for (const retry of early.get(cell.id) ?? []) retry();
  early.delete(cell.id);
});

/** One worker of another process. */
class Connection {
  readonly #socket: Socket;
  #hello: (ToServer & { type: 'hello' }) | undefined;
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
        if (!isEqual(message.token, place.token)) this.#socket.destroy();
        else this.#hello = message;
        return;
      case 'call':
        if (this.#hello === undefined) this.#socket.destroy();
        else this.#call(message, this.#hello);
        return;
    }
  }

  #call(message: ToServer & { type: 'call' }, hello: ToServer & { type: 'hello' }): void {
    const served = cells.get(message.cell);
    if (served === undefined) {
      const waiting = early.get(message.cell) ?? [];
      waiting.push(() => this.#call(message, hello));
      early.set(message.cell, waiting);
      return;
    }
    const { monitor, kind } = served;
    let participant = this.#participants.get(monitor.registry);
    if (participant === undefined) {
      participant = monitor.registry.add(hello.pid, hello.threadId, hello.name);
      this.#participants.set(monitor.registry, participant);
    }
    const { id } = message;
    const run = async (): Promise<void> => {
      const step = stepOf(kind, message.name, message.args);
      const turn = monitor.turn(participant);
      const value = await monitor.run(turn, step, message.timeoutMs ?? undefined, () => this.#closed);
      this.#send(value === timedOut ? { type: 'timed-out', id } : { type: 'result', id, value });
    };
    run().catch((error: unknown) => this.#send({ type: 'failed', id, error: toSharedErrorData(error) }));
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
}).listen(place.address);
