import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { median, standardDeviation } from '../../src/math/median.ts';
import type { FindingCode } from '../../src/model/finding.ts';
import type { ScriptReport, ScriptThread } from '../../src/model/script-report.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { profileScript } from '../../src/profile/script/profile-script.ts';
import { writeScriptVerdict } from '../../src/report/script/write-script-verdict.ts';
import { descendants } from '../descendants.ts';
import type { Bench, BenchCase, Claims } from './bench.ts';

const program = join(import.meta.dirname, 'fixtures/script.mjs');
const built = builtFilesIn(join(import.meta.dirname, '../../dist'));
/** Pairs of a burst with and one without the profiler. */
const PAIRS = Number(process.env['SCRIPT_PAIRS'] ?? 300);
/** Of them, those in which the machine code still changes. */
const WARM_PAIRS = 20;
const BURST_MS = 50;
const CLONE_RUNS = 3;
const CLONE_AGREEMENT = 0.25;
/** Iterations to find out how long one takes, and the tasks of so many. */
const TRIAL = 20_000_000;
const TRIALS = 10;
/** Of the program `tasks`. */
const WORKERS = Math.min(2, availableParallelism());

/** Programs that are already parallel, with known answers, and what the recorder costs them. */
export const script: Bench = {
  name: 'script',
  about: 'profile a parallel program unchanged: known answers, and the cost',
  cases: [
    known('sleepers', 'workers that wait for timers', 'workers-idle', ({ account }) => [
      ['at least 90% of the time is idle', share(account?.idleMs, account?.capacityMs), (value) => value >= 0.9],
      ['under 5% is work', share(account?.workMs, account?.capacityMs), (value) => value < 0.05],
    ]),
    known('spinners', 'four busy workers for each core', 'workers-exceed-cores', (report, printed) => [
      [
        'the wait for a core is that of the workers without one, within 15 points',
        share(report.account?.runQueueMs, report.account?.capacityMs),
        (value) => Math.abs(value - (1 - (printed['cores'] ?? 1) / (printed['workers'] ?? 1))) < 0.15,
      ],
      [
        'the effective parallelism is the number of cores, within 20%',
        report.effectiveParallelism,
        (value) => Math.abs(value / (printed['cores'] ?? 1) - 1) < 0.2,
      ],
    ]),
    known('slow', 'one worker with most of the work', 'uneven-workers', (report) => {
      const [most = 0, next = 0] = workersOf(report)
        .map(({ workMs }) => workMs)
        .sort((a, b) => b - a);
      return [
        ['it works 15 times as long as the next, within 30%', most / next, (value) => Math.abs(value / 15 - 1) < 0.3],
      ];
    }),
    known('serial', 'tasks that are awaited one by one', 'one-task-at-a-time', (report) => [
      [
        'the effective parallelism is 1, within 15%',
        report.effectiveParallelism,
        (value) => Math.abs(value - 1) < 0.15,
      ],
      ['all 124 tasks are paired', tasksOf(report), (value) => value === 124],
    ]),
    known('saturated', 'a main thread that prepares each task', 'coordinator-saturated', (report) => [
      [
        'the main thread is busy at least 85% of the time',
        share(report.threads[0]?.onCoreMs, report.wallMs),
        (value) => value >= 0.85,
      ],
      [
        'workers are idle at least 75% of the time',
        share(report.account?.idleMs, report.account?.capacityMs),
        (value) => value >= 0.75,
      ],
    ]),
    ...[
      { name: 'clone-1', items: 900, count: 300 },
      { name: 'clone-4', items: 3_600, count: 150 },
      { name: 'clone-12', items: 11_000, count: 60 },
    ].map(({ name, items, count }) => ({
      name,
      about: `deserializing ${items} objects`,
      run: (claims: Claims) => clone(claims, items, count),
    })),
    { name: 'cost-1ms', about: 'the cost at tasks of 1 ms', run: (claims) => cost(claims, 1_000, 0.02) },
    { name: 'cost-50us', about: 'the cost at tasks of 50 us', run: (claims) => cost(claims, 50, 0.1) },
  ],
};

type Figure = [claim: string, value: number, holds: (value: number) => boolean];
type Printed = Record<string, number>;

function known(
  name: string,
  about: string,
  code: FindingCode,
  figures: (report: ScriptReport, printed: Printed) => Figure[],
): BenchCase {
  return {
    name,
    about,
    run: async (claims) => {
      const { report, printed } = await profiled([name]);
      console.log(
        `    ${writeScriptVerdict(report)
          .map((part) => part.text)
          .join(' ')}`,
      );
      // Findings of validity are about other programs.
      const own = report.findings.filter(({ origin }) => origin !== 'validity');
      const codes = own.map((finding) => finding.code);
      claims.check(`the first finding is ${code}`, codes.join(', ') || 'none', codes[0] === code);
      for (const [claim, value, holds] of figures(report, printed)) claims.check(claim, value.toFixed(2), holds(value));
    },
  };
}

/** The truth is the worker's own time on a core per message, in runs without the profiler. */
async function clone(claims: Claims, items: number, count: number): Promise<void> {
  const ratios: number[] = [];
  const truths: number[] = [];
  for (let run = 0; run < CLONE_RUNS; run++) {
    const truthMs = (await plain(['payload', String(items), String(count)]))['cloneInMs'] ?? NaN;
    const { report } = await profiled(['payload', String(items), String(count)]);
    const [worker] = workersOf(report);
    ratios.push((worker?.cloneInMs ?? 0) / count / truthMs);
    truths.push(truthMs);
    const codes = report.findings.map((finding) => finding.code);
    claims.check(
      'the findings include messages-dominate',
      codes.join(', ') || 'none',
      codes.includes('messages-dominate'),
    );
  }
  const [truthMs, ratio] = [median(truths), median(ratios)];
  claims.check(
    `a message of ${truthMs.toFixed(2)} ms is reported within ${100 * CLONE_AGREEMENT}%`,
    `${(truthMs * ratio).toFixed(2)} ms`,
    Math.abs(ratio - 1) <= CLONE_AGREEMENT,
  );
}

