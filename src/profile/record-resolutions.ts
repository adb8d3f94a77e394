import type { ModuleMap, Resolution } from '../engine/protocol.ts';
import { fileKind, isPlugAndPlay } from './file-kinds.ts';
import { nodeFinds } from './node-finds.ts';
import type { GraphEdge } from './walk-graph.ts';

/** A file that answers an import in place of the one it names. */
export interface WrittenStandIn {
  importer: string;
  specifier: string;
  files: { import: string; require: string };
}

/** Returns the imports that Node would not resolve to the same file. */
export function recordResolutions(
  edges: readonly GraphEdge[],
  standIns: readonly WrittenStandIn[],
): ModuleMap['resolutions'] {
  const recorded: ModuleMap['resolutions'] = {};
  for (const { importer, specifier, files } of standIns) (recorded[importer] ??= {})[specifier] = files;
  for (const { importer, specifier, kind, path } of edges) {
    if (path === null || leftToNode(importer, specifier, path)) continue;
    const bySpecifier = (recorded[importer] ??= {});
    const by = kind === 'require-call' || kind === 'require-resolve' ? 'require' : 'import';
    bySpecifier[specifier] = merge(bySpecifier[specifier], by, path);
  }
  return recorded;
}

function leftToNode(importer: string, specifier: string, path: string): boolean {
  if (isPlugAndPlay(path)) return true;
  // The target of an exports map or a main field may exist only as TypeScript.
  const written = /^\.{1,2}(\/|$)/.test(specifier) || fileKind(path) === 'javascript' || fileKind(path) === 'other';
  return written && nodeFinds(importer, specifier, path);
}

function merge(known: Resolution | undefined, by: 'import' | 'require', path: string): Resolution {
  if (known === undefined || known === path) return path;
  const both = typeof known === 'string' ? { import: known, require: known } : known;
  return { ...both, [by]: path };
}
