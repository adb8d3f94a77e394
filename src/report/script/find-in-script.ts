import { mean } from '../../math/median.ts';
import type { Finding } from '../../model/finding.ts';
import { NOTABLE_LOAD_CORES } from '../../model/findings/resources.ts';
import type { ScriptArgs } from '../../model/findings/scripts.ts';
import { findings } from '../../model/findings/index.ts';
import type { ScriptAccount, ScriptReport, ScriptThread } from '../../model/script-report.ts';
import type { SourceLocation } from '../../model/target.ts';

/** Shares from which a finding is worth reporting. */
const NOTABLE_WAIT = 0.15;
const NOTABLE_STARTUP = 0.2;
const NOTABLE_CLONE = 0.15;
const NOTABLE_IDLE = 0.5;
const NOTABLE_LOCK = 0.1;
const SATURATED = 0.85;
const UNEVEN = 1.5;
/** Below this, all of a run is start-up. */
const SHORT_RUN_MS = 50;

interface Facts {
  report: ScriptReport;
  account: ScriptAccount;
  workers: ScriptThread[];
  main: ScriptThread | undefined;
  /** Time that the workers existed. */
  livedMs: number;
  cores: number;
}

/** The findings about a command, each at the line where the worker was created that it concerns. */
export function findInScript(report: ScriptReport): Finding[] {
  const { account, threads } = report;
  const workers = threads.filter(({ role }) => role === 'worker');
  if (account === null) {
    // A command that failed may have wanted workers.
    const isWhole = report.ending.how !== 'exited' || report.ending.code === 0;
    if (threads.length === 0 || !isWhole) return [];
    return [finding(report, 'no-workers', { processes: report.processes }, { processes: report.processes }, null)];
  }
  if (report.wallMs < SHORT_RUN_MS) return [];
  const { machine } = report;
  const quota = machine?.cpuQuota ?? Infinity;
  const facts: Facts = {
    ...{ report, account, workers },
    main: threads.find(({ role }) => role === 'main'),
    livedMs: account.capacityMs - account.absentMs,
    cores: Math.max(1, Math.min(machine?.availableParallelism ?? 1, Math.floor(quota))),
  };
  return [
    ...findWaits(facts),
    ...findStarts(facts),
    ...findClones(facts),
    ...findIdleness(facts),
    ...findCrashes(facts),
  ];
}

function findWaits({ report, account, workers, livedMs, cores }: Facts): Finding[] {
  const waitShare = account.runQueueMs / livedMs;
  const lockShare = account.blockedMs / livedMs;
  const found: Finding[] = [];
  if (waitShare >= NOTABLE_WAIT) {
    const samples = report.coreUsage?.cores ?? [];
    const othersCores = report.coreUsage?.attributed
      ? samples.reduce((total, { others }) => total + mean(others), 0)
      : 0;
    const isLoaded = othersCores > NOTABLE_LOAD_CORES;
    const { neighbours } = report;
    // Both make workers wait; the larger share of the cores is to blame.
    if (account.workers > cores && (!isLoaded || report.effectiveParallelism >= othersCores))
      found.push(
        finding(
          report,
          'workers-exceed-cores',
          { workers: account.workers, cores, waitShare, othersCores: isLoaded ? othersCores : null },
          { waitShare, workers: account.workers, cores, ...(isLoaded ? { othersCores } : {}) },
          placeOf(workers),
        ),
      );
    else if (isLoaded)
      found.push(
        finding(
          report,
          'cores-taken-by-others',
          { waitShare, othersCores, neighbours },
          { waitShare, othersCores },
          placeOf(workers),
        ),
      );
  }
  if (lockShare >= NOTABLE_LOCK)
    found.push(
      finding(
        report,
        'waits-for-locks',
        { share: lockShare },
        { share: lockShare },
        placeOf(workers, ({ blockedMs }) => blockedMs),
      ),
    );
  return found;
}

