import { awaitAll } from './await-all.ts';
import { awaitPromise } from './await-promise.ts';
import { copyBuffer } from './copy-buffer.ts';
import type { Fixer } from './fixer.ts';
import { hoistPool } from './hoist-pool.ts';
import { insertMainGuard } from './insert-main-guard.ts';
import { keepBuffer } from './keep-buffer.ts';
import { plainObject } from './plain-object.ts';
import { raiseChunkSize } from './raise-chunk-size.ts';
import { reachFunction } from './reach-function.ts';
import { serializeAdvanced } from './serialize-advanced.ts';
import { useAtomics } from './use-atomics.ts';
import { useAvailableParallelism } from './use-available-parallelism.ts';
import { workerPath } from './worker-path.ts';

/** All fixers. To add one, create its file, add a line here and list its codes in `model/change.ts`. */
export const fixers: readonly Fixer[] = [
  insertMainGuard,
  useAvailableParallelism,
  useAtomics,
  awaitPromise,
  awaitAll,
  hoistPool,
  reachFunction,
  copyBuffer,
  plainObject,
  keepBuffer,
  workerPath,
  serializeAdvanced,
  raiseChunkSize,
];
