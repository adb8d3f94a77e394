import { argumentMutated } from './argument-mutated.ts';
import { awaitInLoop } from './await-in-loop.ts';
import { capturedVariable } from './captured-variable.ts';
import { cloning } from './cloning.ts';
import { constantResent } from './constant-resent.ts';
import { coreCount } from './core-count.ts';
import { errorClassLost } from './error-class-lost.ts';
import { forkLosesTypes } from './fork-loses-types.ts';
import { functionNotReachable } from './function-not-reachable.ts';
import { missingMainGuard } from './missing-main-guard.ts';
import { moduleState } from './module-state.ts';
import { nativeAddon } from './native-addon.ts';
import { poolInLoop } from './pool-in-loop.ts';
import { poolInTask } from './pool-in-task.ts';
import { processCalls } from './process-calls.ts';
import type { Rule } from './rule.ts';
import { sentValues } from './sent-values.ts';
import { sharedMemoryRace } from './shared-memory-race.ts';
import { thisNotSent } from './this-not-sent.ts';
import { tooManyWorkers } from './too-many-workers.ts';
import { topLevelEffect } from './top-level-effect.ts';
import { typescriptWorkerEntry } from './typescript-worker-entry.ts';
import { unawaitedPromise } from './unawaited-promise.ts';
import { usedAfterTransfer } from './used-after-transfer.ts';
import { waitingTask } from './waiting-task.ts';
import { workerNotBundled } from './worker-not-bundled.ts';
import { workerOptions } from './worker-options.ts';

/** Rules about candidates and their module: the consequences of running the function in a worker. */
export const taskRules: readonly Rule[] = [
  cloning,
  moduleState,
  argumentMutated,
  processCalls,
  unawaitedPromise,
  poolInTask,
  errorClassLost,
  topLevelEffect,
  thisNotSent,
  waitingTask,
  nativeAddon,
  missingMainGuard,
];

/** Rules about parallel code, anywhere in a file. */
const parallelCodeRules: readonly Rule[] = [
  coreCount,
  poolInLoop,
  awaitInLoop,
  sentValues,
  tooManyWorkers,
  sharedMemoryRace,
  usedAfterTransfer,
  workerOptions,
  forkLosesTypes,
  capturedVariable,
  functionNotReachable,
  constantResent,
  typescriptWorkerEntry,
  workerNotBundled,
];

/** All rules. To add one, create its file and add a line above. */
export const rules: readonly Rule[] = [...taskRules, ...parallelCodeRules];
