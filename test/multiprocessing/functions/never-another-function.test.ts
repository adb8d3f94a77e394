import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { programPlan, writeProgram, type ProgramPlan } from './generate-modules.ts';

const library = pathToFileURL(join(import.meta.dirname, '../../../dist/multiprocessing.mjs')).href;

interface Outcome {
  call: string;
  outcome: string;
  /** Whether a worker has to find the function. */
  found: boolean;
}

async function run(plan: ProgramPlan): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'never-another-'));
  try {
    for (const [name, text] of Object.entries(writeProgram(plan, library))) writeFileSync(join(folder, name), text);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs')]);
    return JSON.parse(stdout) as Outcome[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('in any program, a call runs exactly the given function or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(programPlan, async (plan) => {
      const outcomes = await run(plan);
      const refused = 'FunctionReferenceError';
      expect(outcomes.filter(({ outcome }) => outcome !== 'right' && outcome !== refused)).toEqual([]);
      expect(outcomes.filter(({ outcome, found }) => found && outcome === refused)).toEqual([]);
    }),
    // Bounded: a program takes a second, and there may be many of them until a failing one is small.
    { numRuns: 6, interruptAfterTimeLimit: 20_000 },
  );
});
