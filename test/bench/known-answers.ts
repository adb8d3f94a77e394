import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { PoolResult, Report, StrategyResult } from '../../src/model/report.ts';
import { median } from '../../src/math/median.ts';
import { profileSource, spinSource } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';

const cores = availableParallelism();

/** Synthetic functions whose answer can be computed; what an expert would say of each. */
export const knownAnswers: Bench = {
  name: 'known-answers',
  about: 'functions with an answer that can be computed',
  cases: [
    { name: 'sleep', about: 'sleeping tasks, 32 x 50 ms', run: sleepingTasks },
    { name: 'long-task', about: 'one task ten times as long as the others', run: oneLongTask },
    { name: 'payload', about: 'a payload of known size', run: knownPayload },
    { name: 'oversubscribed', about: 'spinning tasks on four times as many workers as cores', run: oversubscription },
    { name: 'neighbour', about: 'a busy neighbour', run: busyNeighbour },
    { name: 'memory', about: 'a loop that is bound by memory', run: memoryBound },
    { name: 'counter', about: 'a module counter', run: moduleCounter },
    { name: 'random', about: 'Math.random', run: chance },
  ],
};

async function sleepingTasks(claims: Claims): Promise<void> {
  const source =
    'export async function wait(ms: number) { await new Promise((done) => setTimeout(done, ms)); return ms; }';
  // An interval wants five rounds, and a serial one takes 1.6 seconds.
  const report = await ask(claims, source, 'wait', {
    inputs: 'Array.from({ length: 32 }, () => 50)',
    settings: { workers: [32], strategies: ['serial', 'async', 'threads'], budgetSeconds: 20 },
  });
  checkSpeedup(claims, report, 'threads', 32, 30);
  checkSpeedup(claims, report, 'async', 32, 30);
  claims.check(
    'the advice is promises, not workers',
    String(report.recommendation?.strategy),
    report.recommendation?.strategy === 'async',
  );
  checkFinding(claims, report, 'io-bound', true);
}

async function oneLongTask(claims: Claims): Promise<void> {
  const report = await ask(claims, spinSource, 'spin', {
    inputs: '[10_000, ...Array.from({ length: 7 }, () => 1_000)]',
    settings: { workers: [2], strategies: ['serial', 'threads'], chunkSize: 1, budgetSeconds: 15 },
  });
  // The first worker has 10 units, the second 7 x 1: mean 8.5 over max 10.
  const found = poolOf(report, 'threads', 2)?.factors?.loadBalance ?? 0;
  claims.check('load balance is 0.85', found.toFixed(3), Math.abs(found - 0.85) < 0.03);
  const speedup = resultOf(report, 'threads', 2)?.speedup.value ?? 0;
  claims.check('speedup is at most 17 / 10', speedup.toFixed(2), speedup > 1.5 && speedup < 1.75);
  checkFinding(claims, report, 'one-long-task', true);
}

async function knownPayload(claims: Claims): Promise<void> {
  // With the same work whatever the size: of a call that does nothing, all is transport.
  const source =
    'export function length(bytes: Uint8Array) { let x = 1; for (let i = 0; i < 500_000; i++) x = (x * 1103515245 + 12345) % 2147483648; return bytes.length + 0 * x; }';
  const items = 16;
  const shares: number[] = [];
  for (const size of [10_000, 100_000, 1_000_000]) {
    const report = await ask(claims, source, 'length', {
      inputs: `Array.from({ length: ${items} }, () => new Uint8Array(${size}))`,
      settings: { workers: [2], strategies: ['serial', 'threads'], budgetSeconds: 3 },
    });
    const threads = poolOf(report, 'threads', 2);
    const bytes = threads?.workerTimeline.reduce((sum, worker) => sum + worker.bytesIn, 0) ?? 0;
    const extra = bytes / items - size;
    claims.check(
      `${size} bytes an item are counted, with under 100 bytes of frame`,
      `${bytes / items} bytes`,
      extra >= 0 && extra < 100,
    );
    shares.push((threads?.timeMs?.cloneIn ?? 0) / (threads?.timeMs?.capacity ?? 1));
  }
  const rising = shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0));
  claims.check(
    'the share of cloning rises with the size',
    shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', '),
    rising,
  );
}

