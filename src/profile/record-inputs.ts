import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { takesTuples } from '../analysis/functions/takes-tuples.ts';
import {
  loadedMarker,
  recordingVariable,
  type RecordedInputs,
  type RecordingPart,
  type RecordingPlan,
  type RecordingProblem,
} from '../model/recording.ts';
import type { Target } from '../model/target.ts';
import { withArticle } from '../model/with-article.ts';
import { integer } from '../report/numbers-in-words.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { forgetOldFiles } from './code-store.ts';
import { killGroup } from './kill-group.ts';
import { ProfileError } from './profile-error.ts';
import { makeFolder } from './make-folder.ts';

/** Maximum number of items kept from all processes and threads together. */
const MOST_ITEMS = 256;
const MOST_BYTES = 64 << 20;

export interface RecordRequest {
  analysis: Pick<AnalysisClient, 'recording'>;
  target: Target;
  /** The text of the file on disk. */
  text: string;
  /** Command line for the shell. */
  command: string;
  cwd: string;
  /** Absolute path of the recording program, for `--import`. */
  recorder: string;
  /** Absolute folder that keeps the recordings. */
  folder: string;
  /** Receives the command's output; without it, the output goes to stderr. */
  onOutput?: (text: string) => void;
  /** Aborting kills the command; what was recorded until then is kept. */
  signal?: AbortSignal;
}

export interface Recording {
  /** Absolute path of a JSON file, or of one for `v8.deserialize` if JSON cannot represent the items. */
  file: string;
  items: number;
  /** Whether an item is the list of arguments. */
  spread: boolean;
  recorded: RecordedInputs;
  /** Why the items cannot be JSON, as the end of a sentence; `null` if they can. */
  notJson: string | null;
  /** Sentences about arguments that were left out. */
  leftOut: string[];
  /** How the command ended: `exit code 1`. */
  ending: string;
}

/**
 * Runs a command and records a sample of the arguments with which it calls a function, in all its Node processes and
 * threads.
 * @throws ProfileError if the command does not call the function, or only with arguments that cannot be cloned
 */
