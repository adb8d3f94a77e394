/** The program of a Process's child, in a thread as in a process. */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { endWithParent } from '../lifeline.ts';
import { identity } from './process-identity.ts';
import type { SentProcessStart } from './process-protocol.ts';
import { sealUserSends } from '../wire/process-wire.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { resolveFunction } from '../functions/resolve-function.ts';
import { rehydrate } from '../wire/shared-handles.ts';
import { keepAlive } from '../sync/keep-alive.ts';
import { noteThreadEnded, setParticipantName } from '../sync/registry.ts';
import { openArguments } from '../wire/start-arguments.ts';
import { enterWorkerContext, type WorkerContext } from '../worker-context.ts';

/** Node's exit code for a program that waits for a promise which never settles. */
const unsettledExitCode = 13;

async function run(start: SentProcessStart): Promise<void> {
  const { module, name, kind, depth, siblings, daemon, parent } = start;
  const context: WorkerContext = { kind, worker: 0, depth, siblings, loading: module };
  enterWorkerContext(context);
  const self = identity();
  self.current = { name, pid: process.pid, threadId, daemon };
  self.parent = parent;
  setParticipantName(name);
  const definition = start.target ?? receiveTarget();
  if (daemon && kind === 'processes') watchParent(start);
  let settled = false;
  process.once('beforeExit', () => {
    if (settled) return;
    console.error(`${name}: the target waits for a promise that nothing is left to settle.`);
    process.exitCode = unsettledExitCode;
  });
  try {
    await claimAll(start);
    const namespace = (await import(module)) as Record<string, unknown>;
    context.loading = null;
    const target = await resolveFunction(await definition, namespace, module);
    const args = openArguments(start.args, `The arguments of ${name}`);
    await target(...(await rehydrate(args, start.shared, start.library)));
  } catch (error) {
    // A thread that prints does not end before its parent has read the text, and the parent may be waiting for its end.
    if (context.loading !== null && kind === 'threads') noteThreadEnded(threadId);
    console.error(`${name}:`, error);
    process.exitCode = 1;
  }
  settled = true;
}

/** Claims pipe ends before the module loads, which may take long or fail: the other end must detect a failure. */
async function claimAll({ shared = [] }: SentProcessStart): Promise<void> {
  if (shared.length === 0) return;
  const { claimEnds } = await import('../sync/claim-ends.ts');
  for (const { transport } of shared) claimEnds(transport);
}

/** Receives a target whose export the parent has yet to find. Without a parent there is nothing to do. */
async function receiveTarget(): Promise<FunctionDefinition> {
  const letGo = keepAlive();
  const leave = (): void => process.exit(1);
  process.once('disconnect', leave);
  const definition = await new Promise<FunctionDefinition>((resolve) => {
    if (parentPort === null) process.once('message', resolve);
    else parentPort.once('message', resolve);
  });
  process.off('disconnect', leave);
  letGo();
  return definition;
}

/** Makes a daemon end with its parent, even if it never returns to its event loop. */
function watchParent({ watchesParent }: SentProcessStart): void {
  process.on('disconnect', () => process.exit());
  process.channel?.unref();
  if (watchesParent === true) endWithParent();
}

if (process.send !== undefined && threadId === 0) {
  process.once('message', (start: SentProcessStart) => void run(start));
  sealUserSends();
} else void run(workerData as SentProcessStart);
