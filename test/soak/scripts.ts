// Hostile programs under `parallel-profiler script`, at full size: each must run as it does without the profiler, be
// reported, and leave nothing behind.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptReport } from '../../src/model/script-report.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.mjs');
const fixtures = join(root, 'test/script/fixtures');
const GIGABYTE = 1 << 30;

interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Bytes that the program printed. */
  printed: number;
  report: ScriptReport | null;
}

interface Row {
  name: string;
  options?: string[];
  program: string[];
  env?: NodeJS.ProcessEnv;
  /** Size that no file may exceed, in blocks of 512 bytes: what is larger meets a full disk. */
  largestFile?: number;
  /** Sent to the profiler once the program has printed. */
  kill?: NodeJS.Signals;
  /** @returns what is wrong; `null` if nothing is */
  judge: (outcome: Outcome) => string | null;
}

const rows: readonly Row[] = [
  {
    name: 'replaces postMessage and what a recorder could call',
    program: [`${fixtures}/replaced.mjs`],
    judge: ({ code, report }) => differs([code, workersOf(report)], [0, 1]),
  },
  {
    name: 'forks a hundred children',
    program: [`${fixtures}/forks.mjs`],
    env: { FORKS: '100' },
    judge: ({ code, report }) => differs([code, workersOf(report)], [0, 100]),
  },
  {
    name: 'prints a gigabyte',
    program: [`${fixtures}/flood.mjs`],
    env: { FLOOD_MEGABYTES: '1024' },
    judge: ({ code, printed, report }) => differs([code, printed, report?.processes], [0, GIGABYTE, 1]),
  },
  {
    name: 'never ends',
    options: ['--time-limit', '3'],
    program: [`${fixtures}/endless.mjs`],
    judge: ({ code, report }) => differs([code, report?.ending.how, report?.processes], [0, 'time-limit', 3]),
  },
  {
    name: 'kills itself',
    program: ['-e', 'process.kill(process.pid, "SIGKILL")'],
    judge: ({ code, report }) => differs([code, report?.processes], [137, 1]),
  },
  {
    name: 'kills a worker',
    program: [`${fixtures}/killed.mjs`],
    judge: ({ code, report }) => differs([code, workersOf(report)], [0, 1]),
  },
  {
    name: 'deletes the recording',
    program: [`${fixtures}/deletes.mjs`],
    judge: ({ code, report }) => differs([code, report?.verdict[0]?.text], [0, 'No Node.js process was recorded.']),
  },
  {
    name: 'meets a full disk',
    program: [`${fixtures}/raw.mjs`],
    largestFile: 16,
    judge: ({ code, report }) => differs([code, workersOf(report)], [0, 2]),
  },
  {
    name: 'outlives the profiler',
    program: [`${fixtures}/endless.mjs`],
    kill: 'SIGKILL',
    judge: ({ signal }) => differs(signal, 'SIGKILL'),
  },
];

function workersOf(report: ScriptReport | null): number | undefined {
  return report?.threads.filter(({ role }) => role === 'worker').length;
}

function differs(found: unknown, expected: unknown): string | null {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  return foundText === expectedText ? null : `expected ${expectedText}, found ${foundText}`;
}

async function run({ options = [], program, env = {}, largestFile, kill }: Row, own: string): Promise<Outcome> {
  const out = join(own, '..', `${own.split('/').at(-1) ?? ''}.json`);
  const args = [cli, 'script', '--format', 'json', ...options, '--', process.execPath, ...program];
  // A report of two workers has more than the limit allows for a file, so it goes to a pipe.
  const toPipe = largestFile !== undefined;
  const command = toPipe ? args : [...args.slice(0, 4), '--out', out, ...args.slice(4)];
  const child = toPipe
    ? spawn('sh', ['-c', `ulimit -f ${largestFile}; exec "$0" "$@"`, process.execPath, ...command], settings(own, env))
    : spawn(process.execPath, command, settings(own, env));
  let [printed, text] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.length;
    if (toPipe) text += chunk.toString();
    if (kill) child.kill(kill);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...end) => resolve(end));
  });
  if (!toPipe && existsSync(out)) text = readFileSync(out, 'utf8');
  return { code, signal, printed, report: text === '' ? null : (JSON.parse(text) as ScriptReport) };
}

function settings(own: string, env: NodeJS.ProcessEnv) {
  const variables = { ...process.env, ...env, TMPDIR: own, TEMP: own, TMP: own };
  return { env: variables, cwd: root, stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] };
}

/** Processes of a run, by the folder for temporary files in their environment. Linux only. */
function processesOf(own: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(`TMPDIR=${own}\0`));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Ended in the meantime, or of another user.
    return '';
  }
}

const folder = mkdtempSync(join(tmpdir(), 'soak-scripts-'));
for (const row of rows) {
  const own = mkdtempSync(join(folder, 'run-'));
  const startedMs = performance.now();
  const problem = row.judge(await run(row, own));
  const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  // A program that outlives the profiler is its own master; the watcher deletes the recording.
  if (row.kill) {
    for (let wait = 0; wait < 100 && readdirSync(own).length > 0; wait++) await delay(100);
    for (const pid of processesOf(own)) process.kill(pid, 'SIGKILL');
    await delay(200);
  }
  const left = [...readdirSync(own), ...processesOf(own).map((pid) => `process ${pid}`)];
  const problems = [problem, left.length > 0 ? `left behind: ${left.join(', ')}` : null].filter((one) => one !== null);
  console.log(
    `${problems.length === 0 ? 'right' : 'WRONG'}  ${row.name}, ${took}${problems.map((one) => `; ${one}`).join('')}`,
  );
  if (problems.length > 0) process.exitCode = 1;
}
rmSync(folder, { recursive: true, force: true });
