import type { Family } from './family.mjs';
/** Parallel code: how workers and pools are started and used. */
export interface ParallelCodeArgs {
  'missing-main-guard': {
    what: string;
  };
  'core-count-from-cpus': Record<string, never>;
  'pool-in-loop': {
    what: string;
    where: 'loop' | 'handler';
  };
  'await-in-loop': Record<string, never>;
  'more-workers-than-cores': {
    size: string;
  };
  'shared-memory-race': {
    variable: string;
  };
  'used-after-transfer': {
    variable: string;
  };
  'worker-path-from-cwd': {
    path: string;
  };
  /** `syntax`: syntax that Node cannot strip; `null` if a Node version that the package allows may not strip types. */
  'typescript-worker-entry': {
    path: string;
    syntax: string | null;
  };
  'worker-path-not-bundled': {
    bundler: string;
  };
  'worker-v8-flag': {
    flag: string;
  };
  'debug-flag-in-worker': {
    flag: string;
  };
  'fork-loses-types': {
    what: string;
  };
}
export declare const parallelCode: Family<ParallelCodeArgs>;
//# sourceMappingURL=parallel-code.d.mts.map
