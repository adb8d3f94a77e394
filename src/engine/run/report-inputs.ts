import type { FromEngine, ToEngine } from '../protocol.ts';
import { HostError, StrategyProcess } from './strategy-process.ts';

/** Evaluates the inputs of a plan in a separate process and reports their count and the first of them. Calls no user function. */
export async function reportInputs(request: ToEngine, emit: (event: FromEngine) => void): Promise<void> {
  const [baseline] = request.plan.configurations;
  if (baseline?.strategy !== 'serial') throw new TypeError('a plan begins with the serial baseline');
  const ignore = (): void => undefined;
  const host = new StrategyProcess(baseline, request, { onAt: ignore, onOutput: ignore });
  try {
    const { count, preview } = await host.start(request.plan, request.programs);
    emit({ type: 'inputs', count, preview });
    emit({ type: 'done' });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    emit({ type: 'failed', stage: error.stage, message: error.message, error: error.data });
  } finally {
    await host.end();
  }
}
