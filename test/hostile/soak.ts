// Part of `npm run soak`: every hostile function with its outcome and time, also those that are too slow for `npm test`.
import { deadly, endless, multiplying } from './hostile-functions.ts';
import { runHosted } from './run-hosted.ts';

const TIME_LIMIT_SECONDS = 10;
let faults = 0;

for (const row of [...endless, ...deadly, ...multiplying]) {
  if (row.isPosix && process.platform === 'win32') continue;
  for (const strategy of row.strategies) {
    const beganAt = performance.now();
    const { outcome } = await runHosted(row, strategy, TIME_LIMIT_SECONDS);
    const text = outcome.join('; ');
    const isRight = row.outcome.test(text);
    if (!isRight) faults++;
    const seconds = ((performance.now() - beganAt) / 1_000).toFixed(1);
    console.log(`${isRight ? 'ok' : 'FAULT'}  ${row.name} (${strategy})  ${seconds} s  ${text.slice(0, 160)}`);
  }
}
console.log(`${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
