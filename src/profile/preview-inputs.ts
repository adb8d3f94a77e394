import type { Inputs } from '../model/inputs.ts';
import type { Target } from '../model/target.ts';
import { applyRunEvent, startRun, usualLimits } from '../report/run-state.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { runEngine } from './engine-client.ts';
import { withExplanation } from './explain-failure.ts';
import { findNode } from './find-node.ts';
import { LoadError } from './load-error.ts';
import { defaultPlanSettings, makePlan } from './make-plan.ts';
import { makeRunnable } from './make-runnable.ts';
import type { ProfileRequest } from './profile.ts';

/** Where and how to evaluate the inputs, as in a run. */
export type PreviewRequest = Pick<ProfileRequest, 'cwd' | 'node' | 'programs' | 'cacheFolder'> & {
  analysis?: Pick<AnalysisClient, 'resolveImports' | 'decoratorMetadata'>;
  target: Target;
  inputs: Inputs;
  /** Time limit after which the evaluation is killed. */
  limitMs: number;
  signal?: AbortSignal;
};

export type InputsPreview =
  | { status: 'evaluated'; count: number; /** The first items as text. */ items: string[] }
  | { status: 'failed'; message: string }
  | { status: 'cancelled' };

/** Evaluates inputs in a separate process, as the first step of a run does, without calling the function. */
export async function previewInputs(request: PreviewRequest): Promise<InputsPreview> {
  const { target, inputs, cacheFolder, programs, cwd, limitMs, analysis } = request;
  const limit = AbortSignal.timeout(limitMs);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const search = await findNode({ ...request.node, cwd });
  if (!search.found) return { status: 'failed', message: search.message };
  const plan = makePlan(target, inputs, { ...defaultPlanSettings, strategies: ['serial'] }, 1);
  let run = startRun(plan, usualLimits);
  try {
    const module = await makeRunnable(target, inputs, { cacheFolder, signal, analysis });
    const end = await runEngine({
      node: search.node,
      engine: programs.engine,
      request: { type: 'inputs', plan, module, programs, nodeSource: search.node.source, cwd },
      signal,
      onEvent: (event) => {
        run = applyRunEvent(run, event);
      },
    });
    if (end.how === 'crashed') return { status: 'failed', message: end.message };
  } catch (error) {
    if (error instanceof LoadError) return { status: 'failed', message: error.message };
    if (!signal.aborted) throw error;
  }
  if (run.inputs) return { status: 'evaluated', count: run.inputs.count, items: run.inputs.preview };
  if (run.failure) {
    const { message, error } = run.failure;
    return { status: 'failed', message: withExplanation(message, error, target.file) };
  }
  if (request.signal?.aborted) return { status: 'cancelled' };
  return { status: 'failed', message: `not evaluated after ${limitMs / 1000} seconds, and stopped.` };
}
