import { hostname } from 'node:os';
import type { Farm } from '../../model/farm.ts';

/** Returns the processes on this machine that serve a queue: worker programs that were connected, and Redis. */
export function localFarmPids(farm: Farm | undefined): number[] {
  if (!farm) return [];
  const workers = farm.workers.filter(({ machine }) => machine === hostname()).map(({ pid }) => pid);
  return farm.redisPid === null ? workers : [...workers, farm.redisPid];
}
