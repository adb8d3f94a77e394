import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnalysisHost, usualLimits } from '../../src/profile/analysis-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'analysis-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Computes for ever where the name of the file says so, so that it does not even read a cancellation. */
const server = join(folder, 'server.cjs');
writeFileSync(
  server,
  `const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ type, id, file }) => {
    if (type === 'cancel') return;
    parentPort.postMessage({ type: 'programOpened', id });
    if (file === 'endless') for (;;);
    parentPort.postMessage({ type, id, functions: [], syntaxError: null });
  });`,
);

const asked = (file: string) => ({ type: 'functions', file, text: '' }) as const;
const endsSoon = { ...usualLimits, fileMs: 1_000 };

describe('an analysis that computes for ever', () => {
  it('is replaced, and the next question is answered', async () => {
    const host = new AnalysisHost({ server, process: null }, Infinity, { compileCache: null }, endsSoon);
    await expect(host.ask(asked('endless'))).rejects.toThrow('The analysis took longer than 1 s.');
    expect(await host.ask(asked('a'))).toMatchObject({ functions: [] });
    await host.dispose();
  });

  it('gets no more time by questions that replace each other, as while the user types', async () => {
    const host = new AnalysisHost({ server, process: null }, Infinity, { compileCache: null }, endsSoon);
    const abort = new AbortController();
    const first = host.ask(asked('endless'), abort.signal);
    abort.abort(new Error('typing goes on'));
    await expect(first).rejects.toThrow('typing goes on');
    // Each waits for the server that is stuck with the first, and is asked again.
    const others = Array.from({ length: 3 }, () => host.ask(asked('a')));
    for (const other of others) expect(await other).toMatchObject({ functions: [] });
    await host.dispose();
  });
});
