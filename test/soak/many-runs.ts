// Part of `npm run soak`: profiles again and again in one process, as the editor's extension host does, and compares what
// the process holds at the end with what it held after the first runs.
// `node --import ./test/bench/stand-in-editor.ts test/soak/many-runs.ts --runs 1000`
import { parseArgs } from 'node:util';
import { profileSource } from '../profile/profile-source.ts';
import { compareStock, takeStockAtRest, WARM_RUNS } from './held.ts';

const { values: asked } = parseArgs({ options: { runs: { type: 'string', default: '1000' } } });
const runs = Number(asked.runs);

const source = 'export function f(n: number): number { return n + 1; }\n';
const outcomes = [
  (): Promise<unknown> => profileSource(source, 'f', { inputs: '[1, 2]', settings: { budgetSeconds: 0.1 } }),
  // A run that fails and one that is cancelled.
  (): Promise<unknown> => profileSource(source, 'f', { inputs: 'missing', settings: { budgetSeconds: 0.1 } }),
  (): Promise<unknown> => profileSource(source, 'f', { inputs: '[1, 2]', signal: AbortSignal.timeout(300) }),
];

const profileInTurn = async (run: number): Promise<void> => {
  await outcomes[run % outcomes.length]?.().catch(() => undefined);
};

for (let run = 0; run < WARM_RUNS; run++) await profileInTurn(run);
const first = await takeStockAtRest(Math.max);
for (let run = WARM_RUNS; run < runs + WARM_RUNS; run++) await profileInTurn(run);
const { lines, isFlat } = compareStock(first, await takeStockAtRest(Math.min), runs);
console.log(`${runs} runs in one process, after the first ${WARM_RUNS} and at the end:`);
console.log(lines.join('\n'));
process.exit(isFlat ? 0 : 1);
