/**
 * The host (CLI, extension) speaks first with one request; the engine answers with a stream of events and ends it with
 * `done` or `failed`. There is no cancel message: the host kills the engine's process group. When the host goes away the
 * engine ends itself and everything it started.
 */
import type { CeilingReadings, ErrorData, Machine, Measurement, Round } from '../model/measurement.ts';
import type { Configuration, Plan } from '../model/plan.ts';

import type { RunnableModule } from './loading/module-map.ts';

export type { MappedModule, ModuleFormat, ModuleMap, Resolution, RunnableModule } from './loading/module-map.ts';

/** Absolute paths of the sibling programs, given by the host. */
export interface EnginePrograms {
  strategyHost: string;
  moduleHooks: string;
  targetModule: string;
  threadWorker: string;
  processWorker: string;
}

export type ToEngine = {
  /** `inputs`: only evaluate them, call nothing; answered by `inputs` and `done`, or by `failed`. */
  type: 'run' | 'inputs';
  plan: Plan;
  module: RunnableModule;
  programs: EnginePrograms;
  nodeSource: Machine['nodeSource'];
  /** Working directory for the user's code: the package's folder. */
  cwd: string;
};

export type FromEngine =
  | { type: 'machine'; machine: Machine }
  /** The inputs were evaluated in the user's module. */
  | { type: 'inputs'; count: number; preview: string[] }
  | {
      type: 'stage';
      stage: 'load' | 'serial' | 'start' | 'rounds' | 'observe' | 'profile';
      configuration: Configuration | null;
    }
  /** `fraction` of the budget spent, 0 to 1, and the time expected to be left. */
  | { type: 'progress'; fraction: number; leftMs: number }
  /** One live sample per core: shares 0 to 1. */
  | { type: 'cores'; atMs: number; ours: number[]; others: number[] }
  /** Speed of the machine itself, measured so far; replaces the previous event. */
  | { type: 'ceiling'; ceiling: CeilingReadings }
  /** A configuration's state so far; a later one for the same configuration replaces it. */
  | { type: 'measurement'; measurement: Measurement }
  /** One more round of a configuration whose measurement was already sent. */
  | { type: 'round'; configuration: Configuration; round: Round }
  /** Output of the function: the first 200 lines. `outputLines` at the end has the full count. */
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'failed'; stage: 'inputs' | 'load' | 'run'; message: string; error?: ErrorData }
  /** Absolute paths of the `.cpuprofile` files, when they were asked for. */
  | { type: 'cpuProfiles'; files: string[] }
  | { type: 'outputLines'; total: number }
  | { type: 'done' };
