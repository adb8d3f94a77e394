import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../descendants.ts';
import { isRunning } from '../is-running.ts';

/** On a busy machine, killed processes take so long to end. */
const MOST_SETTLE_MS = 1_000;
const LOOK_EVERY_MS = 50;

export function pidsOfDescendants(): number[] {
  return descendants().map(({ pid }) => pid);
}

/** Returns the processes of an ended run that still run, and its temporary folders that are still there. */
export async function leftBehind(started: readonly number[], own: ReadonlySet<number>): Promise<(number | string)[]> {
  const look = (): (number | string)[] => [
    ...started.filter((pid) => !own.has(pid) && isRunning(pid)),
    ...readdirSync(process.env['TMPDIR'] ?? '').filter((name) => name.startsWith('parallel-profiler-run-')),
  ];
  let left = look();
  for (let waitedMs = 0; left.length > 0 && waitedMs < MOST_SETTLE_MS; waitedMs += LOOK_EVERY_MS) {
    await sleep(LOOK_EVERY_MS);
    left = look();
  }
  return left;
}