async function oversubscription(claims: Claims): Promise<void> {
  const report = await ask(claims, spinSource, 'spin', {
    inputs: `Array.from({ length: ${16 * cores} }, () => 1_000)`,
    settings: { workers: [cores, 4 * cores], strategies: ['serial', 'threads'], budgetSeconds: 15 },
  });
  checkFinding(claims, report, 'oversubscribed', true);
  checkFinding(claims, report, 'no-gain-beyond-cores', true);
  const advised = report.recommendation?.workers ?? 0;
  claims.check('no more workers than cores are advised', String(advised), advised <= cores);
}

async function busyNeighbour(claims: Claims): Promise<void> {
  const neighbours = Array.from({ length: cores }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    const report = await ask(claims, spinSource, 'spin', {
      inputs: 'Array.from({ length: 16 }, () => 1_000)',
      settings: { workers: [cores], strategies: ['serial', 'threads'], budgetSeconds: 8 },
    });
    claims.check('the result is marked invalid', report.confidence, report.confidence === 'invalid');
    const why = report.findings.some(({ code }) => code === 'background-load' || code === 'starved-by-others');
    claims.check('and the report says why', report.findings[0]?.message ?? 'nothing', why);
  } finally {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  }
}

async function memoryBound(claims: Claims): Promise<void> {
  const source = `
const table = new Float64Array(8_000_000).fill(1);
export function walk(from: number): number {
  let sum = from;
  // One access in each cache line of 64 MB, far more than a core has for itself; written to, the lines travel both ways.
  for (let i = 0; i < table.length; i += 8) {
    sum += table[i]!;
    table[i] = 1;
  }
  return sum;
}`;
  // How much of the shared cache and memory is left here is up to the neighbours, from one moment to the next.
  const scalings: number[] = [];
  for (let run = 0; run < 3; run++) {
    const report = await ask(claims, source, 'walk', {
      inputs: 'Array.from({ length: 32 }, (_, i) => i)',
      settings: { workers: [cores], strategies: ['serial', 'threads'], budgetSeconds: 5 },
    });
    scalings.push(poolOf(report, 'threads', cores)?.factors?.computeScaling ?? 1);
  }
  const scaling = median(scalings);
  const all = scalings.map((one) => one.toFixed(3)).join(', ');
  claims.check('compute scaling is below 1', `${scaling.toFixed(3)} (median of ${all})`, scaling < 1);
}

async function moduleCounter(claims: Claims): Promise<void> {
  const report = await ask(
    claims,
    'let calls = 0; export function next(name: string) { return `${name} ${++calls}`; }',
    'next',
    {
      inputs: "['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']",
    },
  );
  checkFinding(claims, report, 'shared-state', true);
  claims.check(
    'the advice is to stay serial',
    String(report.recommendation?.strategy),
    report.recommendation?.strategy === 'serial',
  );
}

async function chance(claims: Claims): Promise<void> {
  const report = await ask(claims, 'export function dice(n: number) { return n * Math.random(); }', 'dice', {
    inputs: '[1, 2, 3, 4]',
  });
  checkFinding(claims, report, 'non-deterministic', true);
  checkFinding(claims, report, 'shared-state', false);
}

/** Profiles, and prints the report if requested. */
async function ask(claims: Claims, ...profiled: Parameters<typeof profileSource>): Promise<Report> {
  const { report } = await profileSource(...profiled);
  return claims.show(report);
}

function resultOf(report: Report, name: StrategyResult['name'], workers: number): StrategyResult | undefined {
  return report.strategies.find((result) => result.name === name && result.workers === workers);
}

function poolOf(report: Report, name: PoolResult['name'], workers: number): PoolResult | undefined {
  const result = resultOf(report, name, workers);
  return result?.kind === 'pool' ? result : undefined;
}

function checkSpeedup(
  claims: Claims,
  report: Report,
  name: StrategyResult['name'],
  workers: number,
  least: number,
): void {
  const value = resultOf(report, name, workers)?.speedup.value ?? 0;
  claims.check(`${name} reach ${least} times`, `${value.toFixed(1)}x`, value >= least);
}

function checkFinding(
  claims: Claims,
  report: Report,
  code: Report['findings'][number]['code'],
  expected: boolean,
): void {
  const finding = report.findings.find((one) => one.code === code);
  claims.check(
    expected ? `found: ${code}` : `not found: ${code}`,
    finding?.message ?? 'not there',
    (finding !== undefined) === expected,
  );
}
