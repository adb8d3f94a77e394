// A newcomer's project of five files whose real calls are in another one: no inputs are given, and each function has to
// get the right ones and the right outcome, on the machine as it is and next to a program that takes one core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Report } from '../../src/model/report.ts';

type Outcome = NonNullable<Report['conclusion']>['outcome'];

const root = join(import.meta.dirname, '../..');
const project = join(import.meta.dirname, 'fixtures/newcomer');
const functions: [target: string, items: number, outcome: Outcome, strategies: RegExp | null][] = [
  ['image.ts#thumbnail', 8, 'pays', /threads|processes/],
  ['csv.ts#sumLine', 2000, 'serial', null],
  ['markdown.ts#render', 200, 'serial', null],
  ['crypto.ts#deriveKey', 8, 'pays', /threads|processes/],
  ['pipeline.ts#fetchRecord', 8, 'pays', /async/],
];

async function profile(target: string): Promise<Report> {
  const child = spawn(
    process.execPath,
    [join(root, 'dist/cli.mjs'), 'run', join(project, 'src', target), '--budget', '8', '--format', 'json'],
    { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [json] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(json) as Report;
}

/** Profiles all of them; next to others, a report may also refuse a verdict, if it names what it waited for. */
async function profileAll(beside: string, mayRefuse: boolean): Promise<void> {
  console.log(beside);
  for (const [target, items, outcome, strategies] of functions) {
    const { inputs, conclusion, recommendation, verdict } = await profile(target);
    const hasInputs = inputs.caller?.place.includes('main.ts:') === true && inputs.count === items;
    const isRight =
      conclusion?.outcome === outcome && (strategies === null || strategies.test(recommendation?.strategy ?? ''));
    const refused =
      mayRefuse && conclusion?.outcome === 'none' && /other (processes|programs)/.test(JSON.stringify(verdict));
    if (!hasInputs || !(isRight || refused)) process.exitCode = 1;
    const inputsFound = `${inputs.count} items from ${inputs.caller?.place ?? inputs.source}`;
    const mark = !hasInputs ? 'WRONG INPUTS' : isRight ? 'right' : refused ? 'refused' : 'WRONG';
    console.log(`  ${mark}  ${target}, ${inputsFound}: ${verdict.map((part) => part.text).join(' ')}`);
  }
}

await profileAll('On the machine as it is:', false);
const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
try {
  await profileAll('Next to a program that takes one core:', true);
} finally {
  busy.kill('SIGKILL');
}
