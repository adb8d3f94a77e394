import { loadPackages } from '../../multiprocessing/bullmq/packages.ts';
import type { FromEngine } from '../protocol.ts';
import { connectTo } from './connect-to.ts';
import { notedQueues, type TemporaryQueue } from './temporary-queues.ts';

/** Removes the queues that the processes of a killed run have noted. One that cannot be reached does not keep the others. */
export async function eraseQueues(emit: (event: FromEngine) => void): Promise<void> {
  await Promise.allSettled(notedQueues().map(erase));
  emit({ type: 'done' });
}

async function erase({ address, forget }: TemporaryQueue): Promise<void> {
  const client = connectTo(loadPackages(address.root), address);
  try {
    // Rejects without a connection.
    await client.workers();
    await client.erase();
    forget();
  } finally {
    await client.close();
  }
}
