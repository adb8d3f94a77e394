import Mocha from 'mocha';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'node:util';

/** What `@vscode/test-electron` and the server's test driver call. Rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  // The editor logs to the same console; the mark lets the runner tell the two apart.
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(`[test] ${format(...args)}`);
  // The tests register themselves with the globals that mocha makes here.
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  await import('./activation.test.ts');
  await import('./contributions.test.ts');
  await import('./code-lens.test.ts');
  await import('./findings.test.ts');
  await import('./inputs.test.ts');
  await import('./code-fixes.test.ts');
  await import('./profile.test.ts');
  await import('./team-file.test.ts');
  await import('./assistant.test.ts');

  await new Promise<void>((resolve, reject) => {
    const failed: string[] = [];
    const runner = mocha.run((failures) => {
      writeResults({ ...runner.stats, failed });
      if (failures > 0) reject(new Error(`${failures} of the extension tests failed.`));
      else resolve();
    });
    runner.on('fail', (test, error: Error) => failed.push(`${test.fullTitle()}\n${error.message}`));
  });
}

function writeResults(results: object): void {
  const file = process.env['PARALLEL_PROFILER_RESULTS'];
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
}
