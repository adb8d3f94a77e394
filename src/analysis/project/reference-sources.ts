import ts from 'typescript';
import { disk } from '../files/disk.ts';

/** Disk on which the outputs of referenced projects exist, although they may not be built. */
export interface ReferenceSources {
  host: ts.ModuleResolutionHost;
  /** Returns the source of an output; `null` for other files. */
  sourceOf: (output: string) => string | null;
}

type ReadConfig = (configFile: string) => ts.ParsedCommandLine | null;

/**
 * Returns the sources that the editor uses for imports of referenced projects; `null` if a configuration has no references.
 * https://www.typescriptlang.org/docs/handbook/project-references.html
 */
export function referenceSources(config: ts.ParsedCommandLine | null, read: ReadConfig): ReferenceSources | null {
  const sources = new Map<string, string>();
  addOutputs(config, read, sources, new Set());
  if (sources.size === 0) return null;
  const folders = new Set<string>();
  for (const output of sources.keys())
    for (let at = parentOf(output); at.includes('/') && !folders.has(at); at = parentOf(at)) folders.add(at);
  const sourceOf = (output: string): string | null => sources.get(realPath(output)) ?? null;
  const host: ts.ModuleResolutionHost = {
    ...disk,
    readFile: (file) => disk.readFile(file),
    fileExists: (file) => disk.fileExists(file) || sourceOf(file) !== null,
    directoryExists: (folder) => disk.directoryExists(folder) || folders.has(realPath(folder)),
    realpath: realPath,
  };
  return { host, sourceOf };
}

function addOutputs(
  config: ts.ParsedCommandLine | null,
  read: ReadConfig,
  sources: Map<string, string>,
  seen: Set<string>,
): void {
  for (const reference of config?.projectReferences ?? []) {
    const path = ts.resolveProjectReferencePath(reference);
    if (seen.has(path)) continue;
    seen.add(path);
    const referenced = read(path);
    if (!referenced) continue;
    for (const file of referenced.fileNames)
      for (const output of ts.getOutputFileNames(referenced, file, !disk.useCaseSensitiveFileNames))
        sources.set(realPath(output), file);
    addOutputs(referenced, read, sources, seen);
  }
}

/** Resolves the links of a path, of which only the first folders may exist. */
function realPath(path: string): string {
  for (let at = path, rest = ''; at.includes('/'); rest = path.slice(at.length)) {
    if (disk.fileExists(at) || disk.directoryExists(at)) return `${disk.realpath?.(at) ?? at}${rest}`;
    at = parentOf(at);
  }
  return path;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