function findStarts({ report, account, workers, livedMs, cores }: Facts): Finding[] {
  const startupShare = account.startupMs / livedMs;
  // Workers that crash are replaced, and better starts would not help them.
  if (startupShare < NOTABLE_STARTUP || crashedOf(workers).length > 0.5 * workers.length) return [];
  const startupMs = account.startupMs / workers.length;
  const evidence = { startupShare, startupMs, workers: workers.length };
  const args = { workers: workers.length, startupMs, startupShare };
  // Workers that come one after another at the same line, each for a single task.
  const oneShot = workers.filter(({ messages, exitCode }) => messages.received <= 1 && exitCode !== null);
  const code =
    workers.length > Math.max(4, 2 * cores) && oneShot.length > 0.8 * workers.length
      ? 'one-shot-workers'
      : 'startup-dominates';
  return [finding(report, code, args, evidence, placeOf(workers))];
}

function findClones({ report, account, workers }: Facts): Finding[] {
  const cloneMs = account.cloneInMs + account.cloneOutMs;
  const share = cloneMs / Math.max(1, cloneMs + account.workMs);
  if (share < NOTABLE_CLONE || cloneMs < 0.03 * account.capacityMs) return [];
  // Each message is counted once and measured where it is received, also the results of workers.
  const messages = report.threads.reduce((total, one) => total + one.messages.received, 0);
  const sized = report.threads
    .map(({ messages: { received, meanBytes } }) => ({ received, meanBytes }))
    .filter(({ received, meanBytes }) => received > 0 && meanBytes !== null);
  const bytes = sized.reduce((total, { received, meanBytes }) => total + received * (meanBytes ?? 0), 0);
  const meanBytes = sized.length > 0 ? bytes / sized.reduce((total, { received }) => total + received, 0) : null;
  return [
    finding(
      report,
      'messages-dominate',
      { share, meanBytes, messages },
      { share, messages, ...(meanBytes === null ? {} : { meanBytes }) },
      placeOf(workers, ({ cloneInMs, cloneOutMs }) => cloneInMs + cloneOutMs),
    ),
  ];
}

function findIdleness({ report, account, workers, main, livedMs }: Facts): Finding[] {
  const idleShare = account.idleMs / livedMs;
  const lives = busiestRole(comparableOf(workers, report.wallMs));
  const found: Finding[] = [];
  // While the main thread waits for a core, others are to blame.
  const mainShare = main ? main.onCoreMs / Math.max(1, main.endMs - main.startMs - main.runQueueMs) : 0;
  const isSaturated = mainShare >= SATURATED && idleShare >= 0.2;
  if (isSaturated)
    found.push(
      finding(
        report,
        'coordinator-saturated',
        { share: Math.min(1, mainShare), workerIdleShare: idleShare },
        { share: mainShare, workerIdleShare: idleShare },
        placeOf(workers),
      ),
    );
  const ran = lives.map(ranMs);
  const [busiestMs, meanMs] = [Math.max(0, ...ran), mean(ran)];
  const uneven = lives.length > 1 && busiestMs > UNEVEN * meanMs && busiestMs > 0.4 * report.wallMs;
  if (uneven)
    found.push(
      finding(
        report,
        'uneven-workers',
        { busiestMs, meanMs, workers: lives.length },
        { busiestMs, meanMs, workers: lives.length },
        placeOf(lives, (thread) => thread.workMs),
      ),
    );
  if (isSaturated || idleShare < NOTABLE_IDLE || account.workers < 2) return found;
  const taskMs = workers.reduce((total, { tasks }) => total + (tasks ? tasks.count * tasks.meanMs : 0), 0);
  const tasks = workers.reduce((total, one) => total + (one.tasks?.count ?? 0), 0);
  const busyWorkers = taskMs / report.wallMs;
  // Tasks follow each other closely, and yet hardly ever two at once.
  const oneAtATime = tasks >= 2 * account.workers && !uneven && busyWorkers > 0.5 && overlapOf(workers) < 0.1;
  if (oneAtATime)
    found.push(
      finding(
        report,
        'one-task-at-a-time',
        { workers: account.workers, busyWorkers },
        { workers: account.workers, busyWorkers },
        placeOf(workers),
      ),
    );
  else if (!uneven)
    found.push(
      finding(
        report,
        'workers-idle',
        { idleShare, workers: workers.length },
        { idleShare, workers: workers.length },
        placeOf(workers, ({ idleMs }) => idleMs),
      ),
    );
  return found;
}

