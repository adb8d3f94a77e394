// The engine's program: it performs one run and exits. It never runs user code itself, so it always responds to
// messages.
import { spawnSync } from 'node:child_process';
import { adviceFor } from '../multiprocessing/machine-limits.ts';
import { toErrorData } from './values/error-data.ts';
import { eraseQueues } from './farm/erase-queues.ts';
import { inspectQueue } from './farm/inspect-queue.ts';
import type { FromEngine, ModuleRequest, SkipLongItems, SkipWait, ToEngine } from './protocol.ts';
import { runAudit } from './run/run-audit.ts';
import { runSizing } from './run/choose-size.ts';
import { runComparison } from './run/run-comparison.ts';
import { runPlan } from './run/run-plan.ts';
import { baselineProcess } from './run/baseline.ts';
import { HostError } from './run/strategy-process.ts';

let live = true;
const skips = { longItems: new AbortController(), wait: new AbortController() };

const ALIVE_EVERY_MS = 1_000;
let isQuiet = true;

/** Fulfilled once every event is with the operating system. */
let sent: Promise<void> = Promise.resolve();

function emit(event: FromEngine): void {
  if (!live) return;
  isQuiet = false;
  // In order: the last one is the last to arrive.
  sent = new Promise((resolve) => process.send?.(event, undefined, undefined, () => resolve()));
}

/** Kills every process of this run. The client starts the engine as the leader of a process group. */
function killGroup(): void {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(process.pid), '/T', '/F']);
  else process.kill(-process.pid, 'SIGKILL');
}

emit({ type: 'alive' });
setInterval(() => {
  if (isQuiet) emit({ type: 'alive' });
  isQuiet = true;
}, ALIVE_EVERY_MS).unref();

process.once('message', (request: ToEngine) => {
  process.on('message', ({ type }: ToEngine | SkipLongItems | SkipWait) => {
    if (type === 'skipLongItems') skips.longItems.abort();
    else if (type === 'skipWait') skips.wait.abort();
  });
  answer(request)
    .catch((error: unknown) => {
      const { name, message: reason } = toErrorData(error);
      const advice = error instanceof Error ? adviceFor(error) : '';
      const message = `The measuring process failed: ${reason}. ${advice}`.trim();
      // Without its stack, which leads into this program.
      emit({ type: 'failed', stage: 'run', message, error: { name, message } });
    })
    .finally(() => {
      // A client that reads slowly gets the last event too: what follows ends this process at once.
      void sent.then(() => process.disconnect());
    });
});

process.on('disconnect', () => {
  live = false;
  killGroup();
});

async function answer(request: ToEngine): Promise<void> {
  switch (request.type) {
    case 'run':
      await runPlan(request, emit, { longItems: skips.longItems.signal, wait: skips.wait.signal });
      return;
    case 'inputs':
      await reportInputs(request, emit);
      return;
    case 'compare':
      await runComparison(request, emit);
      return;
    case 'size':
      await runSizing(request, emit);
      return;
    case 'audit':
      await runAudit(request, emit);
      return;
    case 'farm':
      await inspectQueue(request, emit);
      return;
    case 'eraseQueues':
      await eraseQueues(emit);
  }
}

/**
 * Evaluates the inputs of a plan in a separate process, and reports their count and the first ones. Does not call the
 * user's function.
 */
async function reportInputs(request: ModuleRequest, emit: (event: FromEngine) => void): Promise<void> {
  const host = baselineProcess(request);
  try {
    const { count, preview } = await host.start(request.plan, request.programs, { atMostMs: 0 });
    emit({ type: 'inputs', count, preview });
    emit({ type: 'done' });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    emit({ type: 'failed', stage: error.stage, message: error.message, error: error.data });
  } finally {
    await host.end();
  }
}
