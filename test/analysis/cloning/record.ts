// `node test/analysis/cloning/record.ts <node> ...` writes down what these Nodes do, for machines that do not have them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { majorOf, observeWith } from './observe-with.ts';

const file = join(import.meta.dirname, 'observed.json');
const observed = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
for (const node of process.argv.slice(2)) {
  const major = majorOf(node);
  if (major === null) throw new Error(`Expected the path of a Node, found ${node}.`);
  observed[major] = observeWith(node);
}
writeFileSync(file, `${JSON.stringify(observed)}\n`);
