import { pathToFileURL } from 'node:url';
import { dirname } from 'node:path';
import type { ChosenFormat } from './choose-formats.ts';
import { transpileFiles, type TranspiledFile } from './transpile-files.ts';
import type { GraphFile, ModuleGraph } from './walk-graph.ts';

/**
 * Returns the code of every file to transpile, in its format.
 * @param commonjs code that is already compiled
 */
export async function transpileAs(
  graph: ModuleGraph,
  formats: ReadonlyMap<string, ChosenFormat>,
  commonjs: ReadonlyMap<string, TranspiledFile>,
  root: string,
): Promise<Map<string, string>> {
  const wanted = [...graph.files.values()].filter(({ path }) => formats.get(path)?.transpile);
  const isModule = ({ path }: GraphFile): boolean => formats.get(path)?.format === 'module';
  const made = await transpileFiles(wanted.filter(isModule), 'module', root);
  const missing = wanted.filter((file) => !isModule(file) && !commonjs.has(file.path));
  const more = await transpileFiles(missing, 'commonjs', root);
  const code = new Map<string, string>();
  for (const file of wanted) {
    const first = isModule(file) ? made.files.get(file.path) : (commonjs.get(file.path) ?? more.files.get(file.path));
    if (first) code.set(file.path, await finish(file, isModule(file), first, root));
  }
  return code;
}

async function finish(file: GraphFile, isModule: boolean, first: TranspiledFile, root: string): Promise<string> {
  // Frameworks that set `"jsx": "preserve"` expect the automatic runtime; the classic one needs React in scope.
  const jsx = first.code.includes('React.createElement') && !/\bReact\b/.test(file.contents);
  const importMeta = first.importMeta && !isModule;
  if (!jsx && !importMeta) return first.code;
  const again = await transpileFiles([file], isModule ? 'module' : 'commonjs', root, {
    ...(jsx ? { jsx: 'automatic' as const } : {}),
    ...(importMeta ? importMetaFor(file.path) : {}),
  });
  return again.files.get(file.path)?.code ?? first.code;
}

/** A package may declare CommonJS and still read `import.meta`, because bundlers allow it. */
function importMetaFor(path: string): { define: Record<string, string>; banner: { js: string } } {
  const members = [
    `url: ${JSON.stringify(pathToFileURL(path).href)}`,
    `filename: ${JSON.stringify(path)}`,
    `dirname: ${JSON.stringify(dirname(path))}`,
    'get main() { return require.main === module; }',
    'resolve: (specifier) => require("node:url").pathToFileURL(require.resolve(specifier)).href',
  ];
  return {
    define: { 'import.meta': 'parallelProfilerMeta' },
    banner: { js: `"use strict"; const parallelProfilerMeta = { ${members.join(', ')} };` },
  };
}
