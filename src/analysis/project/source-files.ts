import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Maximum number of folder entries to visit; larger repositories are read in part. */
const MOST_ENTRIES = 40_000;
const MOST_FILES = 5_000;

const sources = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declarations = /\.d\.[cm]?ts$/;
/** Installed and generated code. */
const skipped = /^(?:node_modules|bower_components|dist|build|out|output|coverage|vendor|target|tmp|temp|\..+)$/;

/** The source files around a file, nearest first, and the packages among them. */
export interface SourceFiles {
  /** Absolute folder of the repository, the workspace or the package. */
  root: string;
  /** Absolute paths, without declarations and without installed or generated code. */
  files: string[];
  /** Package folders by the name in their package.json. */
  packages: Map<string, string>;
}

/** Lists the source files of the repository that a file belongs to, without reading them. */
export function sourceFilesAround(file: string, outputs: readonly string[] = []): SourceFiles {
  const root = rootOf(file);
  const files: string[] = [];
  const packages = new Map<string, string>();
  let entries = 0;
  const folders = [root];
  for (const folder of folders) {
    if (entries > MOST_ENTRIES || files.length >= MOST_FILES) break;
    for (const entry of read(folder)) {
      entries++;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.test(entry.name) && !outputs.includes(path)) folders.push(path);
      } else if (entry.name === 'package.json') {
        const name = fieldsOf(path)['name'];
        if (typeof name === 'string') packages.set(name, folder);
      } else if (sources.test(entry.name) && !declarations.test(entry.name)) files.push(path);
    }
  }
  const distances = new Map(files.map((path) => [path, distanceBetween(dirname(file), dirname(path))]));
  const distance = (path: string): number => distances.get(path) ?? 0;
  files.sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1));
  return { root, files, packages };
}

/** Returns the folder of the repository or the workspace around a file, else that of its package, else its own. */
function rootOf(file: string): string {
  let nearest: string | null = null;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const names = new Set(read(folder).map(({ name }) => name));
    const isPackage = names.has('package.json');
    if (names.has('.git') || names.has('pnpm-workspace.yaml')) return folder;
    if (isPackage && fieldsOf(join(folder, 'package.json'))['workspaces'] !== undefined) return folder;
    if (isPackage || names.has('tsconfig.json')) nearest = folder;
    if (dirname(folder) === folder || basename(folder) === 'node_modules') return nearest ?? dirname(file);
  }
}

/** Folders that cannot be read count as empty. */
function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Returns the fields of a package.json; empty if it cannot be read. */
function fieldsOf(path: string): Record<string, unknown> {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function distanceBetween(from: string, to: string): number {
  const path = relative(from, to);
  return path === '' ? 0 : path.split(/[\\/]/).length;
}
