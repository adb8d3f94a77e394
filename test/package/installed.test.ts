import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installStranger, packedFile, staging, type Stranger } from './stranger.ts';

const root = join(import.meta.dirname, '../..');
let tarball = '';
let stranger: Stranger;

beforeAll(async () => {
  tarball = await packedFile();
  stranger = await installStranger(tarball);
}, 600_000);
afterAll(() => stranger.remove());

const packed = (): string[] => execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split(/\r?\n/);
const readManifest = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('the npm tarball', () => {
  it('is smaller than 4 MB', () => {
    expect(statSync(tarball).size).toBeLessThan(4e6);
  });

  it('has no sources, no tests and nothing of the extension', () => {
    const files = packed();
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /\.[mc]?tsx?$/.test(file) && !/\.d\.[mc]?ts$/.test(file))).toEqual([]);
    expect(files.filter((file) => /\/(src|test|node_modules|extension[\w-]*\.cjs)(\/|$)/.test(file))).toEqual([]);
  });

  it("has the manifest of the repository without the extension's fields", () => {
    const manifest = readManifest(join(stranger.folder, 'node_modules/parallel-profiler'));
    const { name, version, description, license, repository, homepage, bugs, qna, keywords, dependencies, engines } =
      readManifest(root);
    expect(manifest).toMatchObject({
      ...{ name, version, description, license, repository, homepage, bugs, qna, keywords, dependencies },
      engines: { node: (engines as { node: string }).node },
      main: './dist/multiprocessing.cjs',
    });
    for (const field of ['private', 'publisher', 'contributes', 'scripts', 'devDependencies', 'activationEvents'])
      expect(manifest).not.toHaveProperty(field);
  });

  it('has a map with sources next to every program and declaration of the library', () => {
    const mapped = packed().filter((file) =>
      /\.d\.cts$|\/dist\/(multiprocessing\.(cjs|bundle)|(thread|process)-worker)\b.*s$/.test(file),
    );
    expect(mapped.length).toBeGreaterThan(50);
    for (const file of mapped) {
      const map = JSON.parse(readFileSync(join(staging, `${file.replace('package/', '')}.map`), 'utf8')) as {
        sources: string[];
        sourcesContent: (string | null)[];
      };
      expect(map.sources.length, file).toBeGreaterThan(0);
      expect(
        map.sourcesContent.filter((text) => text === null || text === ''),
        file,
      ).toEqual([]);
      expect(map.sourcesContent, file).toHaveLength(map.sources.length);
    }
  });

  it('names a map only where there is one', () => {
    const programs = packed().filter((file) => /\.([mc]?js|d\.[mc]?ts)$/.test(file));
    for (const file of programs.map((name) => name.replace('package/', ''))) {
      const [, map] =
        /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(readFileSync(join(staging, file), 'utf8').slice(-200)) ?? [];
      if (map !== undefined) expect(existsSync(join(staging, file, '..', map)), file).toBe(true);
    }
  });
});

describe('installed in an empty project', { timeout: 180_000 }, () => {
  /** Squares, a shared total, and whether a worker's lock has the class that it imported: once for each kind. */
  const both = '[[4,9,16],1,true]\n'.repeat(2);

  it('has a command that starts and shows its usage', async () => {
    const { exitCode, stdout, stderr } = await stranger.run('npx parallel-profiler --help');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: parallel-profiler <command>/);
    const { version } = readManifest(root);
    expect((await stranger.run('parallel-profiler --version')).stdout.trim()).toBe(version);
  });

  it('has a command that profiles a function', async () => {
    const { exitCode, stdout, stderr } = await stranger.run(
      'parallel-profiler run square.ts#square --inputs "[1, 2, 3, 4]" --workers 2 --budget 3 --format json',
    );
    expect(exitCode, stderr).toBe(0);
    const report = JSON.parse(stdout) as { outcome: { status: string }; strategies: { name: string }[] };
    expect(report.outcome.status).toBe('completed');
    expect(report.strategies.map(({ name }) => name)).toEqual(['serial', 'threads', 'processes']);
  });

  it('has a command that checks a file', async () => {
    const { exitCode, stdout } = await stranger.run('parallel-profiler check square.ts --pitfalls all --format json');
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { code: string }[]).map(({ code }) => code)).toContain('module-state-written');
  });

  it('has a command that lists functions', async () => {
    const { exitCode, stdout } = await stranger.run('parallel-profiler list square.ts --format json');
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual(['square', 'fail', 'count']);
  });

  it.each(['nodenext', 'bundler'])(
    'has types under module resolution %s, which refuse wrong arguments',
    async (resolution) => {
      const config = resolution === 'bundler' ? 'tsconfig.bundler.json' : 'tsconfig.json';
      expect(await stranger.run(`tsc -p ${config}`)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    },
  );

  it.each([
    ['TypeScript under the type stripping of Node', 'node main.ts'],
    ['TypeScript under tsx', 'tsx main.ts'],
    ['CommonJS', 'node main.cjs'],
    ['CommonJS under tsx', 'tsx main.cjs'],
  ])('runs pools and shared objects from %s', async (_, line) => {
    expect(await stranger.run(line)).toEqual({ exitCode: 0, stdout: both, stderr: '' });
  });

  it('runs pools and shared objects from an ES module, with the same classes for import and require', async () => {
    expect(await stranger.run('node main.mjs')).toEqual({ exitCode: 0, stdout: `${both}[true,true,[]]\n`, stderr: '' });
  });

  it('runs pools in a test of Vitest, and has a matcher for it', async () => {
    const { exitCode, stdout, stderr } = await stranger.run('vitest run --reporter=json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numTotalTests: 3 });
  });

  it.each(['esm', 'cjs'])('runs from a bundle of esbuild in format %s that leaves the package out', async (format) => {
    const [entry, out] = format === 'esm' ? ['main.mjs', 'bundled.mjs'] : ['main.cjs', 'bundled.cjs'];
    const bundling = await stranger.run(
      `esbuild ${entry} --bundle --platform=node --format=${format} --external:parallel-profiler --outfile=${out}`,
    );
    expect(bundling.exitCode, bundling.stderr).toBe(0);
    const { exitCode, stdout } = await stranger.run(`node ${out}`);
    expect([exitCode, stdout.slice(0, both.length)]).toEqual([0, both]);
  });

  it.each(['main.mjs', 'main.cjs'])('runs %s on Node 20', async (file) => {
    expect((await stranger.run('node --version', stranger.node20)).stdout).toMatch(/^v20\./);
    const { exitCode, stdout, stderr } = await stranger.run(`node ${file}`, stranger.node20);
    expect([exitCode, stderr, stdout.slice(0, both.length)]).toEqual([0, '', both]);
  });

  it('has a command that profiles on Node 20', async () => {
    const { exitCode, stdout, stderr } = await stranger.run(
      'parallel-profiler run square.ts#square --inputs "[1, 2]" --strategies serial,threads --workers 2 --budget 3 --format json',
      stranger.node20,
    );
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: { status: 'completed' },
      machine: { nodeVersion: expect.stringMatching(/^v?20\./) as string },
    });
  });
});
