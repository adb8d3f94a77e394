import { posix } from 'node:path';
import { importedPath } from './check-imports.ts';
import { importsOf, type SourceText } from './source-file.ts';

/** Groups of files that import each other, each as `a -> b -> a`. Type-only and dynamic imports count. */
export function findCycles(sources: readonly SourceText[]): string[] {
  const itself = sources.filter((source) =>
    importsOf(source).some(({ specifier }) => importedPath(source.path, specifier) === source.path),
  );
  return [...itself.map(({ path }) => `${path} -> ${path}`), ...cyclesOf(graphOf(sources, (path) => path))];
}

/**
 * Groups of rooms that import each other, each as `pool -> wire -> pool`, followed by an import for each arrow. A room is a
 * folder below one of `folders`; a file at the door of a folder is a room of its own.
 */
export function findRoomCycles(sources: readonly SourceText[], folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const inside = sources.filter(({ path }) => path.startsWith(`${folder}/`));
    const roomOf = (path: string): string => posix.relative(folder, path).split('/')[0] ?? path;
    const examples = new Map<string, string>();
    for (const source of inside) {
      for (const { specifier } of importsOf(source)) {
        const target = importedPath(source.path, specifier);
        if (target !== undefined)
          examples.set(`${roomOf(source.path)} -> ${roomOf(target)}`, `${source.path} imports ${target}`);
      }
    }
    return cyclesOf(graphOf(inside, roomOf)).map((cycle) => {
      const rooms = cycle.split(' -> ');
      const why = rooms.slice(1).map((room, index) => examples.get(`${rooms[index] ?? ''} -> ${room}`) ?? '');
      return `${folder}: ${cycle} (${why.join('; ')})`;
    });
  });
}

/** Which nodes import which; imports within a node do not count. */
function graphOf(sources: readonly SourceText[], nodeOf: (path: string) => string): Map<string, Set<string>> {
  const paths = new Set(sources.map(({ path }) => path));
  const graph = new Map<string, Set<string>>();
  for (const source of sources) {
    const node = nodeOf(source.path);
    const targets = graph.get(node) ?? new Set<string>();
    graph.set(node, targets);
    for (const { specifier } of importsOf(source)) {
      const target = importedPath(source.path, specifier);
      if (target !== undefined && paths.has(target) && nodeOf(target) !== node) targets.add(nodeOf(target));
    }
  }
  return graph;
}

function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): void => {
    const start = way.indexOf(node);
    if (start >= 0) cycles.push([...way.slice(start), node].join(' -> '));
    if (start >= 0 || done.has(node)) return;
    for (const target of graph.get(node) ?? []) visit(target, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}
