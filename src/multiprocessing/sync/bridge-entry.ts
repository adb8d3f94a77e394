/**
 * The program of the thread that connects a worker to the server of another process. It lets the worker wait
 * synchronously: the worker sleeps on the signal while this thread waits for the socket.
 */
import { connect, type Socket } from 'node:net';
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { answersWord, leaseStates, leaseWords, lostWord } from './lease.ts';
import { frameReader, toFrame } from './message-frames.ts';
import { hasEnded } from './os-thread.ts';
import type { BridgeData } from './bridge-line.ts';
import type { FromServer, PostedCall, ToBridge, ToServer } from './server-protocol.ts';

const { server, hello, port, signal, leases } = workerData as BridgeData;
/** Delay before retrying to connect to a server that is still starting. */
const retryMs = 10;
const patienceMs = 10_000;
/** Interval for checking leases, and how long one may be idle. */
const idleMs = 1;
const words = new Int32Array(signal);

function answer(message: FromServer): void {
  if (message.type === 'lost') Atomics.store(words, lostWord, 1);
  port.postMessage(message);
  Atomics.add(words, answersWord, 1);
  Atomics.notify(words, answersWord);
}

function open(startedMs: number): void {
  const socket = connect(server.address);
  let connected = false;
  socket.setNoDelay(true);
  socket.once('connect', () => {
    connected = true;
    serve(socket);
  });
  socket.once('error', (error) => {
    if (connected || performance.now() - startedMs > patienceMs || hasEnded(server.pid, server.osThread))
      answer({ type: 'lost', message: `the process that owns the shared object cannot be reached: ${error.message}` });
    else setTimeout(() => open(startedMs), retryMs);
  });
}

function serve(socket: Socket): void {
  socket.write(toFrame({ type: 'hello', token: server.token, ...hello } satisfies ToServer));
  const read = frameReader((message) => answer(message as FromServer));
  socket.on('data', (piece) => read(piece));
  socket.once('close', () => answer({ type: 'lost', message: 'the process that owns the shared object has ended' }));
  const send = (message: ToServer): unknown => socket.destroyed || socket.write(toFrame(message));
  const posts = new PostBatch(send);
  const watch = new LeaseWatch(new Int32Array(leases), (cell) => {
    // Posts of the worker must arrive before its lease is given back.
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
      take(next.message as ToBridge);
    posts.add([cell, 'giveBack']);
  });
  port.on('message', take);

  function take(message: ToBridge): void {
    if (!('type' in message)) posts.add(message);
    else if (message.type === 'lease') watch.add(message.slot, message.cell);
    else {
      posts.flush();
      send(message);
    }
  }
}

/** Combines calls that the worker posts together into one message, without calls that the next one undoes. */
class PostBatch {
  readonly #send: (message: ToServer) => void;
  readonly #calls: PostedCall[] = [];

  constructor(send: (message: ToServer) => void) {
    this.#send = send;
  }

  add(call: PostedCall): void {
    if (this.#calls.length === 0) setImmediate(() => this.flush());
    const last = this.#calls.at(-1);
    // This is not observable: the lock remains with this worker, and the server handles a message as a whole.
    if (isPair(last, call, 'leave', 'enter')) this.#calls.pop();
    else if (isPair(last, call, 'set', 'set') && last?.[2] === call[2]) this.#calls.splice(-1, 1, call);
    else this.#calls.push(call);
  }

  flush(): void {
    if (this.#calls.length === 0) return;
    this.#send({ type: 'post', calls: this.#calls });
    this.#calls.length = 0;
  }
}

function isPair(a: PostedCall | undefined, b: PostedCall, first: string, second: string): boolean {
  return a?.[0] === b[0] && a[1] === first && b[1] === second;
}

/** Returns leases that the worker has not used for a while: it may be computing while others wait. */
class LeaseWatch {
  readonly #words: Int32Array;
  readonly #giveBack: (cell: string) => void;
  /** The lock and the uses seen so far, by slot. */
  readonly #leases = new Map<number, { cell: string; uses: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(words: Int32Array, giveBack: (cell: string) => void) {
    this.#words = words;
    this.#giveBack = giveBack;
  }

  add(slot: number, cell: string): void {
    this.#leases.set(slot, { cell, uses: 0 });
    this.#timer ??= setInterval(() => this.#look(), idleMs);
  }

  #look(): void {
    for (const [slot, lease] of this.#leases) {
      const at = slot * leaseWords;
      const state = Atomics.load(this.#words, at);
      const uses = Atomics.load(this.#words, at + 1);
      const isIdle = state === leaseStates.idle && uses === lease.uses;
      lease.uses = uses;
      if (state === leaseStates.none) this.#leases.delete(slot);
      if (!isIdle) continue;
      if (Atomics.compareExchange(this.#words, at, leaseStates.idle, leaseStates.none) !== leaseStates.idle) continue;
      this.#leases.delete(slot);
      this.#giveBack(lease.cell);
    }
    if (this.#leases.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

open(performance.now());
