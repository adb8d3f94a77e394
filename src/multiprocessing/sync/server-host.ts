import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { ServerAddress } from './cell.ts';
import type { CellKind } from './operations.ts';
import { osThreadId } from './os-thread.ts';
import { perThread } from '../per-thread.ts';
import { startProgram } from '../sibling-program.ts';

/** Start data of the server thread. */
export interface ServerData {
  server: ServerAddress;
}

/** A cell that the server is to serve. */
export interface ServedCell {
  id: string;
  kind: CellKind;
  buffer: SharedArrayBuffer;
  registry: SharedArrayBuffer;
}

interface Host {
  server: ServerAddress;
  worker: Worker;
  served: WeakMap<SharedArrayBuffer, string>;
  next: number;
}

/**
 * Makes a cell of this process available to other processes. The server is a separate thread, so that it answers while
 * this thread computes or blocks in a wait for one of those processes.
 */
export function serveCell(
  kind: CellKind,
  buffer: SharedArrayBuffer,
  registry: SharedArrayBuffer,
): { cell: string; server: ServerAddress } {
  const host = perThread('server', startHost);
  let id = host.served.get(buffer);
  if (id === undefined) {
    id = String(host.next++);
    host.served.set(buffer, id);
    host.worker.postMessage({ id, kind, buffer, registry } satisfies ServedCell);
  }
  return { cell: id, server: host.server };
}

function startHost(): Host {
  const server = {
    address: newAddress(),
    token: randomBytes(32).toString('hex'),
    pid: process.pid,
    osThread: osThreadId(),
  };
  const worker = startProgram('shared-server', {
    workerData: { server } satisfies ServerData,
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  worker.unref();
  return { server, worker, served: new WeakMap(), next: 1 };
}

/** Returns a unique name. Linux needs no file for it; on macOS only this user can enter the socket's folder. */
function newAddress(): string {
  const name = `parallel-profiler-${process.pid}-${randomBytes(8).toString('hex')}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const folder = mkdtempSync(join(tmpdir(), 'pp-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 's');
}
