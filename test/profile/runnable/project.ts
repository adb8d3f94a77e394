import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { runtimeOf } from '../../../src/engine/loading/module-map.ts';
import type { Inputs } from '../../../src/model/inputs.ts';
import type { FunctionKind, Target } from '../../../src/model/target.ts';
import { builtFilesIn } from '../../../src/profile/built-files.ts';
import { makeRunnable, type MakeRunnableOptions } from '../../../src/profile/make-runnable.ts';

const root = join(import.meta.dirname, '../../..');
const dist = join(root, 'dist');

/**
 * Where the rows of a table run besides this place. Processes load a module as this place does, from the same maps: one row of
 * each table proves that, and the others spare a process each.
 */
export function kindsOfRow(index: number): ('threads' | 'processes')[] {
  return index === 0 ? ['threads', 'processes'] : ['threads'];
}

/** A function to run and how to run it; the rest of a target does not matter for loading. */
export interface Selection {
  file: string;
  /** As analysis gives it; `null` for an anonymous default export. */
  expression: string | null;
  kind?: FunctionKind;
  exportPath?: readonly string[];
  inputs?: string;
  spread?: boolean;
  kinds?: ('threads' | 'processes')[];
  /** Another Node than the one that runs the tests; PARALLEL_PROFILER_TEST_NODE is one for all. */
  node?: string;
  analysis?: MakeRunnableOptions['analysis'];
}

interface Thrown {
  name: string;
  message: string;
  stack: string;
}

/** Outcome of loading and of each run. */
export interface Outcome {
  load: Thrown | null;
  inputs: unknown;
  runs: Record<string, { values?: unknown[]; error?: Thrown }>;
}

/** Files of a project, by path; `-> path` makes a link. */
export type Files = Record<string, string>;

/** Writes a project into a folder of its own, which is removed after the test. */
export function createProject(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'make-runnable-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  addFiles(folder, files);
  return folder;
}

export function addFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(join(folder, content.slice(3)), file, 'junction');
    else writeFileSync(file, content);
  }
}

export function targetAt(folder: string, { file, expression, kind = 'function', exportPath }: Selection): Target {
  const path = join(folder, file);
  return {
    file: path,
    name: expression ?? 'default',
    kind,
    exported: true,
    async: false,
    parameters: [],
    location: { file: path, line: 1, column: 1 },
    expression,
    ...(exportPath ? { exportPath } : {}),
  };
}

export function asInputs(expression: string): Inputs {
  return { kind: 'expression', source: 'argument', expression, spread: false };
}

/** Makes the selection runnable and runs it in this place, in threads and in processes. */
export async function runSelection(folder: string, selection: Selection): Promise<Outcome> {
  const {
    inputs = '[1, 2, 3]',
    spread = false,
    kinds = ['threads', 'processes'],
    node = process.env['PARALLEL_PROFILER_TEST_NODE'] ?? process.execPath,
  } = selection;
  const module = await makeRunnable(targetAt(folder, selection), asInputs(inputs), {
    cacheFolder: join(folder, '.cache/profiler'),
    analysis: selection.analysis,
  });
  const { env, execArgv } = runtimeOf(module, builtFilesIn(dist).programs.moduleHooks);
  const program = join(import.meta.dirname, 'run-target.mjs');
  const options = JSON.stringify({ dist: pathToFileURL(dist).href, kinds, spread });
  const { stdout } = await promisify(execFile)(node, [...execArgv, program, options], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Outcome;
}

/** Expects the same values from every run. */
export async function expectEverywhere(folder: string, selection: Selection, values: unknown[]): Promise<void> {
  const outcome = await runSelection(folder, selection);
  const { kinds = ['threads', 'processes'] } = selection;
  const runs = Object.fromEntries(['serial', ...kinds].map((kind) => [kind, { values }]));
  expect(outcome).toMatchObject({ load: null, runs });
}
