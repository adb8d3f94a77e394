import { isMain, Pool } from 'parallel-profiler';
import { range } from '../src/range.ts';
import { square } from '../src/square.ts';

if (isMain) {
  // `await using` ends the pool with the block, also when something in it throws.
  await using pool = new Pool(import.meta.url, { processes: 4 });
  console.log(await pool.map(square, range(10)));
}
