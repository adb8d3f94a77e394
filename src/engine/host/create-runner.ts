import { isPoolStrategy } from '../../model/plan.ts';
import type { ToHost } from './protocol.ts';
import { createLocalRunner, type Whereabouts } from './local-runner.ts';
import { createPoolRunner } from './pool-runner.ts';
import type { Runner } from './runner.ts';
import type { LoadedTarget } from './target-module.ts';

/** Creates the runner for a configuration: serial, as promises, or in a pool. */
export async function createRunner(
  start: Extract<ToHost, { type: 'start' }>,
  target: LoadedTarget['target'],
  whereabouts: Whereabouts,
): Promise<Runner> {
  const { configuration, targetModule, threadWorker, processWorker } = start;
  const { spread } = start.inputs;
  if (isPoolStrategy(configuration.strategy))
    return await createPoolRunner({ configuration, targetModule, spread, programs: { threadWorker, processWorker } });
  return createLocalRunner(
    spread ? (tuple) => target(...(tuple as unknown[])) : target,
    configuration.strategy === 'serial' ? 1 : configuration.workers,
    whereabouts,
  );
}
