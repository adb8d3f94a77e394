import { fork, type ForkOptions } from 'node:child_process';
import { constants } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { forkBound, signalChild } from '../bound-child.ts';
import { childExecArgv, processEnvironment, threadEnvironment, threadExecArgv } from '../inherited-flags.ts';
import type { ProcessStart } from './process-protocol.ts';
import { promptEndMs } from '../pool/worker-link.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { dehydrate } from '../wire/shared-handles.ts';
import type { Program } from '../sibling-program.ts';
import { noteThreadEnded } from '../sync/registry.ts';
import { openArguments, portArguments, sealArguments } from '../wire/start-arguments.ts';

/** A started child, thread or process. */
export interface Child {
  readonly pid: number | null;
  readonly threadId: number | null;
  /** Resolves with the exit code; minus the signal's number if a signal ended it. */
  readonly ended: Promise<number>;
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** How to start a child. */
export interface ChildOptions {
  program: Program;
  env: NodeJS.ProcessEnv | undefined;
  execArgv: readonly string[] | undefined;
  resourceLimits: ResourceLimits | undefined;
  /** Sent once resolved, if the start has no target. */
  target: Promise<FunctionDefinition>;
}

/**
 * Starts a child, with the shared objects among its arguments.
 * @throws {DataCloneError} an argument cannot be sent
 */
export function startChild(asked: ProcessStart, options: ChildOptions): Child {
  const sent = dehydrate(asked.args, asked.kind);
  const start = sent === null ? asked : { ...asked, args: sent.args, shared: sent.shared };
  try {
    const child = start.kind === 'threads' ? startThread(start, options) : startProcess(start, options);
    if (sent === null) return child;
    void child.ended.then(sent.abandon);
    return {
      ...child,
      stop(signal) {
        child.stop(signal);
        // A process may handle SIGTERM; anything else ends it.
        if (start.kind === 'threads' || signal === 'SIGKILL') sent.abandon();
      },
    };
  } catch (error) {
    sent?.abandon();
    throw error;
  }
}

function startThread(start: ProcessStart, options: ChildOptions): Child {
  const { resourceLimits } = options;
  const env = threadEnvironment(options.env);
  const execArgv = threadExecArgv(options.execArgv);
  const { args, ports, close } = portArguments(start.args, `The arguments of ${start.name}`);
  const worker = new Worker(options.program.url, {
    argv: options.program.argv,
    workerData: { ...start, args },
    transferList: ports,
    name: start.name,
    ...(env !== undefined && { env }),
    ...(execArgv !== undefined && { execArgv }),
    ...(resourceLimits !== undefined && { resourceLimits }),
  });
  const { threadId } = worker;
  if (start.target === null) void options.target.then((target) => worker.postMessage(target));
  let stoppedBy: 'SIGTERM' | 'SIGKILL' | undefined;
  let patience: NodeJS.Timeout | undefined;
  let settle: (exitCode: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (settle = resolve));
  const end = (code: number): void => {
    noteThreadEnded(threadId);
    settle(stoppedBy === undefined ? code : -constants.signals[stoppedBy]);
  };
  if (start.daemon) worker.unref();
  // Errors that the child could not catch, such as an exhausted heap. The exit event that follows has the code.
  worker.on('error', (error) => console.error(`${start.name}:`, error));
  worker.once('exit', (code) => {
    clearTimeout(patience);
    close();
    end(code);
  });
  return {
    pid: process.pid,
    threadId,
    ended,
    stop(signal) {
      stoppedBy ??= signal;
      void worker.terminate();
      // A native call cannot be interrupted, so its thread is abandoned, as in a pool.
      patience ??= setTimeout(() => {
        // Terminating a thread makes it keep the program alive again.
        worker.unref();
        end(1);
      }, promptEndMs);
    },
  };
}

function startProcess(start: ProcessStart, options: ChildOptions): Child {
  const { execArgv, resourceLimits, program } = options;
  const env = processEnvironment(options.env);
  const what = `The arguments of ${start.name}`;
  const args = sealArguments(start.args, what);
  // Fail in the parent, where the caller sees the error.
  openArguments(args, what);
  const settings: ForkOptions = {
    serialization: 'advanced',
    execArgv: childExecArgv({ execArgv, resourceLimits }),
    ...(env !== undefined && { env }),
  };
  const { child, watchesParent } = start.daemon
    ? forkBound(program, settings, 'SIGTERM')
    : { child: fork(fileURLToPath(program.url), program.argv, settings), watchesParent: false };
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      console.error(`${start.name} could not be started:`, error);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : -constants.signals[signal])));
  });
  // Without a listener, Node would keep the messages that user code sends.
  child.on('message', () => undefined);
  // A broken pipe means that the child has ended, which its exit event reports.
  try {
    child.send({ ...start, args, watchesParent }, () => undefined);
  } catch (error) {
    signalChild(child, 'SIGKILL');
    throw error;
  }
  if (start.target === null) {
    void options.target.then((target) => {
      if (child.connected) child.send(target, () => undefined);
    });
  }
  return {
    pid: child.pid ?? null,
    threadId: null,
    ended,
    stop: (signal) => signalChild(child, signal),
  };
}
