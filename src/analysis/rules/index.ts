import { argumentMutated } from './argument-mutated.ts';
import { cloning } from './cloning.ts';
import { coreCount } from './core-count.ts';
import { errorClassLost } from './error-class-lost.ts';
import { forkLosesTypes } from './fork-loses-types.ts';
import { missingMainGuard } from './missing-main-guard.ts';
import { moduleState } from './module-state.ts';
import { poolInLoop } from './pool-in-loop.ts';
import { poolInTask } from './pool-in-task.ts';
import { processCalls } from './process-calls.ts';
import type { Rule } from './rule.ts';
import { sharedMemoryRace } from './shared-memory-race.ts';
import { tooManyWorkers } from './too-many-workers.ts';
import { topLevelEffect } from './top-level-effect.ts';
import { unawaitedPromise } from './unawaited-promise.ts';
import { usedAfterTransfer } from './used-after-transfer.ts';
import { workerOptions } from './worker-options.ts';

/** Every rule; a new one is a file and a line here. */
export const rules: readonly Rule[] = [
  // About candidates: what would happen if the function ran in a worker.
  cloning,
  moduleState,
  argumentMutated,
  processCalls,
  unawaitedPromise,
  poolInTask,
  errorClassLost,
  topLevelEffect,
  // About parallel code, wherever it stands.
  missingMainGuard,
  coreCount,
  poolInLoop,
  tooManyWorkers,
  sharedMemoryRace,
  usedAfterTransfer,
  workerOptions,
  forkLosesTypes,
];
