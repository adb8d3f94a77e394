import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueAddress } from '../../model/farm.ts';
import { temporaryFolder } from '../machine/temporary-folder.ts';

/** End of the names of the notes. The client knows it too. */
const noteEnd = '.queue';
const ownName = /-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A queue that only this run uses. */
export interface TemporaryQueue {
  address: QueueAddress;
  /** Called when the queue is gone from Redis. */
  forget: () => void;
}

/**
 * Names a queue for this run, and notes it in the folder of the run: a process that is killed cannot erase its queue, so the
 * client has it erased.
 * @param prefix of its name
 */
export function nameTemporaryQueue(address: Omit<QueueAddress, 'queue'>, prefix: string): TemporaryQueue {
  const id = randomUUID();
  const named = { ...address, queue: `${prefix}-${id}` };
  const file = join(temporaryFolder(), `parallel-profiler-${id}${noteEnd}`);
  // The address may contain credentials.
  writeFileSync(file, JSON.stringify(named), { mode: 0o600 });
  return { address: named, forget: () => rmSync(file, { force: true }) };
}

/** Returns the queues that are noted in the folder of the run. */
export function notedQueues(): TemporaryQueue[] {
  const folder = temporaryFolder();
  return readdirSync(folder)
    .filter((name) => name.endsWith(noteEnd))
    .flatMap((name) => {
      const file = join(folder, name);
      const address = readNote(readFileSync(file, 'utf8'));
      return address === null ? [] : [{ address, forget: () => rmSync(file, { force: true }) }];
    });
}

/** Returns `null` for a note that was cut off, and for one that names a queue of someone else: user code can write there. */
function readNote(text: string): QueueAddress | null {
  try {
    const { redis, root, queue } = JSON.parse(text) as Partial<Record<keyof QueueAddress, unknown>>;
    if (typeof redis !== 'string' || typeof root !== 'string' || typeof queue !== 'string') return null;
    return ownName.test(queue) ? { redis, root, queue } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
