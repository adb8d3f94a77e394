import { isMain, Process } from 'parallel-profiler';
import { range } from '../src/range.ts';
import { raiseWithLock, raiseWithoutLock, shareCounter, type Shared } from '../src/shared-counter.ts';

/** Four workers each increment a counter a thousand times. */
async function countWith(raise: (shared: Shared) => void): Promise<number> {
  const shared = shareCounter(4);
  const workers = range(4).map(() => new Process(import.meta.url, { target: raise, args: [shared], kind: 'threads' }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  return shared.counter.get();
}

if (isMain) {
  console.log(`with a lock: ${await countWith(raiseWithLock)}`);
  console.log(`without: ${await countWith(raiseWithoutLock)}`);
}
