// The program of workers that a run starts itself, because none are connected to its queue.
import { cpuUsage } from 'node:process';
import { BullMQWorker } from '../../multiprocessing/bullmq/queue-worker.ts';
import type { FromQueueWorkers, ToQueueWorkers } from './protocol.ts';

/** How long ending may take before the process exits anyway. */
const GRACE_MS = 2_000;

let worker: BullMQWorker | null = null;

function send(message: FromQueueWorkers): void {
  process.send?.(message);
}

async function start({ redis, queue, root, processes }: Extract<ToQueueWorkers, { type: 'start' }>): Promise<void> {
  try {
    worker = new BullMQWorker({ redis, queue, root, concurrency: processes });
    await worker.ready();
    send({ type: 'ready' });
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: ToQueueWorkers) => {
  switch (message.type) {
    case 'start':
      void start(message);
      return;
    case 'usage': {
      const { user, system } = cpuUsage();
      send({ type: 'usage', cpuMs: (user + system) / 1_000 });
    }
  }
});

process.on('disconnect', () => {
  const end = (): void => process.exit();
  setTimeout(end, GRACE_MS).unref();
  if (worker === null) end();
  else worker.close({ force: true }).then(end, end);
});