/**
 * The same program with and without the profiler, at the same time but never both at work: short bursts by turns, so that
 * a disturbance of the machine meets both alike. The watcher, which runs all the time, is added by its CPU time.
 */
async function cost(claims: Claims, taskUs: number, most: number): Promise<void> {
  using server = await BurstServer.start();
  const rounds = String(Math.round(taskUs * (await roundsPerUs(server))));
  const count = Math.round((1_000 * BURST_MS * WORKERS) / taskUs);
  const args = ['tasks', rounds, String(count), String(server.port)];
  const unprofiled = plain(args);
  const without = await server.next();
  const recording = profiled(args);
  const recorded = await server.next();
  const watcher = descendants().find(({ command }) => command.includes('script-watch'));
  const [startMs, watcherMs] = [performance.now(), cpuMsOf(watcher?.pid)];
  const logRatios: number[] = [];
  const bursts: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const times = { without: 0, recorded: 0 };
    const order = pair % 2 === 0 ? (['without', 'recorded'] as const) : (['recorded', 'without'] as const);
    for (const one of order) times[one] = await (one === 'without' ? without : recorded).burst();
    if (pair < WARM_PAIRS) continue;
    logRatios.push(Math.log(times.recorded / times.without));
    bursts.push(times.without);
  }
  const watcherShare = (cpuMsOf(watcher?.pid) - watcherMs) / (performance.now() - startMs) / availableParallelism();
  for (const program of [without, recorded]) program.end();
  await Promise.all([unprofiled, recording]);
  const value = Math.exp(median(logRatios)) - 1 + watcherShare;
  // Of a median, for values that are about normally distributed.
  const error = 1.253 * ((standardDeviation(logRatios) ?? NaN) / Math.sqrt(logRatios.length));
  const inPercent = (share: number): string => (100 * share).toFixed(1);
  const perTaskUs = (1_000 * WORKERS * median(bursts)) / count;
  claims.check(
    `tasks of ${taskUs} us cost under ${100 * most}%`,
    `${inPercent(value)}% of ${perTaskUs.toFixed(0)} us per task and worker, standard error ${inPercent(error)}% (${inPercent(watcherShare)}% for the watcher)`,
    value < most,
  );
}

/** Iterations of the program's task in a microsecond. */
async function roundsPerUs(server: BurstServer): Promise<number> {
  const running = plain(['tasks', String(TRIAL), String(TRIALS), String(server.port)]);
  const program = await server.next();
  const ms = await program.burst();
  program.end();
  await running;
  return (TRIAL * TRIALS) / WORKERS / (1_000 * ms);
}

/** CPU time of a process; 0 on systems other than Linux. */
function cpuMsOf(pid: number | undefined): number {
  if (process.platform !== 'linux') return 0;
  if (pid === undefined) return NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [user = NaN, system = NaN] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  // In ticks of 10 ms on every Linux that Node runs on.
  return 10 * (user + system);
}

/** A connected program that works on request. */
interface BurstProgram {
  /** Resolves to the milliseconds that its burst took. */
  burst: () => Promise<number>;
  end: () => void;
}

/** Programs connect to it, in the order in which they were started. */
class BurstServer {
  readonly #server: Server;
  readonly #programs: AsyncIterator<Socket[]>;

  private constructor(server: Server) {
    this.#server = server;
    this.#programs = on(server, 'connection') as AsyncIterator<Socket[]>;
  }

  static async start(): Promise<BurstServer> {
    const server = createServer({ noDelay: true });
    const started = new BurstServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async next(): Promise<BurstProgram> {
    const [socket] = (await this.#programs.next()).value as Socket[];
    if (!socket) throw new Error('The program did not connect.');
    return {
      burst: async () => {
        const answer = once(socket, 'data');
        socket.write('.');
        return Number(String((await answer)[0]));
      },
      end: () => socket.end(),
    };
  }

  [Symbol.dispose](): void {
    this.#server.close();
  }
}

async function plain(args: readonly string[]): Promise<Printed> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output) as Printed;
}

async function profiled(args: readonly string[]): Promise<{ report: ScriptReport; printed: Printed }> {
  let output = '';
  const report = await profileScript({
    ...built.script,
    ...{ command: [process.execPath, program, ...args], cwd: process.cwd(), timeLimitSeconds: null },
    ...{ cpuProfileFolder: null, scaling: [], node: process.execPath, isSignalled: false },
    stdio: ['ignore', 'pipe', 'inherit'],
    onOutput: (chunk) => (output += chunk),
  });
  return { report, printed: JSON.parse(output) as Printed };
}

function workersOf({ threads }: ScriptReport): ScriptThread[] {
  return threads.filter(({ role }) => role === 'worker');
}

function tasksOf(report: ScriptReport): number {
  return workersOf(report).reduce((sum, { tasks }) => sum + (tasks?.count ?? 0), 0);
}

function share(part: number | undefined, whole: number | undefined): number {
  return (part ?? NaN) / (whole ?? NaN);
}
