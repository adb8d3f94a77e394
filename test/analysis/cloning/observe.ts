// Run by each Node, transpiled, with the values beside it: prints what becomes of each value on each way.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { deepEqual } from 'node:assert';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
// @ts-expect-error -- the name it has once it is transpiled
import { values as all } from './one-of-each.mjs';

/** Description of a received value, compared with one that the receiver made itself. */
export type Arrival =
  | 'refused'
  /** The receiving process ended. */
  | 'deadly'
  | {
      /** The same, prototypes left aside. */
      equal: boolean;
      /** The same, and of the same class. */
      identical: boolean;
      /** The name of its class; `null` without one, or for what is no object. */
      className: string | null;
    };

export type Observations = Record<string, { clone: Arrival; thread: Arrival; process: Arrival }>;

const values = all as Record<string, unknown>;
const self = fileURLToPath(import.meta.url);

function compare(name: string, arrived: unknown): Arrival {
  const isObject = typeof arrived === 'object' && arrived !== null;
  const prototype = isObject ? (Object.getPrototypeOf(arrived) as { constructor?: { name?: string } } | null) : null;
  const className = prototype?.constructor?.name ?? null;
  return { equal: isEqual(arrived, values[name]), identical: isDeepStrictEqual(arrived, values[name]), className };
}

function isEqual(arrived: unknown, expected: unknown): boolean {
  try {
    deepEqual(arrived, expected);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') return false;
    throw error;
  }
}

function cloned(name: string): Arrival {
  try {
    return compare(name, structuredClone(values[name]));
  } catch (error) {
    if (isRefusal(error)) return 'refused';
    throw error;
  }
}

/** Sending a value that must be transferred is a TypeError on Node 20. */
function isRefusal(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === 'DataCloneError';
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST';
}

async function toThread(worker: Worker, name: string): Promise<Arrival> {
  const answer = once(worker, 'message') as Promise<[Arrival]>;
  try {
    worker.postMessage({ name, value: values[name] });
  } catch (error) {
    if (isRefusal(error)) return 'refused';
    throw error;
  }
  return (await answer)[0];
}

let child: ChildProcess | null = null;

async function toProcess(name: string): Promise<Arrival> {
  const receiver = (child ??= fork(self, ['receive'], { serialization: 'advanced' }));
  const ended = new AbortController();
  const answer = (once(receiver, 'message', ended) as Promise<[Arrival]>).then(([arrival]) => arrival);
  const exit = once(receiver, 'exit', ended).then((): Arrival => 'deadly');
  const result = Promise.race([answer, exit]);
  try {
    receiver.send({ name, value: values[name] });
    const arrival = await result;
    if (arrival === 'deadly') child = null;
    return arrival;
  } catch (error) {
    if (error instanceof Error && /could not be cloned|cannot be serialized|serialize|transfer/i.test(error.message))
      return 'refused';
    throw error;
  } finally {
    ended.abort();
    await Promise.allSettled([answer, exit, result]);
  }
}

interface Sent {
  name: string;
  value: unknown;
}

if (!isMainThread) {
  const port = parentPort;
  port?.on('message', ({ name, value }: Sent) => port.postMessage(compare(name, value)));
  port?.on('messageerror', () => port.postMessage('refused'));
} else if (process.argv[2] === 'receive') {
  process.on('message', ({ name, value }: Sent) => process.send?.(compare(name, value)));
} else {
  const worker = new Worker(self);
  const observations: Observations = {};
  for (const name of Object.keys(values)) {
    observations[name] = { clone: cloned(name), thread: await toThread(worker, name), process: await toProcess(name) };
  }
  process.stdout.write(JSON.stringify(observations), () => {
    child?.kill();
    process.exit();
  });
}
