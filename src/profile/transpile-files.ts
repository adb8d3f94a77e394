import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '../engine/protocol.ts';
import { callEsbuild, isBuildFailure, type BuildOptions, type Message, type Plugin } from './esbuild.ts';
import type { GraphFile } from './walk-graph.ts';

/** A file as it will run. Its imports are not bundled. */
export interface TranspiledFile {
  /** JavaScript with an inline source map that refers to the user's file. */
  code: string;
  /** Whether it reads `import.meta`, which CommonJS does not have. */
  importMeta: boolean;
}

export interface TranspileResult {
  files: Map<string, TranspiledFile>;
  /** Files with a top-level `await`, which no CommonJS module can have. */
  awaiting: string[];
}

type SourceFile = Pick<GraphFile, 'path' | 'contents' | 'syntax'>;

/**
 * Transpiles files to JavaScript one by one, each according to the nearest tsconfig.json.
 * @param root absolute folder; locations in errors are relative to it
 * @throws esbuild's BuildFailure for code that does not parse
 */
export async function transpileFiles(
  files: readonly SourceFile[],
  format: ModuleFormat,
  root: string,
  options: Pick<BuildOptions, 'jsx' | 'define' | 'banner'> = {},
): Promise<TranspileResult> {
  const result: TranspileResult = { files: new Map(), awaiting: [] };
  let left = [...files];
  while (left.length > 0) {
    const awaiting = await transpileTogether(left, format, root, options, result.files);
    if (awaiting.size === 0) break;
    result.awaiting.push(...awaiting);
    left = left.filter(({ path }) => !awaiting.has(path));
  }
  return result;
}

async function transpileTogether(
  files: readonly SourceFile[],
  format: ModuleFormat,
  root: string,
  options: BuildOptions,
  into: Map<string, TranspiledFile>,
): Promise<Set<string>> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const plugin: Plugin = {
    name: 'contents',
    setup(build) {
      build.onLoad({ filter: /.*/ }, ({ path }) => {
        const file = byPath.get(path);
        return file && { contents: file.contents, loader: file.syntax };
      });
    },
  };
  const names = new Map(files.map(({ path }, index) => [path, String(index)]));
  try {
    const { outputFiles, warnings } = await callEsbuild((api) =>
      api.build({
        ...options,
        entryPoints: [...names].map(([path, out]) => ({ in: path, out })),
        absWorkingDir: root,
        bundle: false,
        write: false,
        outdir: root,
        format: format === 'module' ? 'esm' : 'cjs',
        platform: 'node',
        target: 'node20',
        sourcemap: 'external',
        sourcesContent: false,
        charset: 'utf8',
        treeShaking: false,
        logLevel: 'silent',
        logLimit: 0,
        plugins: [plugin],
      }),
    );
    const outputs = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
    const withMeta = new Set(warnings.filter(({ id }) => id === 'empty-import-meta').map((it) => fileOf(it, root)));
    for (const [path, name] of names) {
      const code = withSourceMap(outputs.get(`${name}.js`) ?? '', outputs.get(`${name}.js.map`) ?? '{}', path);
      into.set(path, { code, importMeta: withMeta.has(path) });
    }
    return new Set();
  } catch (error) {
    if (!isBuildFailure(error) || format === 'module') throw error;
    const isAwait = ({ text }: Message): boolean => text.startsWith('Top-level await is currently not supported');
    if (!error.errors.every(isAwait)) throw error;
    return new Set(error.errors.map((it) => fileOf(it, root)));
  }
}

function fileOf({ location }: Message, root: string): string {
  return resolve(root, location?.file ?? '');
}

/** esbuild names the source relative to an output that is never written; stack traces need the user's own path. */
function withSourceMap(code: string, map: string, path: string): string {
  const content = JSON.stringify({ ...(JSON.parse(map) as object), sources: [pathToFileURL(path).href] });
  return `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(content).toString('base64')}\n`;
}
