import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { FromEngine, SkipLongItems, SkipWait, ToEngine } from '../engine/protocol.ts';
import type { NodeProgram } from './find-node.ts';

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
  onEvent: (event: FromEngine) => void;
}

/** How the engine ended. `crashed`: without a report, because of a bug in the engine or a failure of the machine. */
export type EngineEnd = { how: 'reported' } | { how: 'cancelled' } | { how: 'crashed'; message: string };

const STDERR_KEPT = 4_000;
const GRACE_MS = 3_000;

/**
 * Runs the engine in its own process group and passes its events on. Resolves when the engine and everything that it
 * started has ended. Aborting kills the whole group at once, without waiting for user code.
 */
export async function runEngine(run: EngineRun): Promise<EngineEnd> {
  if (run.signal?.aborted) return { how: 'cancelled' };
  const child = spawn(run.node.path, [run.engine], {
    cwd: run.request.cwd,
    // A debugger or a preload for the editor or the CLI must not affect the measurement.
    env: { ...process.env, NODE_OPTIONS: '', ...run.node.environment },
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
    child.on('message', (event: FromEngine) => {
      if (end) return;
      run.onEvent(event);
      if (event.type !== 'done' && event.type !== 'failed') return;
      end = { how: 'reported' };
      // The engine normally ends its own group; this covers the case that it cannot.
      setTimeout(() => killGroup(child), GRACE_MS).unref();
    });
    child.on('error', (error) => {
      end ??= { how: 'crashed', message: `${run.node.path} could not be started: ${error.message}` };
      resolve(end);
    });
    child.on('exit', (code, signal) => {
      run.signal?.removeEventListener('abort', cancel);
      run.skipLongItems?.removeEventListener('abort', skip);
      run.skipWait?.removeEventListener('abort', skipWait);
      killGroup(child);
      resolve(
        end ?? {
          how: 'crashed',
          message: `the measuring process ended unexpectedly (${signal ?? `exit code ${code ?? 'unknown'}`})${stderr === '' ? '' : `: ${stderr.trim()}`}`,
        },
      );
    });
    // Without file descriptors for its channel, it has not been started, which its error event reports next.
    if (!child.connected) return;
    child.send(run.request, (error) => {
      if (error) end ??= { how: 'crashed', message: `the measuring process could not be reached: ${error.message}` };
    });
  });
}

/** Kills a process that was started detached, and all its descendants in its group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group has already ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
