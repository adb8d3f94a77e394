// The program of the engine: one run, then it ends. It never runs user code itself, so it can always be talked to.
import { spawnSync } from 'node:child_process';
import { toErrorData } from './values/error-data.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { runPlan } from './run/run-plan.ts';
import { reportInputs } from './run/report-inputs.ts';

let live = true;

function emit(event: FromEngine): void {
  if (live) process.send?.(event);
}

/** Kills every process of this run. The host starts the engine as the leader of its own process group. */
function killGroup(): void {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(process.pid), '/T', '/F']);
  else process.kill(-process.pid, 'SIGKILL');
}

process.once('message', (request: ToEngine) => {
  const answer = request.type === 'inputs' ? reportInputs : runPlan;
  answer(request, emit)
    .catch((error: unknown) => {
      const data = toErrorData(error);
      emit({ type: 'failed', stage: 'run', message: `the engine failed: ${data.message}`, error: data });
    })
    .finally(() => {
      // Leaves when the last event is on its way.
      process.disconnect();
    });
});

process.on('disconnect', () => {
  live = false;
  killGroup();
});
