/**
 * `npm test`: every check of the project, one after the other, so that the measuring tests have the machine to
 * themselves. Only a failing build ends it early. The last line counts what the runners reported.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countMocha, countVitest, type Count } from './count-results.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-artifacts/results');

interface Step {
  name: string;
  /** Program in node_modules/.bin and its arguments. */
  command: [program: string, ...args: string[]];
  environment?: Record<string, string>;
  /** Reads the runner's own results; without it, the step counts as one. */
  count?: () => Count;
  /** Whether nothing after it makes sense when it failed. */
  needed?: boolean;
}

const vitestJson = (name: string): string[] => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${join(results, name)}`,
];

const steps: Step[] = [
  { name: 'build', command: ['node', 'esbuild.config.mjs'], needed: true },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the panel', command: ['tsc', '-p', 'webview'] },
  { name: 'types of the demo', command: ['tsc', '-p', 'test/workspace'] },
  { name: 'lint', command: ['eslint', '.'] },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'unused', command: ['knip'] },
  {
    name: 'unit',
    command: ['vitest', 'run', ...vitestJson('unit.json')],
    environment: { PARALLEL_PROFILER_NO_BUILD: '1' },
    count: () => countVitest(join(results, 'unit.json')),
  },
  {
    name: 'extension host',
    command: ['node', 'test/run-extension-host.ts'],
    environment: { PARALLEL_PROFILER_RESULTS: join(results, 'extension-host.json') },
    count: () => countMocha(join(results, 'extension-host.json')),
  },
  {
    name: 'end to end',
    command: ['vitest', 'run', '--config=test/e2e/vitest.config.ts', ...vitestJson('e2e.json')],
    count: () => countVitest(join(results, 'e2e.json')),
  },
];

/** Only the steps named on the command line, else all. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The steps are: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const total: Count = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
for (const step of steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n── ${step.name} ──`);
  const began = performance.now();
  const exitCode = await run(step);
  const count = countOf(step, exitCode);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  summary.push(
    `${count.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(20)} ${count.passed} passed, ${count.failed} failed` +
      `${count.skipped > 0 ? `, ${count.skipped} skipped` : ''} (${seconds} s)`,
  );
  if (step.needed === true && exitCode !== 0) {
    summary.push(`  The rest was not run, because "${step.name}" failed.`);
    break;
  }
}

console.log(`\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function countOf(step: Step, exitCode: number): Count {
  if (!step.count) return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  try {
    const count = step.count();
    // A runner that fails without a failed test, for instance by leaving an error unhandled, has failed all the same.
    return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch (error) {
    console.error(`"${step.name}" left no results: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run(step: Step): Promise<number> {
  const [program, ...args] = step.command;
  const windows = process.platform === 'win32';
  const [command, shell] =
    program === 'node'
      ? [process.execPath, false]
      : [join(root, 'node_modules/.bin', windows ? `${program}.cmd` : program), windows];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell,
      env: { ...process.env, ...step.environment },
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
