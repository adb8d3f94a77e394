// Part of `npm run soak`: cancels runs at random moments, from the start to the last measurement, through the library as
// the editor does and through the command line with Ctrl+C. Nothing that was started may run on, and no file may be left.
// `node --import ./test/bench/stand-in-editor.ts test/soak/cancels.ts --count 100 --seed 7` repeats the choices of seed 7.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from '../../src/math/median.ts';
import { profileSource } from '../profile/profile-source.ts';
import { cancelSubjects, type CancelSubject, MOST_CANCEL_MS, task } from './cancel-subjects.ts';
import { leftBehind, pidsOfDescendants } from './left-behind.ts';
import { Random } from './random.ts';

const { values: asked } = parseArgs({
  options: { count: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const count = Number(asked.count);
const random = new Random(Number(asked.seed));

/** Everything that runs has a folder for its temporary files. */
const files = mkdtempSync(join(tmpdir(), 'soak-cancels-'));
process.env['TMPDIR'] = join(files, 'temporary');
mkdirSync(process.env['TMPDIR']);

interface Cancelled {
  tookMs: number;
  /** Whether the run had ended by itself before the cancel. */
  wasOver: boolean;
}

/** Cancels as the panel does: by the signal of the run. */
async function byLibrary({ source, inputs }: CancelSubject, afterMs: number): Promise<Cancelled> {
  const abort = new AbortController();
  let wasOver = false;
  const run = profileSource(source, 'f', { inputs, signal: abort.signal, settings: { budgetSeconds: 3 } })
    .catch(() => undefined)
    .finally(() => (wasOver = true));
  await Promise.race([run, sleep(afterMs)]);
  const over = wasOver;
  started = pidsOfDescendants();
  const at = performance.now();
  abort.abort();
  await run;
  return { tookMs: performance.now() - at, wasOver: over };
}

/** Cancels as a terminal does. */
async function byCommand({ source, inputs }: CancelSubject, afterMs: number): Promise<Cancelled> {
  const folder = mkdtempSync(join(files, 'project-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'subject.ts'), source);
  const cli = join(import.meta.dirname, '../../dist/cli.mjs');
  const child = spawn(
    process.execPath,
    [cli, 'run', join(folder, 'subject.ts#f'), '--inputs', inputs, '--budget', '3', '--no-wait', '--format', 'json'],
    { stdio: 'ignore', cwd: folder },
  );
  const closed = once(child, 'close');
  await Promise.race([closed, sleep(afterMs)]);
  const wasOver = child.exitCode !== null || child.signalCode !== null;
  started = pidsOfDescendants();
  const at = performance.now();
  child.kill('SIGINT');
  await closed;
  return { tookMs: performance.now() - at, wasOver };
}

/** Processes that ran when the last run was cancelled. */
let started: number[] = [];

// The compiler of the library runs in this process for all runs.
await profileSource(task('return n;'), 'f', { inputs: '[1]' });
const own = new Set(pidsOfDescendants());
const times: number[] = [];
let faults = 0;
let over = 0;
for (let index = 0; index < count; index++) {
  const subject = random.pick(cancelSubjects);
  const [door, cancel] = random.pick([
    ['library', byLibrary],
    ['command', byCommand],
  ] as const);
  const afterMs = random.below(4_000);
  const { tookMs, wasOver } = await cancel(subject, afterMs);
  const left = await leftBehind(started, own);
  const isRight = tookMs <= MOST_CANCEL_MS && left.length === 0;
  if (!isRight) faults++;
  if (wasOver) over++;
  else times.push(tookMs);
  const seconds = (tookMs / 1_000).toFixed(2);
  console.log(
    `${isRight ? 'ok' : 'FAULT'}  ${subject.name} (${door}), after ${(afterMs / 1_000).toFixed(1)} s: ${wasOver ? 'had ended' : `${seconds} s`}${left.length > 0 ? `, left: ${left.join(', ')}` : ''}`,
  );
}
const most = (Math.max(0, ...times) / 1_000).toFixed(2);
console.log(
  `${count} cancels, ${over} of runs that had ended: median ${(median(times) / 1_000).toFixed(2)} s, at most ${most} s, ${faults} faults`,
);
process.exit(faults === 0 ? 0 : 1);
