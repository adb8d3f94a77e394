// `npm run recompute -- <report.json> ...`: does every number of these reports follow from its neighbours? Prints those that do not.
import { readFileSync } from 'node:fs';
import type { Report } from '../src/model/report.ts';
import { findDisagreements } from './report/find-disagreements.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Expected reports, as `parallel-profiler run ... --format json` prints them, found none.');
  process.exit(2);
}
let count = 0;
for (const file of files) {
  const found = findDisagreements(JSON.parse(readFileSync(file, 'utf8')) as Report);
  count += found.length;
  console.log(`${file}: ${found.length === 0 ? 'every number follows' : found.join('\n  ')}`);
}
process.exitCode = count > 0 ? 1 : 0;
