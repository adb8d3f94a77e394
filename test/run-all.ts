/**
 * `npm test`: every check of the project. Checks that only read the sources run in parallel; measurements have the
 * machine to themselves. Only a failing build ends it early. The last line counts the results that the runners
 * reported.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { countMocha, countVitest, type Count } from './count-results.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-artifacts/results');
/** Packed once, and used by every step that is about the package. */
const tarball = join(root, 'test-artifacts/parallel-profiler.tgz');

interface Step {
  name: string;
  /** Program in node_modules/.bin and its arguments. */
  command: [program: string, ...args: string[]];
  environment?: Record<string, string>;
  /** Reads the runner's own results; without it, the step counts as one. */
  count?: () => Count;
  /** Whether nothing after it makes sense when it failed. */
  needed?: boolean;
  /** Whether it may share the machine with its neighbours of the same kind; what it prints comes when it has ended. */
  sideBySide?: boolean;
}

/** So many lines of what a failed step printed are repeated under the summary. */
const closingLines = 10;

const vitestJson = (name: string): string[] => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${join(results, name)}`,
];

const steps: Step[] = [
  { name: 'build', command: ['node', 'esbuild.config.mjs'], needed: true },
  { name: 'package', command: ['node', 'package-npm.mjs', tarball] },
  // Later steps need the editor, Redis and the Nodes; getting them is mostly waiting.
  { name: 'nodes', command: ['node', 'test/install-nodes.ts'], sideBySide: true },
  { name: 'lint', command: ['eslint', '.'], sideBySide: true },
  { name: 'types', command: ['tsc', '-p', '.'], sideBySide: true },
  { name: 'editor', command: ['node', 'test/install-editor.ts'], sideBySide: true },
  { name: 'redis', command: ['node', 'test/install-redis.ts'], sideBySide: true },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'], sideBySide: true },
  { name: 'types of the panel', command: ['tsc', '-p', 'webview'], sideBySide: true },
  { name: 'types of the demo', command: ['tsc', '-p', 'test/workspace'], sideBySide: true },
  { name: 'unused', command: ['knip'], sideBySide: true },
  { name: 'manifest of the package', command: ['publint', '--strict', tarball], sideBySide: true },
  {
    name: 'types of the package',
    // The programs are an entry point for bundlers; nothing imports or requires them. Vitest and the
    // queues, which are ES modules, cannot be required either.
    command: ['attw', tarball, '--exclude-entrypoints', 'programs', 'vitest', 'bullmq'],
    sideBySide: true,
  },
  {
    name: 'unit',
    command: ['vitest', 'run', ...vitestJson('unit.json')],
    environment: { PARALLEL_PROFILER_NO_BUILD: '1' },
    count: () => countVitest(join(results, 'unit.json')),
  },
  {
    name: 'node versions',
    command: ['vitest', 'run', '--config=test/versions/vitest.config.ts', ...vitestJson('node-versions.json')],
    environment: { PARALLEL_PROFILER_NO_BUILD: '1' },
    count: () => countVitest(join(results, 'node-versions.json')),
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

const total = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
const waiting = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let broken: string | undefined;
while (waiting.length > 0 && broken === undefined) {
  const others = waiting.findIndex(({ sideBySide }) => sideBySide !== true);
  const together = waiting.splice(0, others === 0 ? 1 : others === -1 ? waiting.length : others);
  // One more than cores, because those that download mostly wait.
  const lanes = Array.from({ length: Math.min(together.length, availableParallelism() + 1) }, async () => {
    for (let step = together.shift(); step; step = together.shift()) await run(step);
  });
  await Promise.all(lanes);
}
if (broken !== undefined) summary.push(`  The rest was not run, because "${broken}" failed.`);

console.log(`\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function run(step: Step): Promise<void> {
  const heading = `\n── ${step.name} ──`;
  const began = performance.now();
  if (step.sideBySide !== true) console.log(heading);
  const { exitCode, output } = await runProgram(root, step.command, step.environment, step.sideBySide === true);
  if (step.sideBySide === true) console.log(`${heading}\n${output}`);
  const count = countOf(step, exitCode, output);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  summary.push(
    `${count.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(20)} ${count.passed} passed, ${count.failed} failed` +
      `${count.skipped > 0 ? `, ${count.skipped} skipped` : ''} (${seconds} s)`,
    ...count.failures.map((failure) => failure.replaceAll(/^/gm, '    ')),
  );
  if (step.needed === true && exitCode !== 0) broken = step.name;
}

function countOf(step: Step, exitCode: number, output: string): Count {
  const failed: Count = { passed: 0, failed: 1, skipped: 0, failures: output.trim().split('\n').slice(-closingLines) };
  if (!step.count) return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0, failures: [] } : failed;
  try {
    const count = step.count();
    // A runner that fails without a failed test, for instance by leaving an error unhandled, has failed all the same.
    return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch (error) {
    console.error(`"${step.name}" left no results: ${error instanceof Error ? error.message : String(error)}`);
    return failed;
  }
}
