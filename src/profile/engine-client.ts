import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromEngine, SkipLongItems, SkipWait, ToEngine } from '../engine/protocol.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { NodeProgram } from './find-node.ts';
import { killGroup } from './kill-group.ts';
import { adviceFor } from './system-refusal.ts';

export interface EngineRun {
  node: NodeProgram;
  /** Absolute path of the engine's program. */
  engine: string;
  request: ToEngine;
  signal: AbortSignal | undefined;
  /** Aborting skips items of the serial pass whose calls last. */
  skipLongItems?: AbortSignal | undefined;
  /** Aborting ends the wait for other programs. */
  skipWait?: AbortSignal | undefined;
  onEvent: (event: RunEvent) => void;
}

/** How the engine ended. `crashed`: without a report, because of a bug in the engine or a failure of the machine. */
export type EngineEnd = { how: 'reported' } | { how: 'cancelled' } | { how: 'crashed'; message: string };

/** As in `engine/machine/temporary-folder.ts`. */
const folderVariable = 'PARALLEL_PROFILER_FOLDER';
/** As in `engine/farm/temporary-queues.ts`. */
const queueNoteEnd = '.queue';
/** Longest time to erase queues. */
const ERASE_MS = 5_000;
const STDERR_KEPT = 4_000;
const GRACE_MS = 3_000;
const LOOK_EVERY_MS = 1_000;
/** The engine sends something every second. On a machine at its limits, it may be late. */
const LEAST_SILENCE_MS = 10_000;

/**
 * Runs the engine in its own process group and passes its events on. Resolves when the engine and everything that it
 * started has ended. Aborting kills the whole group at once, without waiting for user code.
 */
export async function runEngine(run: EngineRun): Promise<EngineEnd> {
  if (run.signal?.aborted) return { how: 'cancelled' };
  // Without it, the engine uses that of the system.
  const folder = await mkdtemp(join(tmpdir(), 'parallel-profiler-run-')).catch(() => null);
  try {
    return await runIn(folder, run);
  } finally {
    if (folder !== null) await eraseQueues(folder, run);
    if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(ignore);
  }
}

/** A folder that cannot be removed must not cost the report, nor a queue that cannot be erased. */
function ignore(): void {
  return undefined;
}

/** Has the queues erased that processes of the run have left in Redis, because they were killed. */
async function eraseQueues(folder: string, { node, engine, request: { cwd } }: EngineRun): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (!names.some((name) => name.endsWith(queueNoteEnd))) return;
  const timeLimitSeconds = ERASE_MS / 1_000;
  await runIn(folder, {
    ...{ node, engine, request: { type: 'eraseQueues', timeLimitSeconds, cwd } },
    signal: AbortSignal.timeout(ERASE_MS),
    onEvent: ignore,
  });
}

/** @param folder for temporary files of the engine */
async function runIn(folder: string | null, run: EngineRun): Promise<EngineEnd> {
  if (run.signal?.aborted) return { how: 'cancelled' };
  const child = spawn(run.node.path, [run.engine], {
    cwd: run.request.cwd,
    // A debugger or a preload for the editor or the CLI must not affect the measurement.
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ...(folder !== null && { [folderVariable]: folder }),
      ...run.node.environment,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)));
  return await new Promise<EngineEnd>((resolve) => {
    let end: EngineEnd | null = null;
    const cancel = (): void => {
      end = { how: 'cancelled' };
      killGroup(child);
    };
    run.signal?.addEventListener('abort', cancel, { once: true });
    const skip = (): void => {
      if (!end && child.connected) child.send({ type: 'skipLongItems' } satisfies SkipLongItems);
    };
    run.skipLongItems?.addEventListener('abort', skip, { once: true });
    const skipWait = (): void => {
      if (!end && child.connected) child.send({ type: 'skipWait' } satisfies SkipWait);
    };
    run.skipWait?.addEventListener('abort', skipWait, { once: true });
    const { timeLimitSeconds } = 'plan' in run.request ? run.request.plan : run.request;
    const watch = watchSilence(Math.max(LEAST_SILENCE_MS, timeLimitSeconds * 1_000), (message) => {
      end ??= { how: 'crashed', message };
      killGroup(child);
    });
    child.on('message', (event: FromEngine) => {
      watch.hear();
      if (end || event.type === 'alive') return;
      run.onEvent(event);
      if (event.type !== 'done' && event.type !== 'failed') return;
      end = { how: 'reported' };
      // The engine normally ends its own group; this covers the case that it cannot.
      setTimeout(() => killGroup(child), GRACE_MS).unref();
    });
    child.on('error', (error) => {
      watch.stop();
      const message = `${run.node.path} could not be started: ${error.message}. ${adviceFor(error)}`.trim();
      end ??= { how: 'crashed', message };
      resolve(end);
    });
    child.on('exit', (code, signal) => {
      watch.stop();
      run.signal?.removeEventListener('abort', cancel);
      run.skipLongItems?.removeEventListener('abort', skip);
      run.skipWait?.removeEventListener('abort', skipWait);
      killGroup(child);
      const message = describeEnd(code, signal, { stderr, hasStarted: watch.hasHeard() });
      resolve(end ?? { how: 'crashed', message });
    });
    // Without file descriptors for its channel, it has not been started, which its error event reports next.
    if (!child.connected) return;
    child.send(run.request, (error) => {
      if (error) end ??= { how: 'crashed', message: `the measuring process could not be reached: ${error.message}` };
    });
  });
}

/** At the limit of processes and threads, Node aborts while it starts, or waits for ever. */
const threadAdvice = adviceFor({ code: 'EAGAIN' });

function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  { stderr, hasStarted }: { stderr: string; hasStarted: boolean },
): string {
  const what = `the measuring process ended unexpectedly (${signal ?? `exit code ${code ?? 'unknown'}`})`;
  if (signal === 'SIGABRT' && !hasStarted) return `${what}: Node could not start its threads. ${threadAdvice}`;
  if (signal === 'SIGKILL') return `${what}. Did memory run out, or did another program kill it?`;
  return stderr === '' ? what : `${what}: ${stderr.trim()}`;
}

/**
 * Calls `onSilent` when nothing was heard for `limitMs`. Counts looks instead of reading a clock, because this process
 * may have been suspended.
 */
function watchSilence(
  limitMs: number,
  onSilent: (message: string) => void,
): { hear(): void; hasHeard(): boolean; stop(): void } {
  const most = Math.ceil(limitMs / LOOK_EVERY_MS);
  let looks = 0;
  let hasSpoken = false;
  const timer = setInterval(() => {
    if (++looks < most) return;
    clearInterval(timer);
    const seconds = (most * LOOK_EVERY_MS) / 1_000;
    onSilent(
      hasSpoken
        ? `the measuring process was stopped because it did not respond for ${seconds} s. Does the function stop or block other processes?`
        : `the measuring process was stopped because it did not start within ${seconds} s. Does this Node.js start other programs, or are there too many processes or threads (ulimit -u)?`,
    );
  }, LOOK_EVERY_MS);
  return {
    hear() {
      hasSpoken = true;
      looks = 0;
    },
    hasHeard: () => hasSpoken,
    stop: () => clearInterval(timer),
  };
}
