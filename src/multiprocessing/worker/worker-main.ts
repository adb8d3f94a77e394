import { readlinkSync } from 'node:fs';
import { pid, platform } from 'node:process';
import { threadId } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import { errorToData } from '../wire/error-data.ts';
import { initializerId, type SentStart } from '../wire/protocol.ts';
import { resolveFunction } from '../functions/resolve-function.ts';
import { rehydrate } from '../wire/shared-handles.ts';
import { setParticipantName } from '../sync/registry.ts';
import { openArguments } from '../wire/start-arguments.ts';
import { TaskRunner } from './task-runner.ts';
import type { WorkerChannel } from './worker-channel.ts';
import { enterWorkerContext, type WorkerContext } from '../worker-context.ts';

/** Loads the user's module, runs the initializer, reports `ready` and runs tasks until the worker is stopped. */
export async function runWorker(start: SentStart, channel: WorkerChannel): Promise<void> {
  const onlineMs = nowMs();
  const { kind, worker, depth, siblings, module } = start;
  const context: WorkerContext = { kind, worker, depth, siblings, loading: module };
  enterWorkerContext(context);
  setParticipantName(`PoolWorker-${worker}`);
  const canClone = (value: unknown): boolean => channel.canClone(value);
  // A monitor only watches: the error still ends the worker, as it would end any program.
  process.on('uncaughtExceptionMonitor', (error: unknown) =>
    channel.post({ type: 'uncaught', error: errorToData(error, canClone) }),
  );
  let stage: 'load' | 'initializer' = 'load';
  let runner: TaskRunner;
  const reportStall = (): void => {
    const error = new Error('it waits for a promise that nothing can settle any more');
    channel.post({ type: 'failed', stage, error: errorToData(error, canClone) });
  };
  process.once('beforeExit', reportStall);
  try {
    const namespace = (await import(module)) as Record<string, unknown>;
    context.loading = null;
    stage = 'initializer';
    runner = new TaskRunner(channel, start, namespace);
    let { initializer } = start;
    if (initializer === 'follows') {
      const following = runner.coming.next(initializerId);
      channel.listen((message) => runner.receive(message));
      channel.hold(true);
      initializer = await following;
      channel.hold(false);
    }
    if (initializer !== null) {
      const initialize = await resolveFunction(initializer, namespace, module);
      const initargs = openArguments(start.initargs, 'The initargs');
      await initialize(...(await rehydrate(initargs, start.shared, start.library)));
    }
  } catch (error) {
    process.off('beforeExit', reportStall);
    channel.post({ type: 'failed', stage, error: errorToData(error, canClone) });
    return;
  }
  process.off('beforeExit', reportStall);
  if (start.initializer !== 'follows') channel.listen((message) => runner.receive(message));
  channel.hold(true);
  channel.post({
    type: 'ready',
    pid,
    threadId: kind === 'threads' ? threadId : null,
    tid: readThreadId(),
    onlineMs,
    readyMs: nowMs(),
  });
}

/** Returns the operating system's id of this thread, read from the link `<pid>/task/<tid>`. */
function readThreadId(): number | null {
  if (platform !== 'linux') return null;
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    // Some containers have no /proc.
    return null;
  }
}
