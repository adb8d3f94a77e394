// Preloaded with --import into every process and thread of the command whose calls are recorded. Replaces the text of
// the function's file with one that reports each call, for every reader: Node's loader, or a tool that compiles the
// file itself. Does nothing without a plan.
import fs from 'node:fs';
import { Module, syncBuiltinESMExports } from 'node:module';
import { join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Preload } from '../../recorder/preload/preload.ts';
import { loadedMarker, recordingVariable, type RecordingPlan } from '../../model/recording.ts';
import { followWorkers } from './follow-workers.ts';
import { Recorder } from './recorder.ts';

interface Loaded {
  format?: string | undefined;
  source?: unknown;
}
type NextLoad<Result> = (url: string, context: object) => Result;

/** Marks the copy of this file that runs in the thread of asynchronous hooks. */
const hooksThread = '?hooks-thread';
let plan: RecordingPlan | null = null;

function start(): void {
  const planFile = process.env[recordingVariable];
  if (planFile === undefined || import.meta.url.endsWith(hooksThread)) return;
  plan = JSON.parse(fs.readFileSync(planFile, 'utf8')) as RecordingPlan;
  (globalThis as Record<symbol, unknown>)[Symbol.for('parallelProfiler.recorder')] = new Recorder(plan);
  followWorkers(new Preload({ [recordingVariable]: planFile }, `--import=${import.meta.url}`));
  patchReads();
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { registerHooks } = Module as unknown as { registerHooks?: (hooks: object) => void };
  if (registerHooks) registerHooks({ load: loadNow });
  else Module.register(import.meta.url + hooksThread, { data: plan });
}

/** Called by Node in the hooks thread. */
export function initialize(given: RecordingPlan): void {
  plan = given;
}

/** Called by Node in the hooks thread, for `import` only; `require` reads the file. */
export async function load(url: string, context: object, next: NextLoad<Promise<Loaded>>): Promise<Loaded> {
  return replaced(url, await next(url, context));
}

function loadNow(url: string, context: object, next: NextLoad<Loaded>): Loaded {
  return replaced(url, next(url, context));
}

function replaced(url: string, loaded: Loaded): Loaded {
  if (!url.startsWith('file:') || loaded.source === null || loaded.source === undefined) return loaded;
  const path = fileURLToPath(url);
  if (!isRecorded(path)) return loaded;
  const { source } = loaded;
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
  return { ...loaded, source: textFor(path, text) };
}

function isRecorded(path: string): boolean {
  return plan !== null && Object.hasOwn(plan.files, path);
}

/** Returns the text that reports calls, unless the file has changed since that text was made. */
function textFor(path: string, text: string): string {
  const file = plan?.files[path];
  if (!plan || !file) return text;
  if (text !== file.text && text !== file.code) return text;
  fs.writeFileSync(join(plan.folder, loadedMarker), '');
  return file.code;
}

/** Patches file reads for tools such as Vitest and tsx, which read the file and compile it themselves. */
function patchReads(): void {
  const { readFileSync, readFile } = fs;
  const readPromise = fs.promises.readFile;
  fs.readFileSync = ((...given: Parameters<typeof readFileSync>) =>
    contentsFor(given[0], readFileSync(...given))) as typeof readFileSync;
  fs.readFile = ((...given: unknown[]) => {
    const callback = given.at(-1) as (error: unknown, contents?: unknown) => void;
    const wrapped = (error: unknown, contents: unknown): void => {
      if (error) callback(error);
      else callback(null, contentsFor(given[0], contents));
    };
    (readFile as (...all: unknown[]) => void)(...given.slice(0, -1), wrapped);
  }) as typeof readFile;
  fs.promises.readFile = (async (...given: Parameters<typeof readPromise>) =>
    contentsFor(given[0], await readPromise(...given))) as typeof readPromise;
  syncBuiltinESMExports();
}

function contentsFor<Contents>(path: unknown, contents: Contents): Contents {
  const named = path instanceof URL ? fileURLToPath(path) : path;
  if (typeof named !== 'string' || !isRecorded(resolvePath(named))) return contents;
  const isText = typeof contents === 'string';
  if (!isText && !Buffer.isBuffer(contents)) return contents;
  const text = textFor(resolvePath(named), String(contents));
  return (isText ? text : Buffer.from(text)) as Contents;
}

start();
