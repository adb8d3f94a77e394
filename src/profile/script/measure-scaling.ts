import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ScalingPoint } from '../../model/script-report.ts';
import { counted } from '../../report/numbers-in-words.ts';
import { ProfileError } from '../profile-error.ts';
import { runScript } from './script-process.ts';

/** Of util-linux; runs a command on some of the cores. */
const limiter = 'taskset';

/** Settings shared by all runs. */
export interface ScalingRuns {
  command: readonly string[];
  cwd: string;
  timeLimitSeconds: number | null;
  signal: AbortSignal | undefined;
  kill: AbortSignal | undefined;
}

/** @throws ProfileError if the system cannot limit a command to these numbers of cores */
export function checkScaling(counts: readonly number[]): void {
  if (counts.length === 0) return;
  const { length } = allowedCores();
  const most = Math.max(...counts);
  if (most > length)
    throw new ProfileError('run', `Expected at most ${counted(length, 'core')} in --scaling, found ${most}.`);
  const { error } = spawnSync(limiter, ['--version'], { stdio: 'ignore' });
  if (error)
    throw new ProfileError('run', 'Expected the program taskset for --scaling, found none. Install util-linux.');
}

/**
 * Runs the command once on each number of cores, unrecorded and without its output. Linux only: the affinity also limits
 * `availableParallelism()`, from which pools take their size.
 */
export async function measureScaling(counts: readonly number[], runs: ScalingRuns): Promise<ScalingPoint[]> {
  const allowed = allowedCores();
  const points: ScalingPoint[] = [];
  for (const cores of counts) {
    if (runs.signal?.aborted) break;
    const startMs = performance.now();
    const list = allowed.slice(0, cores).join(',');
    const command = [limiter, '-c', list, ...runs.command];
    const ending = await runScript({
      ...runs,
      ...{ command, env: process.env, stdio: 'ignore', isSignalled: false, folder: null },
    });
    if (ending.how !== 'exited') break;
    points.push({ cores, wallMs: performance.now() - startMs, speedup: 1 });
  }
  const [first] = [...points].sort((a, b) => a.cores - b.cores);
  return points.map((point) => ({ ...point, speedup: first ? first.wallMs / point.wallMs : 1 }));
}

/** The numbers of the cores that this process may use: `0-3,8` as a list. */
function allowedCores(): number[] {
  if (process.platform !== 'linux')
    throw new ProfileError('run', `Expected Linux for --scaling, found ${process.platform}. Leave --scaling out.`);
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
