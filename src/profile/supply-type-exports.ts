import { fileKind } from './file-kinds.ts';
import { readBindings } from './module-bindings.ts';
import type { GraphEdge } from './walk-graph.ts';

/**
 * Makes `export { Options } from './options.ts'` work if `Options` is a type. A transpiler that sees one file at a time
 * cannot recognize this, so the name stays in the importing file, and Node would fail to link it. The file that
 * declares the type gets an export of that name without a value, if it certainly has no such value.
 * @param code ES modules by path, as esbuild prints them; changed in place
 */
export function supplyTypeExports(code: Map<string, string>, edges: readonly GraphEdge[]): void {
  const bindings = new Map([...code].map(([path, text]) => [path, readBindings(text)]));
  const paths = new Map(edges.map(({ importer, specifier, path }) => [`${importer}\n${specifier}`, path]));

  const mayExport = (path: string, name: string, seen: Set<string>): boolean => {
    const module = bindings.get(path);
    // The exports of files that were not transpiled are unknown; supplying a name twice would hide the real one.
    if (!module || module.exports.has(name)) return true;
    if (seen.has(path)) return false;
    seen.add(path);
    return module.stars.some((specifier) => mayExport(paths.get(`${path}\n${specifier}`) ?? '', name, seen));
  };

  const missing = new Map<string, Set<string>>();
  for (const [importer, { imports }] of bindings) {
    for (const { specifier, names } of imports) {
      const path = paths.get(`${importer}\n${specifier}`) ?? '';
      if (fileKind(path) !== 'typescript') continue;
      const absent = names.filter((name) => name !== 'default' && !mayExport(path, name, new Set()));
      if (absent.length > 0) missing.set(path, new Set([...(missing.get(path) ?? []), ...absent]));
    }
  }
  for (const [path, names] of missing) {
    const list = [...names].map((name) => `$type as ${name}`).join(', ');
    const text = code.get(path) ?? '';
    // Inserted after the code and before its source map, so that no line moves.
    const end = text.lastIndexOf('//# sourceMappingURL=');
    code.set(path, `${text.slice(0, end)}var $type;\nexport { ${list} };\n${text.slice(end)}`);
  }
}
