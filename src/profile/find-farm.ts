import type { Farm, FoundFarm, QueueAddress } from '../model/farm.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { Programs } from './built-files.ts';
import { runEngine } from './engine-client.ts';
import type { NodeProgram } from './find-node.ts';
import type { PlanSettings } from './make-plan.ts';
import { packageScopeOf } from './package-scope.ts';
import { ProfileError } from './profile-error.ts';

/** As in the library's executors and workers. */
const usual = { redis: 'redis://localhost:6379', queue: 'parallel-profiler' };

/** Longest wait for Redis and for workers to start. */
const LIMIT_SECONDS = 30;

interface FarmSearch {
  node: NodeProgram;
  programs: Programs;
  signal: AbortSignal | undefined;
  /** CPUs that this machine offers. */
  cores: number;
}

/** Whether a run with these settings uses a queue: if it is named, or if Redis is. */
function usesFarm({ strategies, redis }: Pick<PlanSettings, 'strategies' | 'redis'>): boolean {
  return strategies === 'auto' ? redis !== null : strategies.includes('bullmq');
}

/**
 * Finds the workers of a run's queue and measures what a job costs. Without workers, the run starts one per core on this
 * machine.
 * @param file absolute path of the function's file; workers run in the folder of its package
 * @returns `null` if the run uses no queue
 * @throws ProfileError if there is no Redis, or a package is missing
 */
export async function findFarm(
  file: string,
  settings: Pick<PlanSettings, 'strategies' | 'redis' | 'queue'>,
  search: FarmSearch,
): Promise<Farm | null> {
  if (!usesFarm(settings)) return null;
  const root = packageScopeOf(file, new Map()).folder;
  const address = { redis: settings.redis ?? usual.redis, queue: settings.queue ?? usual.queue, root };
  const found = await inspectFarm(address, search);
  return { ...address, ...found, started: found.workers.length > 0 ? 0 : search.cores };
}

/**
 * Lists the workers of a queue and measures what a job costs.
 * @throws ProfileError if there is no Redis, or a package is missing
 */
export async function inspectFarm(
  address: QueueAddress,
  { node, programs, signal }: Omit<FarmSearch, 'cores'>,
): Promise<FoundFarm> {
  const events: RunEvent[] = [];
  const end = await runEngine({
    node,
    engine: programs.engine,
    request: { type: 'farm', address, probes: true, timeLimitSeconds: LIMIT_SECONDS, cwd: address.root, programs },
    signal,
    onEvent: (event) => events.push(event),
  });
  signal?.throwIfAborted();
  for (const event of events) {
    if (event.type === 'farm') return event.found;
    if (event.type === 'failed') throw new ProfileError('run', event.message);
  }
  throw new ProfileError('run', end.how === 'crashed' ? end.message : 'The queue could not be inspected.');
}
