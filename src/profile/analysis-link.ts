import { type ChildProcess, fork } from 'node:child_process';
import type { AnalysisStart } from '../analysis/process-entry.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';
import { type ServerSettings, startServer } from '../analysis/start-server.ts';

/**
 * Semi-space of the heap's young generation. A check creates trees that live long: with the default of 16 MB and more,
 * the process takes up to half as much memory again and is no faster.
 */
const SEMI_SPACE_MB = 2;

/**
 * V8 compiles and collects with much memory for a moment, in several threads. By default, glibc has an arena for each thread
 * and keeps some 50 MB in them for good; with one arena that is cut at its end (from 128 kB), it keeps about half. Other C
 * libraries ignore the variables.
 */
const returnFreeMemory = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

/** Time for a process to end by itself, in ms. */
const END_MS = 2_000;

/** A running analysis server. */
export interface AnalysisLink {
  send(message: ToAnalysis): void;
  /** Whether it keeps this process alive. */
  keepAlive(kept: boolean): void;
  end(): Promise<void>;
}

export interface AnalysisListener {
  onMessage(message: FromAnalysis): void;
  onLost(error: Error): void;
}

/** Starts the server in a thread, whose memory the process keeps until it ends. */
export function startThread(program: string, settings: ServerSettings, listener: AnalysisListener): AnalysisLink {
  const worker = startServer(program, settings);
  worker.on('message', (message: FromAnalysis) => {
    listener.onMessage(message);
  });
  worker.on('error', (error) => {
    listener.onLost(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', (code) => {
    listener.onLost(endedUnexpectedly(`exit code ${code}`));
  });
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    keepAlive: (kept) => {
      if (kept) worker.ref();
      else worker.unref();
    },
    end: async () => {
      await worker.terminate();
    },
  };
}

/** Starts the server in a process, which returns its memory when it ends. */
export function startProcess(
  processProgram: string,
  program: string,
  settings: ServerSettings,
  listener: AnalysisListener,
): AnalysisLink {
  // The editor's own program is Node only with this variable; preloaded modules are meant for other programs.
  const env = {
    ...process.env,
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '',
    ...returnFreeMemory,
  };
  const child = fork(processProgram, {
    env,
    // The server collects garbage when it rests.
    execArgv: [`--max-semi-space-size=${SEMI_SPACE_MB}`, '--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('message', (message: FromAnalysis | { type: 'lost'; message: string }) => {
    if (message.type === 'lost') listener.onLost(new Error(message.message));
    else listener.onMessage(message);
  });
  child.on('error', (error) => {
    listener.onLost(error);
  });
  child.on('exit', (code, signal) => {
    listener.onLost(endedUnexpectedly(signal ?? `exit code ${code}`));
  });
  send(child, { program, settings } satisfies AnalysisStart);
  return {
    send: (message) => {
      send(child, message);
    },
    keepAlive: (kept) => {
      if (kept) child.ref();
      else child.unref();
      if (kept) child.channel?.ref();
      else child.channel?.unref();
    },
    end: () => end(child),
  };
}

/** A process that has ended cannot be written to, which its exit event reports. */
function send(child: ChildProcess, message: ToAnalysis | AnalysisStart): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Lets it write its compiled code; kills it if that takes long. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  const kill = setTimeout(() => child.kill('SIGKILL'), END_MS);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(kill);
}

function endedUnexpectedly(how: string): Error {
  return new Error(`The analysis ended unexpectedly (${how}).`);
}
