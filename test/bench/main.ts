// `npm run bench` runs everything, `npm run bench -- <name> ...` some of it, `<name>:<case>` a single case; `--show` prints
// whole reports. Figures are ratios within one interleaved run.
import { ab } from './ab.ts';
import { agreement } from './agreement.ts';
import { analysisSpeed } from './analysis-speed.ts';
import { type Bench, type BenchCase, Claims } from './bench.ts';
import { budget } from './budget.ts';
import { checkVsTsc } from './check-vs-tsc.ts';
import { editor } from './editor.ts';
import { knownAnswers } from './known-answers.ts';
import { lockSpeed } from './lock-speed.ts';
import { machine } from './machine.ts';
import { measuringCost } from './measuring-cost.ts';
import { panelPaint } from './panel-paint.ts';
import { poolSpeed } from './pool-speed.ts';
import { prediction } from './prediction.ts';
import { queueCost } from './queue-cost.ts';
import { recompute } from './recompute.ts';
import { script } from './script.ts';

const benches: readonly Bench[] = [
  knownAnswers,
  agreement,
  measuringCost,
  ab,
  machine,
  budget,
  poolSpeed,
  lockSpeed,
  queueCost,
  analysisSpeed,
  checkVsTsc,
  panelPaint,
  editor,
  prediction,
  recompute,
  script,
];

const asked = process.argv.slice(2).filter((argument) => argument !== '--show');
const unknown = asked.filter((name) => !benches.some((bench) => bench.cases.some((one) => isAsked(name, bench, one))));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are:`);
  for (const { name, about, cases } of benches) {
    console.error(`  ${name.padEnd(16)} ${about}`);
    for (const one of cases) console.error(`    ${name}:${one.name.padEnd(16)} ${one.about}`);
  }
  process.exit(2);
}
const claims = new Claims(process.argv.includes('--show'));
for (const bench of benches) {
  const cases = bench.cases.filter((one) => asked.length === 0 || asked.some((name) => isAsked(name, bench, one)));
  if (cases.length > 0) console.log(`\n${bench.name}: ${bench.about}`);
  for (const one of cases) {
    console.log(` ${one.about}`);
    await one.run(claims);
  }
}
console.log(`\n${claims.held} claims held, ${claims.missed} missed`);
process.exitCode = claims.missed > 0 ? 1 : 0;

function isAsked(name: string, bench: Bench, one: BenchCase): boolean {
  return name === bench.name || name === `${bench.name}:${one.name}`;
}
