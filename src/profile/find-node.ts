import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Machine } from '../model/measurement.ts';
import { killGroup } from './kill-group.ts';
import { isSupportedNode, supportedNode } from './supported-node.ts';

/** A Node to run the engine with. */
export interface NodeProgram {
  /** Absolute path, or a name that the operating system finds. */
  path: string;
  /** As in `process.version`: `v22.3.0`. */
  version: string;
  source: Machine['nodeSource'];
  /** Variables to add to the environment; an editor's runtime acts as Node only with `ELECTRON_RUN_AS_NODE`. */
  environment: Record<string, string>;
}

export type NodeSearchResult = { found: true; node: NodeProgram } | { found: false; message: string };

export interface NodeSearch {
  /** The requested Node, as a path or a name on the search path; empty or absent if none was requested. */
  setting?: string | undefined;
  /** The setting's name for the user, in messages: `parallelProfiler.nodePath`, `--node`. */
  settingName: string;
  /** Base of a relative `setting`. */
  cwd: string;
  /** The PATH to search before `own`; `null` skips the search. */
  searchPath: string | null;
  /** The current runtime. */
  own: { path: string; source: 'editor' | 'self' };
}

/**
 * Finds the Node that runs the engine: the setting's, else `node` on the search path if it is recent enough, else the
 * current runtime. A setting that does not work is reported; no other Node replaces it silently.
 */
export async function findNode(search: NodeSearch): Promise<NodeSearchResult> {
  if (search.setting !== undefined && search.setting.trim() !== '')
    return await findSetNode(search, search.setting.trim());
  const tried: string[] = [];
  for (const path of search.searchPath === null ? [] : await onSearchPath('node', search.searchPath)) {
    const version = await versionOf(path, {});
    if (version.ok && isSupportedNode(version.version))
      return { found: true, node: { path, version: version.version, source: 'path', environment: {} } };
    tried.push(version.ok ? `${path} is ${version.version}` : `${path} does not start (${version.problem})`);
  }
  const environment: Record<string, string> = search.own.source === 'editor' ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  const own = await versionOf(search.own.path, environment);
  if (own.ok && isSupportedNode(own.version))
    return {
      found: true,
      node: { path: search.own.path, version: own.version, source: search.own.source, environment },
    };
  tried.push(own.ok ? `${search.own.path} is ${own.version}` : `${search.own.path} does not start (${own.problem})`);
  if (/ E(?:MFILE|NFILE|AGAIN|NOMEM)\b/.test(tried.join(' ')))
    return {
      found: false,
      message:
        `No program can be started: ${tried.join('; ')}. ` +
        'Raise the limits of open files and processes (ulimit -n 1024, ulimit -u), or end other programs.',
    };
  return {
    found: false,
    message:
      `Node.js ${supportedNode} is needed to run the function, and none was found: ${tried.join('; ')}. ` +
      `Install it from https://nodejs.org, or give its path with ${search.settingName}.`,
  };
}

async function findSetNode(search: NodeSearch, setting: string): Promise<NodeSearchResult> {
  const path = await locate(setting, search);
  const fail = (found: string): NodeSearchResult => ({
    found: false,
    message:
      `${search.settingName} is "${setting}": expected the path of a Node.js ${supportedNode}, ${found}. ` +
      'Correct the path, or leave it empty to use the one on the PATH.',
  });
  if (path === undefined) return fail('found no such program');
  const version = await versionOf(path, {});
  if (!version.ok) return fail(`but it does not start as one (${version.problem})`);
  if (!isSupportedNode(version.version)) return fail(`found ${version.version}`);
  return { found: true, node: { path, version: version.version, source: 'setting', environment: {} } };
}

async function locate(setting: string, search: NodeSearch): Promise<string | undefined> {
  if (!/[/\\]/.test(setting)) return (await onSearchPath(setting, search.searchPath ?? process.env['PATH'] ?? ''))[0];
  const home = setting.replace(/^~(?=[/\\])/, homedir());
  const path = isAbsolute(home) ? home : resolve(search.cwd, home);
  return (await isExecutable(path)) ? path : undefined;
}

async function onSearchPath(name: string, searchPath: string): Promise<string[]> {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const found: string[] = [];
  for (const folder of searchPath.split(delimiter).filter((entry) => entry !== '')) {
    for (const extension of extensions) {
      const path = join(folder, name + extension);
      if (!found.includes(path) && (await isExecutable(path))) found.push(path);
    }
  }
  return found;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

type Version = { ok: true; version: string } | { ok: false; problem: string };

const PATIENCE_MS = 15_000;
const MOST_CHARACTERS = 1_000;

async function versionOf(path: string, environment: Record<string, string>): Promise<Version> {
  try {
    return await askVersion(path, environment);
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function askVersion(path: string, environment: Record<string, string>): Promise<Version> {
  return await new Promise<Version>((resolve, reject) => {
    const child = spawn(path, ['-p', 'process.version'], {
      // A debugger that attaches through NODE_OPTIONS would attach to this process too.
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A script that stands in for Node may have started other programs.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const timer = setTimeout(() => {
      killGroup(child);
      resolve({ ok: false, problem: `it did not print its version within ${PATIENCE_MS / 1_000} s` });
    }, PATIENCE_MS);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      // There is none if no file could be opened for it, which the error event reports.
      (child[name] as Readable | null)?.setEncoding('utf8').on('data', (text: string) => {
        output[name] = (output[name] + text).slice(0, MOST_CHARACTERS);
      });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(readVersion(code, signal, output));
    });
  });
}

function readVersion(
  code: number | null,
  signal: NodeJS.Signals | null,
  { stdout, stderr }: { stdout: string; stderr: string },
): Version {
  const version = stdout.trim();
  if (code === 0 && /^v\d+\./.test(version)) return { ok: true, version };
  if (code === 0) return { ok: false, problem: 'asked for its version, it did not print one' };
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const said = stderr.trim().split('\n')[0] ?? '';
  return { ok: false, problem: `it ended with ${how}${said === '' ? '' : `: ${said}`}` };
}
