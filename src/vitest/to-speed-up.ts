import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { Report } from '../model/report.ts';
import { inspectFunction } from '../multiprocessing/functions/inspected-function.ts';
import { judgeSpeedup, type Judgement } from '../report/judge-speedup.ts';

export interface SpeedUpOptions {
  /** The speedup that the function must reach in some pool, against a serial loop. */
  atLeast: number;
  /** Time for the measurement, in seconds; default 5. The timeout of the test must be longer. */
  budgetSeconds?: number;
  /** Numbers of workers; by default those that the profiler chooses. */
  workers?: readonly number[];
  /** Kinds of pools; default both. */
  strategies?: readonly ('threads' | 'processes')[];
  /** Whether each item is a list of arguments. */
  spread?: boolean;
  /** Outcome of a test whose interval contains `atLeast`; default `pass`. */
  undecided?: 'pass' | 'fail';
  /** Absolute path of the file that exports the function, if it cannot be found. */
  file?: string;
  /** The name that `parallel-profiler list` shows, if it is not that of the function. */
  name?: string;
}

/** Result of a matcher, as Vitest expects it. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** State of the matcher, of which only the negation matters. */
export interface MatcherState {
  isNot?: boolean;
}

/**
 * Creates the matcher.
 * @param program absolute path of the command line program, which measures in processes apart from the test
 */
export function createToSpeedUp(program: string) {
  return async function toSpeedUp(
    this: MatcherState,
    fn: unknown,
    items: Iterable<unknown>,
    options: SpeedUpOptions,
  ): Promise<MatcherResult> {
    const isNot = this.isNot ?? false;
    const { atLeast, undecided = 'pass' } = checked(options);
    const { file, name } = locate(fn, options);
    const report = await measure(program, `${file}#${name}`, [...items], options);
    const judgement = judgeSpeedup(report, atLeast);
    if (judgement.outcome === 'failed') throw new Error(judgement.text);
    return { pass: passes(judgement, isNot, undecided), message: () => judgement.text };
  };
}

/** An undecided measurement passes with and without `not`, or fails with both. */
function passes({ outcome }: Judgement, isNot: boolean, undecided: 'pass' | 'fail'): boolean {
  if (outcome === 'undecided') return isNot !== (undecided === 'pass');
  return outcome === 'fast';
}

function checked(options: SpeedUpOptions | undefined): SpeedUpOptions {
  const atLeast: unknown = options?.atLeast;
  if (typeof atLeast !== 'number' || !(atLeast > 0))
    throw new TypeError(`Expected { atLeast: <a number above 0> } for toSpeedUp, found ${JSON.stringify(options)}.`);
  return { ...options, atLeast };
}

/** Finds the file and the name of a function. A test runner evaluates a copy of the module, which has the file's name. */
function locate(fn: unknown, options: SpeedUpOptions): { file: string; name: string } {
  if (typeof fn !== 'function') throw new TypeError(`Expected a function for toSpeedUp, found ${typeof fn}.`);
  const name = options.name ?? fn.name;
  const file = options.file ?? fileOf(fn);
  if (file === null || name === '')
    throw new TypeError(
      `The ${file === null ? 'file' : 'name'} of the function was not found. ` +
        'Pass { file, name } to toSpeedUp: the absolute path of the file that exports it, and its name there.',
    );
  return { file, name };
}

function fileOf(fn: unknown): string | null {
  const url = inspectFunction(fn, (inspected) => {
    const script = inspected.examine()?.script;
    return script === undefined ? undefined : inspected.scripts([script]).get(script)?.url;
  });
  const path = url?.startsWith('file:') ? fileURLToPath(url) : (url ?? '').replace(/[?#].*$/, '');
  return existsSync(path) ? path : null;
}

/** Measures in processes that know nothing of the test runner. */
async function measure(
  program: string,
  target: string,
  items: unknown[],
  { budgetSeconds = 5, workers, strategies = ['threads', 'processes'], spread = false }: SpeedUpOptions,
): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'parallel-profiler-test-'));
  try {
    const [inputs, out] = [join(folder, 'inputs.v8'), join(folder, 'report.json')];
    await writeFile(inputs, toBytes(items));
    // Other tests run in other processes, so that a wait for a quiet machine is in vain.
    const args = ['run', target, '--no-wait', '--inputs-file', inputs, spread ? '--spread' : '--no-spread'];
    args.push('--format', 'json', '--out', out, '--budget', String(budgetSeconds));
    args.push('--strategies', ['serial', ...strategies].join());
    if (workers) args.push('--workers', workers.join());
    const said = await run(process.execPath, [program, ...args]);
    const text = await readFile(out, 'utf8').catch(() => null);
    if (text === null) throw new Error(said.replace(/^parallel-profiler: /, '') || 'The profiler gave no report.');
    return JSON.parse(text) as Report;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function toBytes(items: unknown[]): Buffer {
  try {
    return serialize(items);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Expected items that can be cloned for toSpeedUp, found ${why}`, { cause: error });
  }
}

/** @returns what the program wrote to its standard error, whatever its exit code */
async function run(program: string, args: string[]): Promise<string> {
  return await new Promise((resolve) => {
    execFile(program, args, { windowsHide: true }, (_error, _stdout, stderr) => resolve(stderr.trim()));
  });
}
