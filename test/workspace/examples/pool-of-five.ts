import { isMain, Pool } from 'parallel-profiler';
import { square } from '../src/square.ts';

// Every worker loads this file too, to find `square`. Only the main program may make the pool, hence the guard.
if (isMain) {
  const pool = new Pool(import.meta.url, { processes: 5 });
  console.log(await pool.map(square, [2, 3, 4]));
  console.log(await pool.map(square, [10, 21, 43]));
  await pool.terminate();
}
