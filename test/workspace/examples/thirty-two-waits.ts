import { isMain, Pool } from 'parallel-profiler';
import { range } from '../src/range.ts';
import { waitForReplySync } from '../src/wait-for-reply.ts';

// Waiting needs no core, so many more workers than cores are right here: 64 seconds of waiting take about two.
if (isMain) {
  await using pool = new Pool(import.meta.url, { processes: 32, kind: 'threads' });
  await pool.ready();
  const stations = range(32).map((number) => `station ${number}`);
  const start = performance.now();
  const replies = await pool.map(waitForReplySync, stations, { chunkSize: 1 });
  const seconds = (performance.now() - start) / 1000;
  console.log(`${replies.length} replies in ${seconds.toFixed(1)} s`);
}
