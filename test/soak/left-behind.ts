import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../descendants.ts';
import { isRunning } from '../is-running.ts';

/** For the system to list an ended process no longer. */
const SETTLE_MS = 100;

export function pidsOfDescendants(): number[] {
  return descendants().map(({ pid }) => pid);
}

/** Returns the processes of an ended run that still run, and its temporary folders that are still there. */
export async function leftBehind(started: readonly number[], own: ReadonlySet<number>): Promise<(number | string)[]> {
  await sleep(SETTLE_MS);
  const folders = readdirSync(process.env['TMPDIR'] ?? '').filter((name) => name.startsWith('parallel-profiler-run-'));
  return [...started.filter((pid) => !own.has(pid) && isRunning(pid)), ...folders];
}
