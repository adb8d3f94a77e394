import type * as ChildProcess from 'node:child_process';
import type * as Crypto from 'node:crypto';
import type * as FileSystem from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ModuleFormat, ModuleMap } from './module-map.ts';
import { loadBuiltin } from './load-builtin.ts';

/** JavaScript and the format to run it in. */
export interface TranspiledModule {
  format: ModuleFormat;
  source: string;
}

const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = loadBuiltin('node:fs') as typeof FileSystem;

const commonjsNames = /\b(?:require|module|exports|__dirname|__filename)\b/;

/**
 * Transpiles a file that the map does not contain because its name was computed. Synchronous, because `require` is.
 * Starts esbuild once per content and keeps the output on disk for other workers.
 * @throws SyntaxError with esbuild's message for code that does not parse
 */
export function transpileOnDemand(
  path: string,
  kind: 'import' | 'require',
  { esbuild, cacheFolder }: Pick<ModuleMap, 'esbuild' | 'cacheFolder'>,
): TranspiledModule {
  if (esbuild === null) {
    throw new Error(`${path} is loaded by a computed name, and esbuild's program to transpile it was not found.`);
  }
  const { createHash } = loadBuiltin('node:crypto') as typeof Crypto;
  const contents = readFileSync(path, 'utf8');
  const declared = declaredFormat(path);
  const wanted = declared ?? (kind === 'import' && !commonjsNames.test(contents) ? 'module' : 'commonjs');
  const key = createHash('sha256').update(JSON.stringify([path, contents, wanted, declared, tsconfigTexts(path)]));
  const file = join(cacheFolder, `${key.digest('hex').slice(0, 32)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TranspiledModule;

  const made = run(esbuild, path, wanted) ?? run(esbuild, path, 'module');
  if (made === null) throw new SyntaxError(`Cannot transpile ${path}`);
  const needsModule = made.importMeta && declared === null && made.format === 'commonjs';
  const { format, source } = (needsModule ? run(esbuild, path, 'module') : null) ?? made;
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = `${file}.${process.pid}.${process.hrtime.bigint()}`;
  writeFileSync(unfinished, JSON.stringify({ format, source } satisfies TranspiledModule));
  renameSync(unfinished, file);
  return { format, source };
}

/** Returns `null` if CommonJS was requested and a top-level `await` forbids it. */
function run(esbuild: string, path: string, format: ModuleFormat): (TranspiledModule & { importMeta: boolean }) | null {
  const { spawnSync } = loadBuiltin('node:child_process') as typeof ChildProcess;
  const { status, stdout, stderr, error } = spawnSync(
    esbuild,
    [
      basename(path),
      `--format=${format === 'module' ? 'esm' : 'cjs'}`,
      ...['--platform=node', '--target=node20', '--charset=utf8', '--log-level=warning', '--color=false'],
      ...['--sourcemap=inline', '--sources-content=false'],
    ],
    { cwd: dirname(path), encoding: 'utf8', maxBuffer: 1 << 30, windowsHide: true },
  );
  if (error) throw error;
  if (status === 0) return { format, source: stdout, importMeta: stderr.includes('[empty-import-meta]') };
  if (format === 'commonjs' && stderr.includes('Top-level await is currently not supported')) return null;
  throw new SyntaxError(`Cannot load ${path}:\n${stderr.trim()}`);
}

function declaredFormat(path: string): ModuleFormat | null {
  const extension = extname(path);
  if (extension === '.mts') return 'module';
  if (extension === '.cts') return 'commonjs';
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown };
      return type === 'module' || type === 'commonjs' ? type : null;
    }
    if (dirname(folder) === folder || basename(folder) === 'node_modules') return null;
  }
}

/** Returns the settings that affect the output: the nearest tsconfig.json and the files that it extends by path. */
function tsconfigTexts(path: string): string[] {
  const texts: string[] = [];
  let next: string | null = null;
  for (let folder = dirname(path); next === null && dirname(folder) !== folder; folder = dirname(folder)) {
    const candidate = join(folder, 'tsconfig.json');
    if (existsSync(candidate)) next = candidate;
  }
  while (next !== null && texts.length < 20) {
    const text = existsSync(next) ? readFileSync(next, 'utf8') : '';
    texts.push(text);
    const base = /"extends"\s*:\s*"(\.[^"]+)"/.exec(text)?.[1];
    next = base === undefined ? null : resolve(dirname(next), base.endsWith('.json') ? base : `${base}.json`);
  }
  return texts;
}
