import type { QueueAddress } from '../../model/farm.ts';
import type { QueuePackages } from '../../multiprocessing/bullmq/packages.ts';
import { QueueClient } from '../../multiprocessing/bullmq/queue-client.ts';

/** Longest time for the connection to Redis. */
const CONNECT_MS = 3_000;

/** Returns a client of a queue that does not run the user's code. */
export function connectTo(packages: QueuePackages, { redis, queue, root }: QueueAddress): QueueClient {
  return new QueueClient(packages, { redis, queue, root, runs: 2, connectTimeoutMs: CONNECT_MS, onJob: undefined });
}
