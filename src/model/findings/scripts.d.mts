import type { Neighbour } from '../measurement.mjs';
import type { Family } from './family.mjs';
/** Scripts: how a command that is already parallel uses its workers. */
export interface ScriptArgs {
  'no-workers': {
    processes: number;
  };
  'workers-exceed-cores': {
    workers: number;
    cores: number;
    waitShare: number;
    othersCores: number | null;
  };
  'cores-taken-by-others': {
    waitShare: number;
    othersCores: number;
    neighbours: Neighbour[];
  };
  'one-shot-workers': {
    workers: number;
    startupMs: number;
    startupShare: number;
  };
  'startup-dominates': {
    workers: number;
    startupShare: number;
    startupMs: number;
  };
  'coordinator-saturated': {
    share: number;
    workerIdleShare: number;
  };
  'messages-dominate': {
    share: number;
    meanBytes: number | null;
    messages: number;
  };
  'one-task-at-a-time': {
    workers: number;
    busyWorkers: number;
  };
  'workers-idle': {
    idleShare: number;
    workers: number;
  };
  'uneven-workers': {
    busiestMs: number;
    meanMs: number;
    workers: number;
  };
  'waits-for-locks': {
    share: number;
  };
  'workers-crashed': {
    workers: number;
    exitCode: number;
  };
}
export declare const scripts: Family<ScriptArgs>;
//# sourceMappingURL=scripts.d.mts.map
