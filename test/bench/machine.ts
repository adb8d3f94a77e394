import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readThreadCpu } from '../../src/engine/machine/read-thread-cpu.ts';
import { Pool } from '../../src/multiprocessing/index.ts';
import type { ChunkRecord, WorkerReady } from '../../src/multiprocessing/pool/observer.ts';
import { profileSource, programs, spinSource } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';

const { threadWorker, processWorker } = programs;
/** Those that a pool takes. */
const workerPrograms = { threadWorker, processWorker };

/** Statements about the machine: which programs used the cores, and how long workers waited for one. */
export const machine: Bench = {
  name: 'machine',
  about: 'which programs used the cores, and how long workers waited for one',
  cases: [
    { name: 'waits', about: "wall less CPU time against the kernel's count", run: waits },
    { name: 'neighbour', about: 'naming a program that uses a core', run: neighbour },
  ],
};

const SPIN =
  'export function spin(rounds) { let x = rounds; for (let i = 0; i < rounds; i++) x = (x * 1103515245 + 12345) % 2147483648; return x; }';
const ROUNDS = 40_000_000;

async function waits(claims: Claims): Promise<void> {
  if (process.platform !== 'linux') {
    console.log('  needs schedstat: Linux only');
    return;
  }
  for (const kind of ['threads', 'processes'] as const) {
    for (const workers of [availableParallelism(), 2 * availableParallelism()]) await compare(claims, kind, workers);
  }
}

async function compare(claims: Claims, kind: 'threads' | 'processes', workers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'waits-'));
  const module = join(folder, 'spin.mjs');
  writeFileSync(module, SPIN);
  const records: ChunkRecord[] = [];
  const ready: WorkerReady[] = [];
  const pool = new Pool(module, {
    kind,
    processes: workers,
    programs: workerPrograms,
    observer: { chunk: (record) => void records.push(record), workerReady: (worker) => void ready.push(worker) },
  });
  const items = Array.from({ length: 8 * workers }, () => ROUNDS);
  await pool.map('spin', items.slice(0, workers));
  records.length = 0;
  const read = () => ready.map(({ pid, tid }) => readThreadCpu(pid, tid) ?? { runMs: 0, waitMs: 0 });
  const before = read();
  await pool.map('spin', items);
  const after = read();
  const total = (of: (index: number) => number): number => after.reduce((sum, _, index) => sum + of(index), 0);
  const ranMs = total((index) => (after[index]?.runMs ?? 0) - (before[index]?.runMs ?? 0));
  const waitedMs = total((index) => (after[index]?.waitMs ?? 0) - (before[index]?.waitMs ?? 0));
  const onCpuMs = records.reduce((sum, record) => sum + (record.onCpuMs ?? 0), 0);
  const offCpuMs = records.reduce((sum, record) => sum + (record.offCpuMs ?? 0), 0);
  await pool.terminate();
  rmSync(folder, { recursive: true });
  const wallMs = ranMs + waitedMs;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  claims.check(
    `${workers} ${kind}: time on a core within 3 % of the kernel's`,
    percent(onCpuMs / ranMs - 1),
    Math.abs(onCpuMs / ranMs - 1) < 0.03,
  );
  claims.check(
    `${workers} ${kind}: waiting within 3 % of the time`,
    `${percent(offCpuMs / wallMs)}, by the kernel ${percent(waitedMs / wallMs)}`,
    Math.abs(offCpuMs - waitedMs) / wallMs < 0.03,
  );
}

const RUNS = 10;

async function neighbour(claims: Claims): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'neighbour-'));
  const script = join(folder, 'known-neighbour.cjs');
  writeFileSync(
    script,
    'setTimeout(() => process.exit(), 600_000); (function spin() { for (let i = 0; i < 1e7; i++); setImmediate(spin); })();',
  );
  let named = 0;
  for (let run = 0; run < RUNS; run++) {
    const busy = spawn(process.execPath, [script], { stdio: 'ignore', detached: true });
    try {
      const { report } = await profileSource(spinSource, 'spin', {
        inputs: 'Array.from({ length: 16 }, () => 2000)',
        settings: { budgetSeconds: 3, workers: [2] },
      });
      const finding = report.findings.find(({ code }) => code === 'background-load' || code === 'starved-by-others');
      const isNamed =
        report.neighbours.some(({ name }) => name.endsWith('known-neighbour.cjs')) &&
        (finding?.message.includes('known-neighbour.cjs') ?? false);
      console.log(
        `  ${isNamed ? 'named' : 'MISSED'}: ${report.neighbours.map(({ name, cores }) => `${name} ${cores.toFixed(2)}`).join(', ')}`,
      );
      if (isNamed) named++;
    } finally {
      busy.kill('SIGKILL');
    }
  }
  rmSync(folder, { recursive: true });
  claims.check(`named in every run`, `${named} of ${RUNS}`, named === RUNS);
}
