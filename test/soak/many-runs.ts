// Part of `npm run soak`: profiles again and again in one process, as the editor's extension host does, and compares what
// the process holds at the end with what it held after the first runs.
// `node --expose-gc --import ./test/bench/stand-in-editor.ts test/soak/many-runs.ts --runs 1000`
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { profileSource } from '../profile/profile-source.ts';

const { values: asked } = parseArgs({ options: { runs: { type: 'string', default: '1000' } } });
const runs = Number(asked.runs);
/** Runs until everything that is kept on purpose has been loaded. */
const WARM = 10;

interface Held {
  heapMb: number;
  resources: number;
  files: number;
  listeners: number;
}

const source = 'export function f(n: number): number { return n + 1; }\n';
const outcomes = [
  (): Promise<unknown> => profileSource(source, 'f', { inputs: '[1, 2]', settings: { budgetSeconds: 0.1 } }),
  // A run that fails and one that is cancelled.
  (): Promise<unknown> => profileSource(source, 'f', { inputs: 'missing', settings: { budgetSeconds: 0.1 } }),
  (): Promise<unknown> => profileSource(source, 'f', { inputs: '[1, 2]', signal: AbortSignal.timeout(300) }),
];

function held(): Held {
  if (!globalThis.gc) throw new Error('Start this program with node --expose-gc.');
  for (let count = 0; count < 3; count++) globalThis.gc();
  return {
    heapMb: process.memoryUsage().heapUsed / 1e6,
    resources: process.getActiveResourcesInfo().length,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

let first: Held | undefined;
for (let run = 0; run < runs + WARM; run++) {
  if (run === WARM) first = held();
  await outcomes[run % outcomes.length]?.().catch(() => undefined);
}
const last = held();
if (!first) throw new Error('unreachable: the first figures are taken before the last');
const row = (name: string, key: keyof Held): string =>
  `  ${name.padEnd(18)} ${first[key].toFixed(key === 'heapMb' ? 1 : 0)} -> ${last[key].toFixed(key === 'heapMb' ? 1 : 0)}`;
console.log(`${runs} runs in one process, after the first ${WARM} and at the end:`);
console.log(
  [
    row('heap in MB', 'heapMb'),
    row('open resources', 'resources'),
    row('open files', 'files'),
    row('listeners', 'listeners'),
  ].join('\n'),
);
// A kilobyte a run is what a leak of one closure costs.
const isFlat =
  last.heapMb - first.heapMb < Math.max(3, runs * 0.001) &&
  last.resources <= first.resources &&
  last.files <= first.files &&
  last.listeners <= first.listeners;
console.log(isFlat ? 'flat' : 'FAULT: not flat');
process.exit(isFlat ? 0 : 1);
