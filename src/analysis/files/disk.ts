import { statSync } from 'node:fs';
import ts from 'typescript';
import { PlugAndPlay, plugAndPlayIn } from './plug-and-play.ts';
import { ZipArchive } from './zip-archive.ts';

/** How long the absence or the age of a Plug'n'Play file counts, in ms: an installation changes it. */
const trustMs = 2000;

/**
 * The disk as the compiler sees it: in a project of Yarn Plug'n'Play, each package has a node_modules folder with links to
 * the packages that it may import, and archives are folders. Everything else is as in `ts.sys`. Paths have forward slashes.
 */
export const disk: ts.System = {
  ...ts.sys,
  fileExists: (path) => {
    const { inArchive, real } = placeOf(path);
    return inArchive ? inArchive.archive.hasFile(inArchive.inside) : ts.sys.fileExists(real);
  },
  directoryExists: (path) => {
    const { inArchive, real, links } = placeOf(path);
    if (links.length > 0) return true;
    return inArchive ? inArchive.archive.hasFolder(inArchive.inside) : ts.sys.directoryExists(real);
  },
  getDirectories: (path) => {
    const { inArchive, real, links } = placeOf(path);
    const others = inArchive ? inArchive.archive.foldersIn(inArchive.inside) : ts.sys.getDirectories(real);
    return [...new Set([...links, ...others])];
  },
  readFile: (path, encoding) => {
    const { inArchive, real } = placeOf(path);
    if (!inArchive) return ts.sys.readFile(real, encoding);
    return inArchive.archive
      .read(inArchive.inside)
      ?.toString('utf8')
      .replace(/^\uFEFF/, '');
  },
  getModifiedTime: (path) => {
    const { inArchive, real } = placeOf(path);
    if (!inArchive) return ts.sys.getModifiedTime?.(real);
    const { archive, inside } = inArchive;
    return archive.hasFile(inside) || archive.hasFolder(inside) ? archive.modified : undefined;
  },
  realpath: (path) => {
    const { inArchive, target } = placeOf(path);
    // Packages with peer dependencies have a path for each set of them.
    return inArchive || target.includes(virtual) ? target : (ts.sys.realpath?.(target) ?? target);
  },
};

/** Returns a text that changes when the packages of a Plug'n'Play project do; empty for other projects. */
export function packagesVersion(folder: string): string {
  return tableAbove(folder)?.version ?? '';
}

const virtual = '/__virtual__/';
const modules = '/node_modules';

interface Place {
  /** Where a link leads; the path itself if it has no links. */
  target: string;
  /** The target on the real disk. */
  real: string;
  inArchive: { archive: ZipArchive; inside: string } | null;
  /** The names in a node_modules folder, or in a scope of it, that lead to packages. */
  links: string[];
}

function placeOf(path: string): Place {
  const { target, links } = path.includes(modules) ? follow(path) : { target: path, links: [] };
  const real = target.includes(virtual) ? withoutVirtual(target) : target;
  return { target, real, inArchive: real.includes('.zip/') ? archiveOf(real) : null, links };
}

function follow(path: string): Pick<Place, 'target' | 'links'> {
  let target = path;
  let from = 0;
  for (;;) {
    const at = target.indexOf(modules, from);
    if (at < 0) return { target, links: [] };
    from = at + modules.length;
    const inside = target.slice(from + 1);
    if (target.length > from && target[from] !== '/') continue;
    const location = target.slice(0, at);
    const table = tableOf(location);
    if (!table) continue;
    const name = /^(?:@[^/]+\/)?[^/@][^/]*/.exec(inside)?.[0];
    if (name === undefined) return { target, links: namesBelow(table.namesIn(location), inside.replace(/\/$/, '')) };
    const linked = table.resolve(location, name);
    if (linked === null) continue;
    target = linked + inside.slice(name.length);
    from = linked.length;
  }
}

/** Returns the entries of a folder whose packages have these names: `lodash` and `@types`, or those in the scope. */
function namesBelow(names: readonly string[], scope: string): string[] {
  if (scope === '') return [...new Set(names.map((name) => name.replace(/\/.*$/, '')))];
  return names.filter((name) => name.startsWith(`${scope}/`)).map((name) => name.slice(scope.length + 1));
}

/** `/a/b/__virtual__/hash/1/rest` is `/a/rest`: the number counts folders to leave out. */
function withoutVirtual(path: string): string {
  const [, before, up, rest] = /^(.*?)\/__virtual__\/[^/]+\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (before === undefined) return path;
  const base = before.split('/').slice(0, before.split('/').length - Number(up));
  return base.join('/') + (rest ?? '');
}

const archives = new Map<string, ZipArchive>();

function archiveOf(path: string): Place['inArchive'] {
  const end = path.indexOf('.zip/') + '.zip'.length;
  const file = path.slice(0, end);
  const known = archives.get(file) ?? openArchive(file);
  return known ? { archive: known, inside: path.slice(end + 1).replace(/\/$/, '') } : null;
}

function openArchive(file: string): ZipArchive | null {
  try {
    if (!statSync(file).isFile()) return null;
    const archive = new ZipArchive(file);
    archives.set(file, archive);
    return archive;
  } catch {
    return null;
  }
}

interface Table {
  packages: PlugAndPlay;
  version: string;
}

const tables = new Map<string, Table | null>();
const above = new Map<string, Table | null>();
let lookedAt = 0;

/** Returns the tables that list a package at a location; archives may be outside of the project. */
function tableOf(location: string): PlugAndPlay | null {
  const own = tableAbove(location)?.packages;
  if (own?.has(location)) return own;
  for (const table of tables.values()) if (table?.packages.has(location)) return table.packages;
  return null;
}

function tableAbove(folder: string): Table | null {
  if (Date.now() - lookedAt > trustMs) {
    above.clear();
    lookedAt = Date.now();
  }
  const known = above.get(folder);
  if (known !== undefined) return known;
  const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  const file = plugAndPlayIn(folder === '' ? '/' : folder);
  const found = file === null ? (folder === '' ? null : tableAbove(parent)) : readTable(file);
  above.set(folder, found);
  return found;
}

function readTable(file: string): Table | null {
  const version = String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const known = tables.get(file);
  if (known?.version === version) return known;
  const packages = PlugAndPlay.read(file);
  const table = packages && { packages, version };
  tables.set(file, table);
  return table;
}
