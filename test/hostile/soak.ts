// Part of `npm run soak`: every hostile function with its outcome, its time and what it leaves, also those that are too slow
// for `npm test`.
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StrategyName } from '../../src/model/plan.ts';
import { isRunning } from '../is-running.ts';
import { choosing } from './choosing.ts';
import { deadly, endless, interfering, multiplying, returned, thrown } from './hostile-functions.ts';
import { runHosted } from './run-hosted.ts';

const TIME_LIMIT_SECONDS = 10;
const strategies = ['serial', 'threads', 'processes'] as const;

/** Where hosts keep their temporary files. */
const folder = mkdtempSync(join(tmpdir(), 'hostile-files-'));
process.env['PARALLEL_PROFILER_FOLDER'] = folder;

interface Row {
  name: string;
  source: string;
  inputs?: string;
  strategies: readonly StrategyName[];
  outcome: RegExp;
}

/** One row per thing that a call does, alone in its process. */
function rowsOf(bodies: Readonly<Record<string, string>>, outcome: RegExp): Row[] {
  return Object.entries(bodies).map(([name, body]) => ({ name, ...choosing({ [name]: body }), strategies, outcome }));
}

const rows: readonly Row[] = [
  ...[...endless, ...deadly, ...multiplying].filter(({ isPosix }) => !isPosix || process.platform !== 'win32'),
  ...rowsOf(thrown, /^item 0: /),
  ...rowsOf(returned, /^$/),
  ...rowsOf(interfering, /^$/),
];

let ran = 0;
let faults = 0;
for (const row of rows) {
  for (const strategy of row.strategies) {
    const beganAt = performance.now();
    const { outcome, pid } = await runHosted(row, strategy, TIME_LIMIT_SECONDS);
    const seconds = ((performance.now() - beganAt) / 1_000).toFixed(1);
    const left = [...readdirSync(folder), ...(isRunning(pid) ? [`process ${pid}`] : [])];
    const text = outcome.join('; ');
    const isRight = row.outcome.test(text) && left.length === 0;
    ran++;
    if (!isRight) faults++;
    const leftovers = left.length === 0 ? 'nothing left' : `left: ${left.join(', ')}`;
    console.log(
      `${isRight ? 'ok' : 'FAULT'}  ${row.name} (${strategy})  ${seconds} s  ${leftovers}  ${text.slice(0, 160)}`,
    );
  }
}
console.log(`${ran} rows, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
