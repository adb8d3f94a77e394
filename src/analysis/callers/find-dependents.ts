import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import ts from 'typescript';
import type { Projects } from '../project/projects.ts';
import { sourceFilesAround } from '../project/source-files.ts';
import { ModuleResolver } from './module-resolver.ts';

/** In bytes. Larger files are data or bundles. */
const LARGEST_FILE = 512_000;
/** Limits on how many files are read, and how many dependents are returned. */
const MOST_READ = 2_000;
const MOST_DEPENDENTS = 40;
/** Time limit of the search; on reaching it, the results so far are returned. */
const LONGEST_MS = 3_000;
/** How long a list of imports is reused: a menu asks for each of its findings. */
const FRESH_MS = 2_000;

interface Imports {
  folder: string;
  at: number;
  packages: ReadonlyMap<string, string>;
  /** Specifiers by path. */
  specifiers: Map<string, string[]>;
}
let recent: Imports | null = null;

/**
 * Finds the files of the repository that import a file, directly or through others, nearest first. A change of the file can
 * cause type errors only there.
 */
export function findDependents(projects: Projects, file: string): string[] {
  const startedAt = performance.now();
  const { specifiers, packages } = importsAround(projects, file);
  const resolver = new ModuleResolver((path) => projects.optionsOf(path), packages);
  const own = realPath(file);
  const found = new Set<string>([own]);
  for (const target of found) {
    const stem = stemOf(target);
    const isFolder = basename(target, extname(target)) === 'index';
    for (const [path, written] of specifiers) {
      if (found.size > MOST_DEPENDENTS || performance.now() - startedAt > LONGEST_MS) break;
      if (found.has(path)) continue;
      const importsTarget = (specifier: string): boolean =>
        (isAlias(specifier, projects.optionsOf(path)) || mayLeadTo(specifier, stem, isFolder, packages)) &&
        resolver.resolve(specifier, path) === target;
      if (written.some(importsTarget)) found.add(path);
    }
  }
  found.delete(own);
  return [...found];
}

function importsAround(projects: Projects, file: string): Imports {
  const folder = dirname(file);
  if (recent?.folder === folder && performance.now() - recent.at < FRESH_MS) return recent;
  const { outDir } = projects.optionsOf(file);
  const { files, packages } = sourceFilesAround(file, outDir === undefined ? [] : [outDir]);
  const specifiers = new Map<string, string[]>();
  for (const path of files.slice(0, MOST_READ)) {
    const text = projects.textOf(path) ?? readSource(path);
    if (text === null || !/\b(?:import|export|require)\b/.test(text)) continue;
    specifiers.set(
      realPath(path),
      ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
    );
  }
  recent = { folder, at: performance.now(), packages, specifiers };
  return recent;
}

/** Returns whether a specifier is a name that the project gives to a file, which may be unlike the name of the file. */
function isAlias(specifier: string, { paths }: ts.CompilerOptions): boolean {
  return specifier.startsWith('#') || paths?.[specifier] !== undefined;
}

/** Excludes most specifiers without a look at the disk. */
function mayLeadTo(specifier: string, stem: string, isFolder: boolean, packages: ReadonlyMap<string, string>): boolean {
  const last = specifier.split('/').at(-1) ?? '';
  if (last.replace(/\.[cm]?[jt]sx?$/, '') === stem) return true;
  if (isFolder && /^(?:\.{0,2}|index(?:\.[cm]?[jt]sx?)?)$/.test(last)) return true;
  return [...packages.keys()].some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** Returns the word by which other files import a file. */
function stemOf(path: string): string {
  const stem = basename(path, extname(path));
  return stem === 'index' ? basename(dirname(path)) : stem;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A new file that is not saved.
    return path;
  }
}

/** Returns `null` for files that are too large or unreadable. */
function readSource(path: string): string | null {
  try {
    return statSync(path).size > LARGEST_FILE ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
