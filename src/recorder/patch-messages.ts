import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { field } from './format/layout.ts';
import { isSampled, sampleMessage } from './message-sampler.ts';
import { apply, quietly } from './quietly.ts';
import type { ThreadLog } from './thread-log.ts';

/** Where Node delivers messages; without it, only what is sent and taken with `receiveMessageOnPort` is seen. */
const dispatchSymbol = Symbol.for('nodejs.internal.kHybridDispatch');
/** Messages between a thread and the class `Worker` itself, which have a port of their own. */
const nodeTypes = new Set([
  'upAndRunning',
  'couldNotSerializeError',
  'errorMessage',
  'stdioPayload',
  'stdioWantsMoreData',
  'loadScript',
  'receiveMessage',
]);

const { getOwnPropertyDescriptor } = Object;

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown;

/** By port, whether Node itself uses it. */
const ports = new WeakMap<object, boolean>();

function isOfNode(port: object, value: unknown): boolean {
  const known = ports.get(port);
  if (known !== undefined) return known;
  const type: unknown =
    typeof value === 'object' && value !== null ? getOwnPropertyDescriptor(value, 'type')?.value : undefined;
  const found = typeof type === 'string' && nodeTypes.has(type);
  ports.set(port, found);
  return found;
}

/**
 * Records every message of this thread.
 * @returns hooks that are missing, by what they would have shown
 */
export function patchMessages(log: ThreadLog, afterMessage: () => void): string[] {
  const prototype = threads.MessagePort.prototype as unknown as Record<string | symbol, unknown>;
  patchPost(prototype, log);
  patchReceive(log, afterMessage);
  patchWait(log);
  if (typeof prototype[dispatchSymbol] !== 'function') return ['messages received'];
  patchDispatch(prototype, log, afterMessage);
  return [];
}

function patchPost(prototype: Record<string | symbol, unknown>, log: ThreadLog): void {
  const post = prototype['postMessage'] as AnyFunction;
  prototype['postMessage'] = function postMessage(this: object, ...given: unknown[]): unknown {
    if (quietly(() => isOfNode(this, given[0])) === true) return apply(post, this, given);
    const startMs = nowMs();
    quietly(() => log.messageOut(given[0], startMs));
    const result = apply(post, this, given);
    quietly(() => log.serialized(startMs, nowMs()));
    return result;
  };
}

function patchDispatch(prototype: Record<string | symbol, unknown>, log: ThreadLog, afterMessage: () => void): void {
  const dispatch = prototype[dispatchSymbol] as AnyFunction;
  const patched = function (this: object, ...given: unknown[]): unknown {
    if (given[1] !== 'message' || quietly(() => isOfNode(this, given[0])) === true) return apply(dispatch, this, given);
    const value = given[0];
    const startMs = nowMs();
    quietly(() => {
      const message = log.get(field.messagesIn);
      log.messageIn(value, startMs);
      if (isSampled(log, message, startMs)) sampleMessage(log, value);
    });
    const handlerMs = nowMs();
    try {
      return apply(dispatch, this, given);
    } finally {
      quietly(() => {
        log.handled(handlerMs, nowMs());
        afterMessage();
      });
    }
  };
  Object.defineProperty(prototype, dispatchSymbol, { value: patched, writable: true, configurable: true });
}

function patchReceive(log: ThreadLog, afterMessage: () => void): void {
  const receive = threads.receiveMessageOnPort;
  const patched: typeof receive = (port) => {
    const startMs = nowMs();
    const received = receive(port);
    if (received === undefined) return received;
    quietly(() => {
      const endMs = nowMs();
      log.add(field.receivedSync, 1);
      log.add(field.receiveMs, endMs - startMs);
      log.span('cloneIn', startMs, endMs);
      const message = log.get(field.messagesIn);
      log.messageIn(received.message, endMs);
      if (isSampled(log, message, endMs)) sampleMessage(log, received.message);
      log.seen(endMs);
      afterMessage();
    });
    return received;
  };
  threads.receiveMessageOnPort = patched;
  syncBuiltinESMExports();
}

/** A worker sleeps until there is a task, or in a lock while it has one. */
function patchWait(log: ThreadLog): void {
  const wait = Atomics.wait as (...given: unknown[]) => 'ok' | 'not-equal' | 'timed-out';
  const patched = function wait_(...given: unknown[]): 'ok' | 'not-equal' | 'timed-out' {
    const startMs = nowMs();
    try {
      return wait(...given);
    } finally {
      quietly(() => {
        const endMs = nowMs();
        log.add(log.isAtWork ? field.lockMs : field.parkedMs, endMs - startMs);
        if (log.isAtWork) log.span('lock', startMs, endMs);
        log.seen(endMs);
      });
    }
  };
  Object.defineProperty(patched, 'name', { value: 'wait' });
  Object.defineProperty(Atomics, 'wait', { value: patched, writable: true, configurable: true });
}
