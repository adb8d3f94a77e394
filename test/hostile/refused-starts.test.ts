import { createRequire, syncBuiltinESMExports } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedWhereabouts, watchItems } from '../../src/engine/host/item-watch.ts';
import { CeilingGauge } from '../../src/engine/machine/ceiling-gauge.ts';
import { CoreSampler } from '../../src/engine/machine/core-sampler.ts';
import { readMemory } from '../../src/engine/run/read-memory.ts';
import type { ToEngine } from '../../src/engine/protocol.ts';
import { Pool } from '../../src/multiprocessing/index.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { runEngine } from '../../src/profile/engine-client.ts';
import { callEsbuild } from '../../src/profile/esbuild.ts';
import { describeRefusal } from '../../src/profile/system-refusal.ts';
import { descendants } from '../descendants.ts';
import { isRunning } from '../is-running.ts';

const { analysis } = builtFilesIn(join(import.meta.dirname, '../../dist'));
const tasks = new URL('../multiprocessing/fixtures/start-counter.ts', import.meta.url);
const builtin = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'refused-starts-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(start: Promise<unknown>): Promise<string> {
  const error: unknown = await start.then(
    () => new Error('expected a refusal'),
    (thrown: unknown) => thrown,
  );
  return describeRefusal(error) ?? String(error);
}

async function startPool(kind: 'threads' | 'processes'): Promise<void> {
  await using pool = new Pool(tasks, { kind, processes: 2 });
  await pool.ready();
}

async function askAnalysis(programs: typeof analysis.thread): Promise<void> {
  await using client = new AnalysisClient(programs);
  await client.functions('/a.ts', '');
}

describe('a system that refuses threads', () => {
  const threads = builtin('node:worker_threads') as { Worker: unknown };
  const { Worker } = threads;
  beforeEach(() => {
    // As Node throws at the limit of processes and threads.
    threads.Worker = function refuse(): void {
      throw Object.assign(new Error('Worker initialization failure: EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
    };
    syncBuiltinESMExports();
  });
  afterEach(() => {
    threads.Worker = Worker;
    syncBuiltinESMExports();
  });

  const limit = /EAGAIN\. Too many processes or threads.*"ulimit -u"/;

  it('is named by a pool', async () => {
    expect(await refusal(startPool('threads'))).toMatch(/A worker could not be started: /);
    expect(await refusal(startPool('threads'))).toMatch(limit);
  });

  it('is named by the analysis', async () => {
    expect(await refusal(askAnalysis(analysis.thread))).toMatch(limit);
  });

  it('costs a run only what it can do without', async () => {
    await watchItems(new SharedWhereabouts());
    expect(await new CeilingGauge(2).start()).toBe(false);
    const sampler = { disregard: () => undefined };
    const serial = { passMs: 1_000, itemMs: 1, timePart: () => Promise.resolve(1) };
    const configuration = { strategy: 'threads', workers: 2, chunkSize: null } as const;
    const tracks = [{ configuration, passMs: 500 }];
    expect(await readMemory({ serial, tracks, cores: 2, sampler, mostMs: 10_000 })).toBeNull();
  });
});

describe.skipIf(process.platform === 'win32')('a system that refuses processes', () => {
  const { execPath } = process;
  const program = join(folder, 'node');
  writeFileSync(program, '', { mode: 0o644 });
  beforeEach(() => {
    process.execPath = program;
  });
  afterEach(() => {
    process.execPath = execPath;
    vi.restoreAllMocks();
  });

  const limit = /EACCES\. Allow access to it/;

  it('is named by a pool', async () => {
    expect(await refusal(startPool('processes'))).toMatch(/A worker could not be started: spawn .*node EACCES/);
  });

  it('is named by the analysis', async () => {
    expect(await refusal(askAnalysis(analysis.process))).toMatch(limit);
  });

  it('is named by the client of the engine', async () => {
    const request = { type: 'run', cwd: folder, plan: { timeLimitSeconds: 1 } } as unknown as ToEngine;
    const node = { path: program, version: process.version, source: 'self', environment: {} } as const;
    const onEvent = (): void => undefined;
    const end = await runEngine({ node, engine: program, request, signal: undefined, onEvent });
    expect(end).toEqual({ how: 'crashed', message: expect.stringMatching(limit) as string });
  });
});

describe.skipIf(process.platform === 'win32')('the process of esbuild', () => {
  const childProcess = builtin('node:child_process') as { spawn: (...args: unknown[]) => unknown };
  const compile = async (): Promise<string> =>
    (await callEsbuild((api) => api.transform('let a: 1', { loader: 'ts' }))).code;

  it('is started again after the system refused it, and after it was killed', async () => {
    await callEsbuild((api) => api.stop());
    const { spawn } = childProcess;
    const refused = vi.spyOn(childProcess, 'spawn').mockImplementation((_, ...rest) => spawn(folder, ...rest));
    expect(await refusal(compile())).toMatch(/esbuild, the program that compiles the code, .*EACCES\. Allow access/);
    refused.mockRestore();
    expect(await compile()).toBe('let a;\n');

    const pids = descendants().filter(({ command }) => /esbuild.* --service=/.test(command));
    for (const { pid } of pids) process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => pids.every(({ pid }) => !isRunning(pid)));
    expect(pids.length).toBeGreaterThan(0);
    expect(await compile()).toBe('let a;\n');
  });
});

describe.runIf(process.platform === 'linux')('a system without /proc', () => {
  it('has the load of its cores measured, and none of it attributed to others', () => {
    const files = builtin('node:fs') as { readFileSync: unknown };
    const { readFileSync } = files;
    files.readFileSync = function readNone(path: string): never {
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
    };
    syncBuiltinESMExports();
    try {
      expect(new CoreSampler().attributed).toBe(false);
    } finally {
      files.readFileSync = readFileSync;
      syncBuiltinESMExports();
    }
    expect(new CoreSampler().attributed).toBe(true);
  });
});
