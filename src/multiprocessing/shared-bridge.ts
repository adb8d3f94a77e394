/**
 * The program of the thread through which a worker speaks to the server of another process. It lets the worker wait
 * synchronously: the worker sleeps on the signal while this thread waits for the socket.
 */
import { connect, type Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { frameReader, toFrame } from './shared/message-frames.ts';
import { hasEnded } from './shared/os-thread.ts';
import type { BridgeData } from './shared/remote-client.ts';
import type { FromServer, ToServer } from './shared/server-protocol.ts';

const { place, hello, port, signal } = workerData as BridgeData;
/** A server that is still starting is asked again. */
const retryMs = 10;
const patienceMs = 10_000;
const words = new Int32Array(signal);

function answer(message: FromServer): void {
  port.postMessage(message);
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}

function open(startedMs: number): void {
  const socket = connect(place.address);
  let connected = false;
  socket.setNoDelay(true);
  socket.once('connect', () => {
    connected = true;
    serve(socket);
  });
  socket.once('error', (error) => {
    if (connected || performance.now() - startedMs > patienceMs || hasEnded(place.pid, place.osThread))
      answer({ type: 'lost', message: `the process that owns the shared object cannot be reached: ${error.message}` });
    else setTimeout(() => open(startedMs), retryMs);
  });
}

function serve(socket: Socket): void {
  socket.write(toFrame({ type: 'hello', token: place.token, ...hello } satisfies ToServer));
  const read = frameReader((message) => answer(message as FromServer));
  socket.on('data', (piece) => read(piece));
  socket.once('close', () => answer({ type: 'lost', message: 'the process that owns the shared object has ended' }));
  port.on('message', (message: ToServer) => socket.write(toFrame(message)));
}

open(performance.now());
