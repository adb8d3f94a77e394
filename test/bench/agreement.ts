import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';
import { profileSource } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';
import { fiveFunctions, type RealFunction } from './five-functions.ts';

const WORKERS = 2;
/** Fresh processes of each side, ours and theirs in turn: every process keeps the machine code it happened to get. */
const TURNS = 3;
const WARM_PASSES = 2;
const PASSES = 6;

/** The measured speedup against a hand-written program, and the prediction from one worker against the measurement. */
export const agreement: Bench = {
  name: 'agreement',
  about: 'our speedup against a program on raw worker_threads timed from outside, and predictions against measurements',
  cases: fiveFunctions.map((subject) => ({
    name: subject.name,
    about: subject.title,
    run: (claims) => agree(claims, subject),
  })),
};

async function agree(claims: Claims, subject: RealFunction): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const predicted: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    theirs.push(...(await rawSpeedups(subject)));
    const report = await profileThreads(claims, subject, WORKERS);
    const speedup = report.strategies.find(({ workers }) => workers === WORKERS)?.speedup.value ?? Number.NaN;
    ours.push(speedup);
    theirs.push(...(await rawSpeedups(subject)));
    const single = await profileThreads(claims, subject, 1);
    predicted.push(single.prediction.find(({ cores }) => cores === WORKERS)?.speedup ?? Number.NaN);
    const ceiling = report.ceiling?.speedup.value.toFixed(2) ?? 'unknown';
    const stolen = report.findings.find(({ code }) => code === 'stolen-time')?.evidence['stolenShare'] ?? 0;
    console.log(
      `    turn ${turn + 1}: ours ${speedup.toFixed(3)}x, raw ${median(theirs.slice(-2 * PASSES)).toFixed(3)}x, predicted ` +
        `${predicted.at(-1)?.toFixed(3) ?? ''}x; plain loops ${ceiling}x, stolen ${percent(stolen)}, confidence ${report.confidence}`,
    );
  }
  const [our, raw, guess] = [median(ours), median(theirs), median(predicted)];
  claims.check(
    `${subject.title}: within 3 % of raw worker_threads`,
    `${our.toFixed(3)}x against ${raw.toFixed(3)}x (${percent(our / raw - 1)})`,
    Math.abs(our / raw - 1) <= 0.03,
  );
  claims.check(
    `${subject.title}: predicted from one worker within 10 %`,
    `${guess.toFixed(3)}x (${percent(guess / our - 1)})`,
    Math.abs(guess / our - 1) <= 0.1,
  );
}

async function profileThreads(claims: Claims, subject: RealFunction, workers: number): Promise<Report> {
  const { report } = await profileSource(subject.source, subject.name, {
    inputs: subject.inputs,
    settings: { strategies: ['serial', 'threads'], workers: [workers], budgetSeconds: workers === 1 ? 4 : 6 },
  });
  return claims.show(report);
}

/** Serial and parallel passes in turn, each in a fresh process that was warmed up, timed from here. */
async function rawSpeedups(subject: RealFunction): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'raw-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'subject.js'), subject.source);
  writeFileSync(join(folder, 'serial.js'), serialProgram(subject));
  writeFileSync(join(folder, 'parallel.js'), parallelProgram(subject));
  writeFileSync(join(folder, 'worker.js'), workerProgram(subject));
  const serial = fork(join(folder, 'serial.js'));
  const parallel = fork(join(folder, 'parallel.js'));
  try {
    const ratios: number[] = [];
    for (let round = 0; round < WARM_PASSES + PASSES; round++) {
      const [one, two] = [await pass(serial), await pass(parallel)];
      if (round >= WARM_PASSES) ratios.push(one / two);
    }
    return ratios;
  } finally {
    serial.kill('SIGKILL');
    parallel.kill('SIGKILL');
  }
}

async function pass(program: ChildProcess): Promise<number> {
  const started = performance.now();
  program.send('go');
  await once(program, 'message');
  return performance.now() - started;
}

function serialProgram({ name, inputs }: RealFunction): string {
  return `import { ${name} } from './subject.js';
const items = ${inputs};
process.on('message', () => {
  const results = [];
  for (const item of items) results.push(${name}(item));
  process.send(results.length);
});`;
}

/** What one writes by hand: chunks from a shared list, one message each, whoever is free takes the next. */
function parallelProgram({ inputs }: RealFunction): string {
  return `import { Worker } from 'node:worker_threads';
const items = ${inputs};
const size = Math.ceil(items.length / (4 * ${WORKERS}));
const workers = Array.from({ length: ${WORKERS} }, () => new Worker(new URL('./worker.js', import.meta.url)));
process.on('message', () => {
  const results = [];
  let next = 0;
  let done = 0;
  const give = (worker) => {
    if (next >= items.length) return;
    const from = next;
    next += size;
    worker.removeAllListeners('message');
    worker.once('message', (part) => {
      part.forEach((result, index) => (results[from + index] = result));
      done += part.length;
      if (done === items.length) process.send(results.length);
      else give(worker);
    });
    worker.postMessage(items.slice(from, from + size));
  };
  workers.forEach(give);
});`;
}

function workerProgram({ name }: RealFunction): string {
  return `import { parentPort } from 'node:worker_threads';
import { ${name} } from './subject.js';
parentPort.on('message', (items) => parentPort.postMessage(items.map((item) => ${name}(item))));`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
}
