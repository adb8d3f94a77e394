import { Worker } from 'node:worker_threads';
import type { AnalysisSettings } from './keep-compiled.ts';

/** Start data of the server and its limit. */
export interface ServerSettings extends AnalysisSettings {
  /** Limit of its heap, in MB. Without one, the process would die with it. */
  heapMb: number;
}

/** Deep expressions need much: the compiler, and most that reads its trees, calls itself for each level. Reserved, not used. */
const STACK_MB = 256;

/**
 * Starts the analysis server in a thread.
 * @param program absolute path of the built server
 */
export function startServer(program: string, { heapMb, ...settings }: ServerSettings): Worker {
  return new Worker(program, {
    name: 'analysis',
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: STACK_MB },
  });
}