export async function recordInputs(request: RecordRequest): Promise<Recording> {
  const { target, text, command } = request;
  const files = await request.analysis.recording(target.file, text, target);
  if (Object.keys(files).length === 0)
    throw new ProfileError('inputs', `calls of ${target.name} cannot be recorded: it has no body.`);
  const folder = await mkdtemp(join(tmpdir(), 'parallel-profiler-recording-'));
  try {
    const hasRest = target.parameters.some(({ rest }) => rest);
    const parameters = target.parameters.map(({ name }) => name);
    const usesAll = hasRest || /\barguments\b/.test(text);
    const plan: RecordingPlan = { folder, files, parameters, kept: usesAll ? null : parameters.length };
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    const ending = await runCommand(request, join(folder, 'plan.json'));
    const parts = await readParts(folder);
    const calls = parts.reduce((sum, part) => sum + part.calls, 0);
    const given = sampleOf(parts).map((copy) => deserialize(copy) as unknown[]);
    const spread = takesTuples(target.parameters) || given.some(({ length }) => length > 1);
    const items = spread ? given : given.map(([item]) => item);
    if (items.length === 0)
      throw new ProfileError('inputs', reasonForNone(request, parts, existsSync(join(folder, loadedMarker)), ending));
    const notJson = jsonProblem(items, 'items', 0);
    const file = await keep(request.folder, notJson === null ? JSON.stringify(items) : serialize(items));
    return {
      file,
      items: items.length,
      spread,
      recorded: { command, calls },
      notJson,
      leftOut: leftOutOf(parts),
      ending,
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runCommand({ command, cwd, recorder, onOutput, signal }: RecordRequest, plan: string): Promise<string> {
  const preload = `--import=${pathToFileURL(recorder).href}`;
  const given = process.env['NODE_OPTIONS'] ?? '';
  const child = spawn(command, {
    shell: true,
    cwd,
    env: { ...process.env, NODE_OPTIONS: `${given} ${preload}`.trim(), [recordingVariable]: plan },
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (output: string) => onOutput?.(output));
  const cancel = (): void => killGroup(child);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return await new Promise<string>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, killed) => {
        // Shells report a killed program as 128 plus the signal number.
        const name = code !== null && code > 128 ? nameOfSignal(code - 128) : killed;
        resolve(name === null ? `exit code ${code ?? 'unknown'}` : `signal ${name}`);
      });
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function nameOfSignal(number: number): string | null {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}

async function readParts(folder: string): Promise<RecordingPart[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.part')).sort();
  return await Promise.all(names.map(async (name) => deserialize(await readFile(join(folder, name))) as RecordingPart));
}

/** Returns serialized calls from all parts in turn, up to the limits on items and bytes. */
function sampleOf(parts: readonly RecordingPart[]): Uint8Array[] {
  const sample: Uint8Array[] = [];
  let bytes = 0;
  const longest = Math.max(0, ...parts.map(({ kept }) => kept.length));
  for (let index = 0; index < longest; index++) {
    for (const { kept } of parts) {
      const copy = kept[index];
      if (!copy || sample.length >= MOST_ITEMS || bytes + copy.byteLength > MOST_BYTES) continue;
      bytes += copy.byteLength;
      sample.push(copy);
    }
  }
  return sample;
}

function reasonForNone(
  { target, command }: RecordRequest,
  parts: readonly RecordingPart[],
  isLoaded: boolean,
  ending: string,
): string {
  const end = `"${command}" ended with ${ending}`;
  const calls = parts.reduce((sum, part) => sum + part.calls, 0);
  if (calls > 0)
    return `no call of ${target.name} can be recorded. ${leftOutOf(parts).join(' ')} Give the inputs as an expression.`;
  if (isLoaded)
    return `${end} and loaded ${target.file}, but never called ${target.name}. Record a command that calls it.`;
  return (
    `${end} and never loaded ${target.file} or JavaScript compiled from it with a source map, so it did not call ${target.name}. ` +
    'Record a command that runs this file in Node: directly, with tsx or Vitest, or compiled by tsc. Bundles cannot be recorded.'
  );
}

function leftOutOf(parts: readonly RecordingPart[]): string[] {
  const problems = new Map<string, RecordingProblem>();
  for (const { path, what, calls } of parts.flatMap((part) => part.problems)) {
    const key = `${path}\n${what}`;
    problems.set(key, { path, what, calls: calls + (problems.get(key)?.calls ?? 0) });
  }
  const counted = (calls: number): string => (calls === 1 ? '1 call' : `${integer(calls)} calls`);
  const tooLarge = parts.reduce((sum, part) => sum + part.tooLarge, 0);
  return [
    ...[...problems.values()].map(
      ({ path, what, calls }) => `Left out ${counted(calls)}: ${path} cannot be cloned (${what}).`,
    ),
    ...(tooLarge > 0 ? [`Left out ${counted(tooLarge)}: the arguments are too large to keep.`] : []),
  ];
}

/** Returns the first part that JSON would change, as the end of a sentence. */
function jsonProblem(value: unknown, path: string, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? null : `${path} is ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value !== 'object') return `${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`;
  if (depth > 100) return `${path} is nested too deeply`;
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      const problem = jsonProblem(inner, `${path}[${index}]`, depth + 1);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return `${path} is ${withArticle(value.constructor.name)}`;
  for (const [key, inner] of Object.entries(value)) {
    const problem = jsonProblem(inner, `${path}.${key}`, depth + 1);
    if (problem !== null) return problem;
  }
  // Covers cases such as `__proto__` as an own key.
  return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value) ? null : `${path} is changed by JSON`;
}

async function keep(folder: string, content: string | Buffer): Promise<string> {
  const name = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const file = join(folder, `${name}${typeof content === 'string' ? '.json' : '.v8'}`);
  makeFolder(folder);
  await writeFile(file, content);
  await forgetOldFiles(folder);
  return file;
}
