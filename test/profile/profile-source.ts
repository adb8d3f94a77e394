import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/model/run-event.ts';
import type { InputsSeed } from '../../src/model/inputs.ts';
import type { Report } from '../../src/model/report.ts';
import { compileCache } from '../../src/cli/installation.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { defaultPlanSettings, type PlanSettings } from '../../src/profile/make-plan.ts';
import { profile } from '../../src/profile/profile.ts';
import { findDisagreements } from '../report/find-disagreements.ts';

/** The built files, as the doors pass them. */
const built = builtFilesIn(join(import.meta.dirname, '../../dist'));
export const { programs } = built;
export const analysisPrograms = built.analysis.thread;

/** One for all, as an editor has it: loading the compiler takes as long as a short run. */
const analysis = new AnalysisClient(analysisPrograms, { compileCache: compileCache() });

const cacheFolder = mkdtempSync(join(tmpdir(), 'profile-cache-'));

export interface ProfiledSource {
  report: Report;
  events: RunEvent[];
}

/** Profiles `name` in a module with this source, in a folder of its own. A short budget and two workers unless told. */
export async function profileSource(
  source: string,
  name: string,
  options: {
    inputs?: string;
    generated?: InputsSeed;
    settings?: Partial<PlanSettings>;
    signal?: AbortSignal;
    skipLongItems?: AbortSignal;
    skipWait?: AbortSignal;
    confirmEffects?: (effects: string) => Promise<boolean>;
    onEvent?: (event: RunEvent) => void;
  } = {},
): Promise<ProfiledSource> {
  const folder = mkdtempSync(join(tmpdir(), 'profiled-'));
  const file = join(folder, 'subject.ts');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(file, source);
  const events: RunEvent[] = [];
  const report = await profile({
    file,
    functionName: name,
    inputs: { expression: options.inputs, generated: options.generated },
    settings: { ...defaultPlanSettings, waitForQuiet: false, budgetSeconds: 1, workers: [2], ...options.settings },
    workspace: null,
    targetCores: null,
    cwd: folder,
    node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
    programs,
    cacheFolder,
    analysis,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.confirmEffects ? { confirmEffects: options.confirmEffects } : {}),
    ...(options.skipWait ? { skipWait: options.skipWait } : {}),
    ...(options.skipLongItems ? { skipLongItems: options.skipLongItems } : {}),
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  checkNumbers(report);
  return { report, events };
}

/** Holds for every run there is, long or short: each number follows from its neighbours, and no two statements contradict. */
function checkNumbers(report: Report): void {
  const [first, ...others] = findDisagreements(report);
  if (first !== undefined) throw new Error([first, ...others].join('\n'));
}

/** Source of a function that keeps a core busy for about `ms` milliseconds of its argument's making, and returns a number. */
export const spinSource = `
export function spin(rounds: number): number {
  let x = rounds;
  for (let i = 0; i < rounds * 1000; i++) x = (x * 1103515245 + 12345) % 2147483648;
  return x;
}
`;