/**
 * Workers with a fair share of the work: those that lived long, and those that were started with them at the same line but
 * were done early. Nothing is known of a thread that was not recorded.
 */
function comparableOf(workers: readonly ScriptThread[], wallMs: number): ScriptThread[] {
  const known = workers.filter(({ onCoreMs }) => onCoreMs > 0);
  const long = known.filter(({ startMs, endMs }) => endMs - startMs > 0.5 * wallMs);
  const firstEndMs = Math.min(...known.map(({ endMs }) => endMs));
  const isWithOne = ({ startMs, stopped, createdAt }: ScriptThread): boolean =>
    !stopped && startMs < firstEndMs && long.some((other) => isSamePlace(other.createdAt, createdAt));
  return known.filter((worker) => long.includes(worker) || isWithOne(worker));
}

/** Those with the program and the line of the busiest worker: workers of several roles have unlike work. */
function busiestRole(workers: readonly ScriptThread[]): ScriptThread[] {
  const [busiest] = workers.toSorted((a, b) => ranMs(b) - ranMs(a));
  return workers.filter(
    ({ file, createdAt }) =>
      file === busiest?.file && (createdAt === busiest.createdAt || isSamePlace(createdAt, busiest.createdAt)),
  );
}

function ranMs({ workMs, cloneInMs, cloneOutMs, runQueueMs, blockedMs }: ScriptThread): number {
  return workMs + cloneInMs + cloneOutMs + runQueueMs + blockedMs;
}

function isSamePlace(a: SourceLocation | null, b: SourceLocation | null): boolean {
  return a !== null && b !== null && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** Share of the time with a task in which two workers or more had one, by the sampled tasks. */
function overlapOf(workers: readonly ScriptThread[]): number {
  const changes = workers
    .flatMap(({ taskSample }) => taskSample)
    .flatMap(({ startMs, durationMs }) => [
      { atMs: startMs, by: 1 },
      { atMs: startMs + durationMs, by: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  let [now, lastMs, one, several] = [0, 0, 0, 0];
  for (const { atMs, by } of changes) {
    if (now === 1) one += atMs - lastMs;
    if (now > 1) several += atMs - lastMs;
    [now, lastMs] = [now + by, atMs];
  }
  return one + several > 0 ? several / (one + several) : 0;
}

function crashedOf(workers: readonly ScriptThread[]): ScriptThread[] {
  return workers.filter(({ exitCode, stopped }) => exitCode !== null && exitCode !== 0 && !stopped);
}

function findCrashes({ report, workers }: Facts): Finding[] {
  const crashed = crashedOf(workers);
  const [first] = crashed;
  if (!first || report.ending.how !== 'exited') return [];
  const exitCode = first.exitCode ?? 1;
  return [
    finding(
      report,
      'workers-crashed',
      { workers: crashed.length, exitCode },
      { workers: crashed.length, exitCode },
      first.createdAt,
    ),
  ];
}

/** Where the worker was created that has most of something; without a measure, where most were created. */
function placeOf(
  workers: readonly ScriptThread[],
  measure: (thread: ScriptThread) => number = () => 1,
): SourceLocation | null {
  const places = new Map<string, { location: SourceLocation; total: number }>();
  for (const worker of workers) {
    const { createdAt } = worker;
    if (!createdAt) continue;
    const key = `${createdAt.file}:${createdAt.line}:${createdAt.column}`;
    const known = places.get(key) ?? { location: createdAt, total: 0 };
    known.total += measure(worker);
    places.set(key, known);
  }
  return [...places.values()].sort((a, b) => b.total - a.total)[0]?.location ?? null;
}

function finding<Code extends keyof ScriptArgs>(
  report: ScriptReport,
  code: Code,
  args: ScriptArgs[Code],
  evidence: Record<string, number>,
  location: SourceLocation | null,
): Finding {
  const { severity, origins } = findings[code];
  return {
    ...{ code, args, severity, evidence, origin: origins[0] ?? 'run' },
    location: location ?? {
      file: report.threads.find(({ file }) => file !== null)?.file ?? report.cwd,
      line: 1,
      column: 1,
    },
  } as Finding;
}
