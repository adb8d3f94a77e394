import { channel } from 'node:diagnostics_channel';
import { nowMs } from './clock.ts';
import type { FunctionDefinition } from './wire/protocol.ts';

/**
 * Diagnostics channels for programs that watch pools from outside, like those of Node itself. Without a subscriber they cost
 * a comparison. Times: CLOCK_MONOTONIC in ms.
 */
export interface Published {
  /** In the pool's thread: a chunk was passed to a worker, so long after its call was made. */
  sent: { tasks: number; waitedMs: number };
  /** In the worker: a chunk has run. */
  ran: { tasks: number; startedMs: number; endedMs: number };
  /** In a worker process: a message of the pool has arrived. It never becomes an event of the process. */
  received: { message: unknown };
  /** The worker process has handled that message. */
  handled: { startedMs: number; endedMs: number };
  /** In the worker: chunks of this function follow. `module` is a `file:` URL. */
  defined: { module: string; name: string };
}

const sent = channel('parallel-profiler.chunk.sent');
const ran = channel('parallel-profiler.chunk.ran');
const received = channel('parallel-profiler.message.received');
const handled = channel('parallel-profiler.message.handled');
const defined = channel('parallel-profiler.function.defined');

/** Called when a chunk was passed to a worker. */
export function publishSent(tasks: number, waitedMs: number): void {
  if (sent.hasSubscribers) sent.publish({ tasks, waitedMs } satisfies Published['sent']);
}

/** Called when the chunk has just ended. */
export function publishRan(tasks: number, startedMs: number): void {
  if (ran.hasSubscribers) ran.publish({ tasks, startedMs, endedMs: nowMs() } satisfies Published['ran']);
}

/**
 * Called when a message of the pool has arrived in a worker process.
 * @returns start of its handling in ms, for `publishHandled`; 0 without a subscriber
 */
export function publishReceived(message: unknown): number {
  if (!received.hasSubscribers) return 0;
  received.publish({ message } satisfies Published['received']);
  return nowMs();
}

/** Called when the message was handled. */
export function publishHandled(startedMs: number): void {
  if (startedMs > 0) handled.publish({ startedMs, endedMs: nowMs() } satisfies Published['handled']);
}

/** @param poolModule module of the pool, for functions that are named only */
export function publishDefined(definition: FunctionDefinition, poolModule: string): void {
  if (!defined.hasSubscribers) return;
  if (definition.kind === 'named')
    defined.publish({ module: poolModule, name: definition.name } satisfies Published['defined']);
  if (definition.kind === 'exported')
    defined.publish({ module: definition.module, name: definition.path.join('.') } satisfies Published['defined']);
}
