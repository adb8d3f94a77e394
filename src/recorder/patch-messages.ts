import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { field } from './format/layout.ts';
import { type MessageLog, received } from './message-log.ts';
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
export function patchMessages(messages: MessageLog): string[] {
  const { log } = messages;
  const prototype = threads.MessagePort.prototype as unknown as Record<string | symbol, unknown>;
  patchPost(prototype, messages);
  patchReceive(messages);
  patchWait(log);
  if (typeof prototype[dispatchSymbol] !== 'function') return ['messages received'];
  patchDispatch(prototype, messages);
  return [];
}

function patchPost(prototype: Record<string | symbol, unknown>, { log, pools, transfers }: MessageLog): void {
  const post = prototype['postMessage'] as AnyFunction;
  prototype['postMessage'] = function postMessage(this: object, ...given: unknown[]): unknown {
    if (quietly(() => isOfNode(this, given[0])) === true) return apply(post, this, given);
    const startMs = nowMs();
    quietly(() => {
      transfers.sent(given[1]);
      pools.sent(given[0], startMs);
      log.messageOut(given[0], startMs);
    });
    const result = apply(post, this, given);
    quietly(() => log.serialized(startMs, nowMs()));
    return result;
  };
}

function patchDispatch(prototype: Record<string | symbol, unknown>, messages: MessageLog): void {
  const { log } = messages;
  const dispatch = prototype[dispatchSymbol] as AnyFunction;
  const patched = function (this: object, ...given: unknown[]): unknown {
    if (given[1] !== 'message' || quietly(() => isOfNode(this, given[0])) === true) return apply(dispatch, this, given);
    const value = given[0];
    const startMs = nowMs();
    quietly(() => {
      received(messages, value, startMs, 'advanced', this);
    });
    const handlerMs = nowMs();
    try {
      return apply(dispatch, this, given);
    } finally {
      quietly(() => {
        log.handled(handlerMs, nowMs());
        messages.afterMessage();
      });
    }
  };
  Object.defineProperty(prototype, dispatchSymbol, { value: patched, writable: true, configurable: true });
}

function patchReceive(messages: MessageLog): void {
  const { log } = messages;
  const receive = threads.receiveMessageOnPort;
  const patched: typeof receive = (port) => {
    const startMs = nowMs();
    const taken = receive(port);
    if (taken === undefined) return taken;
    quietly(() => {
      const endMs = nowMs();
      log.add(field.receivedSync, 1);
      log.add(field.receiveMs, endMs - startMs);
      log.span('cloneIn', startMs, endMs);
      received(messages, taken.message, endMs, 'advanced', port);
      log.seen(endMs);
      messages.afterMessage();
    });
    return taken;
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
