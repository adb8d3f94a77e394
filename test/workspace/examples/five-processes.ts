import { isMain, Process } from 'parallel-profiler';
import { range } from '../src/range.ts';
import { worker } from '../src/worker.ts';

if (isMain) {
  const processes = range(5).map((num) => new Process(import.meta.url, { target: worker, args: [num] }));
  // They run at once, so they may print in any order.
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
  console.log('All done.');
}
