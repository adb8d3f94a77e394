import type { ChosenFormat } from './choose-formats.ts';
import { transpileAs } from './transpile-as.ts';
import type { ModuleGraph } from './walk-graph.ts';

/**
 * Compiles ES modules that CommonJS loads with `require` to CommonJS as well. Needed where Node's hooks are
 * asynchronous (before 22.15 and 23.5): there the hooks do not see the imports of an ES module loaded by `require`.
 * @returns code by path, without files that use a top-level `await`, which `require` cannot load
 */
export async function commonjsTwins(
  graph: ModuleGraph,
  formats: ReadonlyMap<string, ChosenFormat>,
  root: string,
): Promise<Map<string, string>> {
  const twins = new Map<string, ChosenFormat>();
  for (let before = -1; before !== twins.size;) {
    before = twins.size;
    for (const { importer, kind, path } of graph.edges) {
      const loads = kind === 'import-statement' || kind === 'require-call';
      const requires = formats.get(importer)?.format === 'commonjs' || twins.has(importer);
      const isModule = path !== null && formats.get(path)?.format === 'module';
      if (loads && requires && isModule) twins.set(path, { format: 'commonjs', transpile: true });
    }
  }
  return twins.size === 0 ? new Map<string, string>() : await transpileAs(graph, twins, new Map(), root);
}
