import { subscribe } from 'node:diagnostics_channel';
import threads from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { field } from './format/layout.ts';
import { isSampled, sampleMessage, type Serialization } from './message-sampler.ts';
import type { PoolTasks } from './pool-tasks.ts';
import { quietly } from './quietly.ts';
import type { Transfers } from './transfers.ts';
import type { TaskFunctions } from './task-functions.ts';
import type { ThreadLog } from './thread-log.ts';

/** The records that messages of a thread enter. */
export interface MessageLog {
  log: ThreadLog;
  pools: PoolTasks;
  transfers: Transfers;
  /** `null` where messages are no tasks. */
  functions: TaskFunctions | null;
  afterMessage: () => void;
}

/**
 * Records a message that has arrived.
 * @param port at which it arrived; absent for a channel between processes
 */
export function received(
  { log, functions, transfers }: MessageLog,
  value: unknown,
  atMs: number,
  written: Serialization,
  port?: object,
): void {
  const message = log.get(field.messagesIn);
  log.messageIn(value, atMs);
  functions?.see(value);
  if (isSampled(log, message, atMs)) {
    const mayBeOfWorker = port !== undefined && port !== threads.parentPort;
    sampleMessage(log, value, written, (size) => port !== undefined && transfers.has(size, mayBeOfWorker));
  }
}

/** Channel on which a worker process of this package's pool publishes its messages: it takes them before they become events. */
const receivedChannel = 'parallel-profiler.message.received';
const handledChannel = 'parallel-profiler.message.handled';

/** Begins to record the messages that worker processes of this package's pool receive. */
export function watchPoolMessages(messages: MessageLog): void {
  subscribe(receivedChannel, (event) =>
    quietly(() => received(messages, (event as { message: unknown }).message, nowMs(), 'advanced')),
  );
  subscribe(handledChannel, (event) =>
    quietly(() => {
      const { startedMs, endedMs } = event as { startedMs: number; endedMs: number };
      messages.log.handled(startedMs, endedMs);
      messages.afterMessage();
    }),
  );
}
