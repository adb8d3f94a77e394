import { importedPath } from './check-imports.ts';
import { importsOf, type SourceText } from './source-file.ts';

/**
 * Groups of files that load each other, each as `a -> b -> a`. Types do not count (they are gone when the program
 * runs), nor do dynamic imports (they run when both files have been loaded).
 */
export function findCycles(sources: readonly SourceText[]): string[] {
  const targets = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ kind }) => kind === 'value')
        .flatMap(({ specifier }) => importedPath(source.path, specifier) ?? []),
    ]),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) cycles.push([...way.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}
