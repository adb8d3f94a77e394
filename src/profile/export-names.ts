import type { GraphEdge } from './walk-graph.ts';

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/**
 * The names that a CommonJS module hands out, for `import { name } from` in an ES module. Node reads them off the
 * file on disk, which is TypeScript here; this reads them off what esbuild made of it.
 * @param code by path, as esbuild prints it
 */
export function exportNames(
  path: string,
  code: ReadonlyMap<string, string>,
  edges: readonly GraphEdge[],
  seen = new Set<string>(),
): string[] {
  const text = code.get(path);
  if (text === undefined || seen.has(path)) return [];
  seen.add(path);
  const names = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^\s*(?:0 && \()?module\.exports = \{([^{}]*)\}/gm)) {
    for (const entry of list.split(',')) {
      const name = entry.split(':')[0]?.trim() ?? '';
      if (identifier.test(name)) names.add(name);
    }
  }
  for (const [, name = ''] of text.matchAll(/\b(?:module\.)?exports\.([\p{ID_Start}$_][\p{ID_Continue}$]*) = /gu))
    names.add(name);
  for (const [, name = ''] of text.matchAll(/Object\.defineProperty\(exports, "([^"]+)"/g)) {
    if (identifier.test(name)) names.add(name);
  }
  // `export * from`, and what a module takes over whole.
  for (const [, specifier = ''] of text.matchAll(
    /(?:__reExport\(\w+, |^\s*module\.exports = )require\("([^"]+)"\)/gm,
  )) {
    const from = edges.find((edge) => edge.importer === path && edge.specifier === specifier)?.path;
    for (const name of from ? exportNames(from, code, edges, seen) : []) names.add(name);
  }
  names.delete('default');
  names.delete('__esModule');
  return [...names];
}
