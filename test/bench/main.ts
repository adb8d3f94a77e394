// `npm run bench` runs everything, `npm run bench -- <name> ...` some of it. Figures are ratios within one interleaved run.
import { agreement } from './agreement.ts';
import { type Bench, Claims } from './bench.ts';
import { knownAnswers } from './known-answers.ts';
import { measuringCost } from './measuring-cost.ts';
import { poolSpeed } from './pool-speed.ts';

const benches: readonly Bench[] = [knownAnswers, agreement, measuringCost, poolSpeed];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}. There are:`);
  for (const { name, about } of benches) console.error(`  ${name.padEnd(16)} ${about}`);
  process.exit(2);
}
const claims = new Claims();
for (const bench of benches.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  console.log(`\n${bench.name}: ${bench.about}`);
  await bench.run(claims);
}
console.log(`\n${claims.held} claims held, ${claims.missed} missed`);
process.exitCode = claims.missed > 0 ? 1 : 0;
