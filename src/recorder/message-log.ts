import { field } from './format/layout.ts';
import { isSampled, sampleMessage, type Serialization } from './message-sampler.ts';
import type { PoolTasks } from './pool-tasks.ts';
import type { TaskFunctions } from './task-functions.ts';
import type { ThreadLog } from './thread-log.ts';

/** The records that messages of a thread enter. */
export interface MessageLog {
  log: ThreadLog;
  pools: PoolTasks;
  /** `null` where messages are no tasks. */
  functions: TaskFunctions | null;
  afterMessage: () => void;
}

/** Records a message that has arrived. */
export function received({ log, functions }: MessageLog, value: unknown, atMs: number, written: Serialization): void {
  const message = log.get(field.messagesIn);
  log.messageIn(value, atMs);
  functions?.see(value);
  if (isSampled(log, message, atMs)) sampleMessage(log, value, written);
}
