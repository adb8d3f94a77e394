import type { Random } from '../../math/seeded-random.ts';

/** Cores that share one memory controller: from desktop parts to server sockets. */
const nodeCores = [8, 16, 32, 64];
/** Latency of another node's memory over that of the own, as published for two and four sockets. */
const LEAST_REMOTE_COST = 1.2;
const MOST_REMOTE_COST = 1.8;

/**
 * Draws how much longer tasks take where their memory is spread over several NUMA nodes. The topology of a machine that was
 * not measured is not known, so it is drawn: the cores of a node, the cost of remote memory, and how much of it is remote.
 *
 * @param sensitivity share of a task's time that waits for memory
 */
export function remoteMemoryFactor(sensitivity: number, cores: number, random: Random): number {
  const perNode = nodeCores[Math.floor(random() * nodeCores.length)] ?? 8;
  const cost = LEAST_REMOTE_COST + random() * (MOST_REMOTE_COST - LEAST_REMOTE_COST);
  const misplaced = 0.3 + 0.7 * random();
  const remoteShare = Math.max(0, 1 - perNode / cores) * misplaced;
  return 1 + sensitivity * (cost - 1) * remoteShare;
}
