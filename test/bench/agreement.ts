import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreSampler } from '../../src/engine/machine/core-sampler.ts';
import type { ModuleRequest } from '../../src/engine/protocol.ts';
import { StrategyTrack } from '../../src/engine/run/strategy-track.ts';
import type { InputsExpression } from '../../src/model/inputs.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { defaultPlanSettings, makePlan } from '../../src/profile/make-plan.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { resolveTarget } from '../../src/profile/resolve-target.ts';
import { mean, median, standardDeviation } from '../../src/math/median.ts';
import { analysisPrograms, profileSource, programs } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';
import { fiveFunctions, type RealFunction } from './five-functions.ts';
import { RawProgram } from './raw-program.ts';

const WORKERS = 2;
/** Fresh processes of everybody: each keeps the machine code it happened to get. */
const GENERATIONS = 16;
const ROUNDS = 12;
/** Not counted: machine code still changes after many passes, and not at the same time for everybody. */
const WARM_ROUNDS = 4;
const PREDICTION_SECONDS = 8;

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
  const request = await requestFor(subject);
  const sampler = new CoreSampler();
  const beganAtMs = Number(process.hrtime.bigint()) / 1e6;
  sampler.start();
  const generations: Pair[][] = [];
  const predicted: number[] = [];
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const found = await interleave(subject, request, sampler);
    const [ours, raw] = [summary(found.map((pair) => pair.ours)), summary(found.map((pair) => pair.raw))];
    console.log(`    fresh processes ${generation + 1}: ours ${ours}, raw ${raw}`);
    generations.push(found);
    // After each of them, so that it sees the machine that the measurement sees.
    predicted.push(await predict(claims, subject));
  }
  sampler.stop();
  const stolen = sampler.between(beganAtMs, Infinity)?.cores.flatMap((core) => core.stolen) ?? [];
  console.log(`    the hypervisor took ${percent(mean(stolen))}`);
  const speedups = (whose: keyof Pair): number[] =>
    generations.map((pairs) => median(pairs.map(({ [whose]: [oneMs, twoMs] }) => oneMs / twoMs)));
  const [our, raw, guess] = [middle(speedups('ours')), middle(speedups('raw')), middle(predicted)];
  // Of processes, not of rounds: what rounds of the same processes have in common is most of what they differ by.
  const apart = generations.map((pairs) =>
    median(pairs.map((pair) => Math.log(pair.ours[0] / pair.ours[1] / (pair.raw[0] / pair.raw[1])))),
  );
  const [difference, error] = [Math.exp(middle(apart)) - 1, spread(apart)];
  claims.check(
    `${subject.title}: within 3 % of raw worker_threads`,
    `${our.toFixed(3)}x against ${raw.toFixed(3)}x (${percent(difference)}, standard error ${percent(error)})`,
    Math.abs(difference) <= 0.03,
  );
  claims.check(
    `${subject.title}: predicted from one worker within 10 %`,
    `${guess.toFixed(3)}x (${percent(guess / our - 1)}; of ${predicted.map((one) => one.toFixed(2)).join(', ')})`,
    Math.abs(guess / our - 1) <= 0.1,
  );
}

/** The speedup with as many workers as are measured, predicted from a run with one. */
async function predict(claims: Claims, subject: RealFunction): Promise<number> {
  const { report } = await profileSource(subject.source, subject.name, {
    inputs: subject.inputs,
    settings: { strategies: ['serial', 'threads'], workers: [1], budgetSeconds: PREDICTION_SECONDS },
  });
  return claims.show(report).prediction.find(({ cores }) => cores === WORKERS)?.speedup ?? Number.NaN;
}

/** Serial and parallel milliseconds of one round. */
type Times = [oneMs: number, twoMs: number];

interface Pair {
  ours: Times;
  raw: Times;
}

function summary(times: readonly Times[]): string {
  const [oneMs, twoMs] = [median(times.map(([one]) => one)), median(times.map(([, two]) => two))];
  return `${median(times.map(([one, two]) => one / two)).toFixed(3)}x (${oneMs.toFixed(0)} / ${twoMs.toFixed(0)} ms)`;
}

/** Our serial and parallel strategy and the two programs, in turn, in fresh processes that were warmed up. */
async function interleave(subject: RealFunction, request: ModuleRequest, sampler: CoreSampler): Promise<Pair[]> {
  const events = { onAt: () => undefined, onOutput: () => undefined };
  const serial = new StrategyTrack({ strategy: 'serial', workers: 1, chunkSize: null }, request, events, sampler);
  const threads = new StrategyTrack(
    { strategy: 'threads', workers: WORKERS, chunkSize: null },
    request,
    events,
    sampler,
  );
  const rawSerial = new RawProgram(subject, 0);
  const rawThreads = new RawProgram(subject, WORKERS);
  try {
    await serial.begin({ atMostMs: 100 });
    const itemsPerSecond = await serial.warmUp(null);
    await serial.firstPass(0, { atMostMs: 100 });
    threads.observable = serial.observesRounds;
    await threads.begin({ atMostMs: 100 });
    await threads.warmUp(itemsPerSecond);
    await threads.firstPass(0, { atMostMs: 100 });
    const pairs: Pair[] = [];
    for (let round = 1; round <= WARM_ROUNDS + ROUNDS; round++) {
      // Compared runs are interleaved, in alternating order.
      const ours = async (track: StrategyTrack): Promise<number> => (await track.round(round, serial.passMs)).wallMs;
      const one = (): Promise<number> => ours(serial);
      const two = (): Promise<number> => ours(threads);
      const [oneMs, rawOneMs] = await inTurn(one, () => rawSerial.pass(), round % 2 === 0);
      const [twoMs, rawTwoMs] = await inTurn(two, () => rawThreads.pass(), round % 2 === 1);
      if (round > WARM_ROUNDS) pairs.push({ ours: [oneMs, twoMs], raw: [rawOneMs, rawTwoMs] });
    }
    return pairs;
  } finally {
    rawSerial.end();
    rawThreads.end();
    await Promise.all([serial.end(), threads.end()]);
  }
}

type Timed = () => Promise<number>;

async function inTurn(first: Timed, second: Timed, reversed: boolean): Promise<[number, number]> {
  if (!reversed) return [await first(), await second()];
  const later = await second();
  return [await first(), later];
}

/** Request to the engine for this function. */
async function requestFor(subject: RealFunction): Promise<ModuleRequest> {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  const file = join(folder, 'subject.ts');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(file, subject.source);
  await using analysis = new AnalysisClient(analysisPrograms);
  const { target } = await resolveTarget(analysis, file, subject.name);
  const inputs: InputsExpression = {
    kind: 'expression',
    source: 'argument',
    expression: subject.inputs,
    spread: false,
  };
  const plan = makePlan(target, inputs, defaultPlanSettings, WORKERS);
  const module = await makeRunnable(target, inputs, { cacheFolder: folder });
  return { type: 'run', plan, module, programs, nodeSource: 'self', cwd: folder };
}

/** Mean without the lowest and the highest fifth: steadier than a median, and as deaf to what a neighbour did. */
function middle(values: readonly number[]): number {
  const cut = Math.floor(values.length / 5);
  const kept = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  return mean(kept);
}

/** Standard error of their mean, which that of the middle hardly exceeds. */
function spread(values: readonly number[]): number {
  return (standardDeviation(values) ?? Number.NaN) / Math.sqrt(values.length);
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
}
