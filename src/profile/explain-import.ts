import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { plugAndPlayFile } from '../analysis/files/plug-and-play.ts';
import type { ResolvedImport, WrittenImport } from '../analysis/protocol.ts';
import { bundlerOf, dependenciesOf, supplierOf } from './bundler-names.ts';
import { isInstalled } from './file-kinds.ts';
import { readManifest } from './package-scope.ts';

/** The part of a compiler's answer that explains why there is no file. */
type Rule = Pick<ResolvedImport, 'config' | 'configProblem' | 'alias'>;

const extensions = '.ts, .tsx, .js, .jsx, .json and others';

/** Explains by which rule an import was looked up, what was tried, and what to do, in a few sentences. */
export function explainImport({ importer, specifier }: WrittenImport, rule: Rule): string {
  const { config, alias } = rule;
  const supplier = supplierOf(specifier);
  if (supplier !== null)
    return `"${specifier}" names a module that ${supplier}. In Node, move the function to a file that does not need it.`;
  if (/^\.{1,2}(\/|$)/.test(specifier) || specifier.startsWith('/')) return explainPath(importer, specifier);
  if (alias !== null) {
    const tried = alias.targets.map((target) => shown(target, importer)).join(', ');
    const advice = nearby(alias.targets[0] ?? '', (name) => name) ?? 'Correct the import or the pattern.';
    return `The pattern "${alias.pattern}" of paths in ${shown(config ?? '', importer)} leads to ${tried}, and there is no such file with or without ${extensions}. ${advice}`;
  }
  if (specifier.startsWith('#')) return explainSubpathImport(importer);
  return explainPackage(importer, specifier, rule);
}

function explainPath(importer: string, specifier: string): string {
  const path = resolve(dirname(importer), specifier.replace(/[?#].*$/, ''));
  const folder = dirname(path);
  const place = shown(path, importer);
  if (!existsSync(folder)) {
    return `A relative path starts at the folder of ${basename(importer)}: the folder ${shown(folder, importer)} does not exist. Correct the path; if a build step generates the folder, run it first.`;
  }
  const advice =
    nearby(path, (name) => `${specifier.slice(0, specifier.lastIndexOf('/') + 1)}${name}`) ??
    'Correct the path; if a build step generates the file, run it first.';
  return `A relative path starts at the folder of ${basename(importer)}: there is no ${place} with or without ${extensions}, and no folder of this name with an index file. ${advice}`;
}

/** Suggests a file with the same letters, or the same name and another extension. */
function nearby(path: string, write: (name: string) => string): string | null {
  const wanted = basename(path).toLowerCase();
  const stem = (name: string): string => name.slice(0, name.length - extname(name).length).toLowerCase();
  const folder = dirname(path);
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder);
  const found =
    names.find((name) => name.toLowerCase() === wanted) ??
    names.find((name) => stem(name) === wanted || name.toLowerCase() === stem(wanted)) ??
    names.find((name) => stem(name) === stem(wanted));
  return found === undefined ? null : `Did you mean "${write(found)}"?`;
}

function explainSubpathImport(importer: string): string {
  const folder = ancestors(importer).find((at) => existsSync(join(at, 'package.json')));
  const manifest = folder === undefined ? 'package.json' : shown(join(folder, 'package.json'), importer);
  const imports = Object.keys((readManifest(folder ?? '')?.['imports'] as object | undefined) ?? {});
  const has =
    imports.length === 0
      ? 'has no imports'
      : `has ${imports
          .slice(0, 5)
          .map((name) => `"${name}"`)
          .join(', ')}`;
  return `An import with # is looked up in "imports" of ${manifest}, which ${has}. Add an entry that leads to an existing file.`;
}

function explainPackage(importer: string, specifier: string, rule: Rule): string {
  const [, name = specifier, subpath = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(specifier) ?? [];
  const folders = ancestors(importer);
  const folder = folders.map((at) => join(at, 'node_modules', name)).find((at) => existsSync(at));
  if (folder !== undefined) return explainInstalled(folder, name, subpath, importer);
  const isFolder = folders.some((at) => statSync(join(at, name), { throwIfNoEntry: false })?.isDirectory());
  // No package has a name like these; bundlers resolve them by options of their own.
  if (isFolder || /^(@\/|~)/.test(specifier)) return explainAlias(importer, specifier, rule);
  const plugAndPlay = plugAndPlayFile(importer);
  const where =
    plugAndPlay === null
      ? `No node_modules folder from ${shownFolder(dirname(importer), importer)} up to the root has ${name}.`
      : `${shown(plugAndPlay, importer)} of Yarn Plug'n'Play does not list ${name} for this package.`;
  const listed = folders.find((at) => dependenciesOf(at).includes(name));
  if (listed === undefined) return `${where} Install it with ${install(folders, name)}, or correct the name.`;
  return `${where} ${shown(join(listed, 'package.json'), importer)} lists it: run ${install(folders)}.`;
}

function explainAlias(importer: string, specifier: string, { config, configProblem }: Rule): string {
  const place = config === null ? 'tsconfig.json' : shown(config, importer);
  const [first = specifier] = specifier.split('/');
  if (configProblem !== null)
    return `No pattern of paths matches it in ${place}, which extends a file that is missing: ${configProblem} Install the package with that file, or correct "extends".`;
  return `No pattern of paths in ${place} matches it, and no package has this name. If it is an alias of ${bundlerOf(importer)}, write it to paths as well, such as "${first}/*": ["./src/*"].`;
}

function explainInstalled(folder: string, name: string, subpath: string, importer: string): string {
  const manifest = readManifest(folder);
  const place = shown(folder, importer);
  if (manifest === null) return `${place} has no package.json. Install ${name} again.`;
  const exported = manifest['exports'];
  if (subpath !== '' && exported !== undefined && exported !== null)
    return `${name} is installed, and "exports" of its package.json does not lead to "./${subpath}" or to a file that exists. Import what it exports, or build the package if it is your own.`;
  const entry = subpath === '' ? (textOf(manifest['main']) ?? 'index.js') : subpath;
  const isOwn = !isInstalled(realpathSync(folder));
  const advice = isOwn
    ? 'It is a package of this repository: build it first.'
    : `Install ${name} again, or import another file of it.`;
  const described =
    exported === undefined || exported === null
      ? `its file ${entry} does not exist`
      : 'no file that its "exports" names exists';
  return `${name} is installed, and ${described}. ${advice}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Returns the command that installs packages, by the lock file. */
function install(folders: readonly string[], name?: string): string {
  const locks = [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['package-lock.json', 'npm'],
  ] as const;
  const manager = folders.flatMap((at) => locks.filter(([file]) => existsSync(join(at, file))))[0]?.[1] ?? 'npm';
  if (name === undefined) return `${manager} install`;
  return manager === 'npm' ? `npm install ${name}` : `${manager} add ${name}`;
}

/** The folder of a file and those above it. */
function ancestors(file: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}

/** A path relative to the package of the importing file, if it is below it. */
function shown(path: string, importer: string): string {
  const root = ancestors(importer).find((at) => existsSync(join(at, 'package.json'))) ?? dirname(importer);
  const short = relative(root, path);
  return short === '' || short.startsWith('..') ? path : short.replaceAll('\\', '/');
}

function shownFolder(path: string, importer: string): string {
  const text = shown(path, importer);
  return text === path ? text : `${text}/`;
}
