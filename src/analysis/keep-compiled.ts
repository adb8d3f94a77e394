import * as nodeModule from 'node:module';
import { workerData } from 'node:worker_threads';

/** Start data of the thread. */
export interface AnalysisSettings {
  /** Folder for compiled code, which makes the next start twice as fast. */
  compileCache: string | null;
}

// The server imports this file first, so that the compiler, by far the largest module, is loaded after it.
const { compileCache } = (workerData ?? { compileCache: null }) as AnalysisSettings;
if (compileCache !== null && 'enableCompileCache' in nodeModule)
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- only called where it exists
  nodeModule.enableCompileCache(compileCache);
