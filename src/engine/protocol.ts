/**
 * The client (CLI, extension) speaks first with one request; the engine answers with a stream of events and ends it with
 * `done` or `failed`. There is no cancel message: the client kills the engine's process group. When the client goes away the
 * engine ends itself and everything it started.
 */
import type { Machine } from '../model/measurement.ts';
import type { Plan } from '../model/plan.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { RunnableModule } from './loading/module-map.ts';

export type { MappedModule, ModuleFormat, ModuleMap, Resolution, RunnableModule } from './loading/module-map.ts';

/** Absolute paths of the sibling programs, given by the client. */
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

/** The engine's events are those of the run. */
export type FromEngine = RunEvent;
