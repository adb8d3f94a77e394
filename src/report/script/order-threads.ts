import type { RecordedThread } from '../../model/script-recording.ts';
import type { ScriptThread } from '../../model/script-report.ts';

/** A thread with its position in the tree. */
export interface PlacedThread {
  thread: RecordedThread;
  id: number;
  parent: number | null;
  role: ScriptThread['role'];
}

const keyOf = ({ pid, threadId }: { pid: number; threadId: number }): string => `${pid}:${threadId}`;

/** Orders the threads so that children follow their parent, the older first, and says which are workers. */
export function orderThreads(threads: readonly RecordedThread[]): PlacedThread[] {
  const known = new Set(threads.map(keyOf));
  const children = new Map<string | null, RecordedThread[]>();
  for (const thread of threads) {
    const parent = thread.parent && known.has(keyOf(thread.parent)) ? keyOf(thread.parent) : null;
    children.set(parent === keyOf(thread) ? null : parent, [
      ...(children.get(parent === keyOf(thread) ? null : parent) ?? []),
      thread,
    ]);
  }
  const placed: PlacedThread[] = [];
  const place = (key: string | null, parent: number | null): void => {
    const own = (children.get(key) ?? []).sort((a, b) => startOf(a) - startOf(b));
    children.delete(key);
    for (const thread of own) {
      const id = placed.length;
      placed.push({ thread, id, parent, role: isWorker(thread, parent) ? 'worker' : 'process' });
      place(keyOf(thread), id);
    }
  };
  place(null, null);
  const main = coordinatorOf(placed);
  if (main && main.role !== 'worker') main.role = 'main';
  return placed;
}

function startOf({ createdMs, startedMs }: RecordedThread): number {
  return createdMs ?? startedMs;
}

function isWorker(thread: RecordedThread, parent: number | null): boolean {
  // Nothing in the program creates the threads of Node itself, such as that of module hooks in Node 20.
  return thread.threadId === 0 ? thread.hasChannel && parent !== null : thread.createdMs !== null;
}

/** The thread that has the most workers; without workers, the first. */
function coordinatorOf(placed: readonly PlacedThread[]): PlacedThread | undefined {
  const workers = placed.map(({ id }) => placed.filter((one) => one.parent === id && one.role === 'worker').length);
  const others = placed.filter(({ role }) => role !== 'worker');
  return others.sort((a, b) => (workers[b.id] ?? 0) - (workers[a.id] ?? 0) || a.id - b.id)[0];
}
