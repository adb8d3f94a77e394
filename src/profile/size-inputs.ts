import type { Inputs, InputsExpression, SizeChoice } from '../model/inputs.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { Target } from '../model/target.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { runEngine } from './engine-client.ts';
import type { NodeProgram } from './find-node.ts';
import { LoadError } from './load-error.ts';
import { defaultPlanSettings, makePlan } from './make-plan.ts';
import { makeRunnable } from './make-runnable.ts';
import type { Programs } from './built-files.ts';

/** Where and how to make the trial calls, as in the run. */
interface SizingRequest {
  cwd: string;
  programs: Programs;
  cacheFolder: string;
  analysis: Pick<AnalysisClient, 'generateInputs' | 'generateTrials' | 'resolveImports' | 'decoratorMetadata'>;
  node: NodeProgram;
  signal: AbortSignal | undefined;
  onEvent: (event: RunEvent) => void;
}

/**
 * Returns generated inputs in the size at which one call takes some milliseconds, found by trial calls in a separate
 * process. Returns all other inputs unchanged, also those of a given size.
 */
export async function sizeInputs(
  { target, text, inputs }: { target: Target; text: string; inputs: Inputs },
  request: SizingRequest,
): Promise<Inputs> {
  if (inputs.kind !== 'expression' || inputs.source !== 'generated') return inputs;
  const { generated, spread } = inputs;
  if (!generated || generated.size !== undefined) return inputs;
  const { file } = target;
  const { sizes, expression } = await request.analysis.generateTrials(file, text, target, generated);
  if (sizes.length < 2) return inputs;
  const items = inputs.count ?? generated.count;
  const trials: InputsExpression = { kind: 'expression', source: 'generated', expression, spread: false };
  const chosen = await callTrials(target, trials, { items, spread }, request);
  const size = sizes[chosen?.index ?? -1];
  if (!chosen || size === undefined) return inputs;
  const seed = { ...generated, size };
  const made = await request.analysis.generateInputs(file, text, target, seed);
  if (made.expression === null) return inputs;
  return { ...inputs, expression: made.expression, generated: seed, sizeChoice: chosen.choice };
}

/** Returns the chosen position; `null` without one, whose reason the run itself reports. */
async function callTrials(
  target: Target,
  trials: InputsExpression,
  run: { items: number; spread: boolean },
  { node, programs, cwd, cacheFolder, analysis, signal, onEvent }: SizingRequest,
): Promise<{ index: number; choice: SizeChoice } | null> {
  let module;
  try {
    module = await makeRunnable(target, trials, { cacheFolder, signal, analysis });
  } catch (error) {
    if (error instanceof LoadError || signal?.aborted) return null;
    throw error;
  }
  const plan = makePlan(target, trials, { ...defaultPlanSettings, strategies: ['serial'] }, 1);
  let chosen: { index: number; choice: SizeChoice } | null = null;
  await runEngine({
    node,
    engine: programs.engine,
    request: { type: 'size', plan, module, programs, nodeSource: node.source, cwd, ...run },
    signal,
    onEvent: (event) => {
      if (event.type === 'sized') chosen = { index: event.index, choice: event.choice };
      if (event.type === 'stage') onEvent(event);
    },
  });
  return chosen;
}
