import { isMain, Pool } from 'parallel-profiler';
import { power } from '../src/power.ts';

if (isMain) {
  await using pool = new Pool(import.meta.url, { processes: 4 });
  // Each tuple becomes the arguments of one call. The compiler checks them: ['2', 3] would be an error.
  const powers = await pool.starmap(power, [
    [2, 3],
    [3, 3],
    [4, 3],
  ]);
  console.log(powers);
}
