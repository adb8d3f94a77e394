import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { LatestOnly, superseded } from '../../src/profile/latest-only.ts';

const root = join(import.meta.dirname, '../..');
const { analysis } = builtFilesIn(join(root, 'dist'));

const file = join(root, 'test/workspace/src/square.ts');
const text = readFileSync(file, 'utf8');

describe.each([
  ['a thread', analysis.thread],
  ['a process', analysis.process],
])('the analysis in %s', (_, server) => {
  const client = new AnalysisClient(server);
  afterAll(() => client.dispose());

  it('lists functions and syntax errors', async () => {
    expect((await client.functions(file, text)).functions).toMatchObject([{ name: 'square', profilable: true }]);
    const broken = await client.functions(file, 'export function one() {}\nexport function {');
    expect(broken).toMatchObject({ functions: [{ name: 'one' }], syntaxError: { location: { line: 2 } } });
  });

  it('finds inputs', async () => {
    const list = await client.functions(file, text);
    const [square] = list.functions;
    if (!square) throw new Error('nothing was listed');
    expect(await client.inputs(file, text, square)).toMatchObject([{ source: 'tag', spread: false }]);
  });

  it("checks the editor's text instead of the one on disk", async () => {
    const edited = '/** @inputs [] */\nexport function square(f: () => void) { f(); }';
    expect((await client.check(file, edited)).findings).toMatchObject([{ code: 'argument-not-cloneable' }]);
    expect((await client.check(file, text)).findings).toEqual([]);
  });

  it('checks the requested functions', async () => {
    // square itself is handed to a pool in an example of the same project.
    const unused = join(root, 'test/workspace/src/unused.ts');
    const edited = 'export function square(f: () => void) { f(); }';
    const list = await client.functions(unused, edited);
    expect((await client.check(unused, edited)).findings).toEqual([]);
    expect((await client.check(unused, edited, list.functions)).findings).toMatchObject([
      { code: 'argument-not-cloneable', location: { file: unused, line: 1 } },
    ]);
  });

  it('has no findings for a text that does not parse, and locates the error', async () => {
    expect(await client.check(file, 'export function {')).toMatchObject({
      findings: [],
      syntaxError: { location: { line: 1, column: 17 } },
    });
  });

  it('answers every question about one file', async () => {
    const asked = [1, 2, 3, 4].map((number) => client.functions(file, `function f${number}() {}`));
    expect((await Promise.all(asked)).map(({ functions }) => functions[0]?.name)).toEqual(['f1', 'f2', 'f3', 'f4']);
  });

  it('answers only the newest question of a latest-only channel', async () => {
    const channel = new LatestOnly();
    const asked = [1, 2, 3, 4].map((number) =>
      channel.ask(file, (signal) => client.functions(file, `function f${number}() {}`, signal)),
    );
    const plain = client.functions(file, 'function plain() {}');
    const answers = await Promise.all(asked);
    expect(answers.slice(0, -1)).toEqual([superseded, superseded, superseded]);
    expect(answers.at(-1)).toMatchObject({ functions: [{ name: 'f4' }] });
    expect(await plain).toMatchObject({ functions: [{ name: 'plain' }] });
  });

  it('rejects an aborted question with the reason, and answers the next', async () => {
    const abort = new AbortController();
    const asked = client.check(file, text, [], 'candidates', abort.signal);
    abort.abort(new Error('typing goes on'));
    await expect(asked).rejects.toThrow('typing goes on');
    await expect(client.check(file, text, [], 'candidates', abort.signal)).rejects.toThrow('typing goes on');
    expect(await client.check(file, text)).toMatchObject({ syntaxError: null });
  });

  it('answers questions about different files', async () => {
    const asked = [1, 2, 3].map((number) => client.functions(`/project/${number}.ts`, `function f${number}() {}`));
    expect((await Promise.all(asked)).map((answer) => answer.functions[0]?.name)).toEqual(['f1', 'f2', 'f3']);
  });

  it('fixes findings and generates parallel calls', async () => {
    const edited = `${text}\nexport const all = (xs: number[]) => xs.map(square);\n`;
    const found = await client.callSites(file, edited);
    const [site] = found.sites;
    if (!site) throw new Error('no call was found');
    expect(site).toMatchObject({ functionName: 'square', problem: null });
    const choice = { kind: null, workers: 2, chunkSize: null } as const;
    const generated = await client.generate(file, edited, {
      location: site.location,
      library: 'worker_threads',
      choice,
    });
    expect(generated).toMatchObject({
      status: 'written',
      change: { newFiles: [{ file: expect.any(String) as string }] },
    });
    const racy = 'const count = new Int32Array(new SharedArrayBuffer(4));\nexport const up = () => count[0]++;\n';
    const [finding] = (await client.check(file, racy)).findings;
    if (!finding) throw new Error('nothing was found');
    expect(await client.fixes(file, racy, finding)).toMatchObject([
      { title: 'Use Atomics.add()' },
      { preferred: false },
    ]);
  });

  it('starts again after it was idle', async () => {
    await using sleepy = new AnalysisClient(server, { idleMs: 50 });
    expect(await sleepy.functions(file, text)).toMatchObject({ syntaxError: null });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await sleepy.functions(file, text)).toMatchObject({ syntaxError: null });
  });

  it.runIf('enableCompileCache' in nodeModule)('keeps compiled code in its folder', async () => {
    const compileCache = mkdtempSync(join(tmpdir(), 'compiled-'));
    vi.stubEnv('NODE_COMPILE_CACHE', undefined);
    const first = new AnalysisClient(server, { compileCache });
    await first.functions(file, text);
    await first.dispose();
    vi.unstubAllEnvs();
    const kept = readdirSync(compileCache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    rmSync(compileCache, { recursive: true });
    // The compiler.
    expect(kept).toHaveLength(1);
  });

  it('answers the next question after a text that exhausts the stack', async () => {
    await using dying = new AnalysisClient(server);
    const deep = `export const x = ${'['.repeat(200_000)}${']'.repeat(200_000)};`;
    await dying.check(file, deep).catch(() => undefined);
    expect(await dying.functions(file, text)).toMatchObject({ syntaxError: null });
  });

  it('ends with its client and rejects open questions', async () => {
    const ending = new AnalysisClient(server);
    const waiting = ending.functions(file, text);
    const rejected = expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await ending.dispose();
    await rejected;
    await expect(ending.functions(file, text)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('rejects each question if its program cannot start', async () => {
    await using broken = new AnalysisClient({ ...server, server: join(root, 'dist/not-there.cjs') });
    await expect(broken.functions(file, text)).rejects.toThrow(/not-there/);
    await expect(broken.functions(file, text)).rejects.toThrow(/not-there/);
  });
});
