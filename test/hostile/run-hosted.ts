import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostError, StrategyProcess } from '../../src/engine/run/strategy-process.ts';
import type { StrategyName } from '../../src/model/plan.ts';
import { compileCache } from '../../src/cli/installation.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { defaultPlanSettings, makePlan } from '../../src/profile/make-plan.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { resolveInputs } from '../../src/profile/resolve-inputs.ts';
import { resolveTarget } from '../../src/profile/resolve-target.ts';

const { programs, analysis: analysisPrograms } = builtFilesIn(join(import.meta.dirname, '../../dist'));
const analysis = new AnalysisClient(analysisPrograms.thread, { compileCache: compileCache() });
const cacheFolder = mkdtempSync(join(tmpdir(), 'hostile-cache-'));

export interface HostedRun {
  /** Items that failed, `item 4: Error: x`, or how the host ended, `run: the process ...`. */
  outcome: string[];
  pid: number;
}

/** Runs all items once in a host of this strategy, as the engine does. */
export async function runHosted(
  { source, inputs = '[1, 2, 3, 4, -1, 5, 6, 7]' }: { source: string; inputs?: string | undefined },
  strategy: StrategyName,
  timeLimitSeconds: number,
): Promise<HostedRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'hostile-'));
  const file = join(cwd, 'subject.ts');
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(file, source);
  const { target, text } = await resolveTarget(analysis, file, 'f');
  const resolved = await resolveInputs(analysis, text, target, { expression: inputs, cwd }, null);
  const plan = makePlan(target, resolved, { ...defaultPlanSettings, timeLimitSeconds, waitForQuiet: false }, 2);
  const module = await makeRunnable(target, resolved, { cacheFolder });
  const configuration = {
    strategy,
    workers: strategy === 'serial' ? 1 : 2,
    chunkSize: strategy === 'serial' ? null : 1,
  };
  const ignore = (): void => undefined;
  const request = { type: 'run', plan, module, programs, nodeSource: 'self', cwd } as const;
  const host = new StrategyProcess(configuration, request, { onAt: ignore, onOutput: ignore });
  const { pid } = host;
  try {
    const digest = { atMostMs: 1_000 };
    const { count } = await host.start(plan, programs, digest);
    await host.ask({ type: 'warm', count, atLeastMs: 0, atMostMs: 1_000 });
    const { failures } = await host.pass({ repeats: 1, observe: false, digest });
    return { pid, outcome: failures.map(({ item, error }) => `item ${item}: ${error.name}: ${error.message}`) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { pid, outcome: [`${error.stage}: ${error.message}`] };
  } finally {
    await host.end();
  }
}
