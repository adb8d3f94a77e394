import ts from 'typescript';
import { disk, packagesVersion } from '../files/disk.ts';
import type { ResolvedImport } from '../protocol.ts';
import { readPackage } from './package-facts.ts';
import { referenceSources, type ReferenceSources } from './reference-sources.ts';
import { jsDocParsingMode, type Overlay, Project, type ProjectLimits } from './project.ts';

/** Projects kept in memory: each can take some hundred megabytes. */
const mostProjects = 3;

/** Parsed files, such as those of the libraries, which all language services of this process share. */
const registry = ts.createDocumentRegistry(disk.useCaseSensitiveFileNames, undefined, jsDocParsingMode);

/** Counts the texts of the editor. The registry knows a text by its path and version, whichever service it came from. */
let versions = 0;

/** Options without a tsconfig.json, as in a current Node package. */
const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  // As in the editor, which includes what is installed.
  types: ['*'],
};

/**
 * Language services by tsconfig.json; keeps the most recently used ones. Texts of open files take precedence over the
 * disk.
 */
export class Projects {
  readonly #projects = new Map<string, Project>();
  readonly #overlays = new Map<string, Overlay>();
  readonly #configs = new ConfigFinder();
  readonly #changed = new Map<string, number>();
  readonly #limits: ProjectLimits;

  constructor(limits: ProjectLimits = { trustMs: 1500, mostRoots: 64 }) {
    this.#limits = limits;
  }

  /** Returns the program around a file, with `text` as its content if given. */
  open(path: string, text?: string): { program: ts.Program; sourceFile: ts.SourceFile } {
    const file = slashed(path);
    if (text !== undefined && this.#overlays.get(file)?.text !== text)
      this.#overlays.set(file, { text, version: ++versions, isTrial: false });
    return this.#projectOf(file).open(file);
  }

  /** Adds files of one project before they are opened, so that they share one program from the start. */
  expect(files: readonly string[]): void {
    for (const file of files.map(slashed)) this.#projectOf(file).expect(file);
  }

  /** Returns the tsconfig.json of a file, or its folder if there is none. Files with the same key share a program. */
  keyOf(path: string): string {
    const file = slashed(path);
    return this.#configs.configOf(file) ?? file.slice(0, file.lastIndexOf('/'));
  }

  optionsOf(path: string): ts.CompilerOptions {
    const key = this.keyOf(path);
    return (key.endsWith('.json') ? this.#configs.read(key)?.options : undefined) ?? defaults;
  }

  /** Returns how the project's compiler resolves an import. */
  resolve(importer: string, specifier: string): ResolvedImport {
    const key = this.keyOf(importer);
    const config = key.endsWith('.json') ? key : null;
    const path = this.#codeOf(slashed(importer), specifier);
    const configProblem = config === null ? null : missingBase(this.#configs.read(config));
    return { path, config, configProblem, alias: aliasOf(specifier, this.optionsOf(importer), config) };
  }

  #codeOf(file: string, specifier: string): string | null {
    const options = { ...this.optionsOf(file), allowJs: true };
    const modes = [ts.ModuleKind.ESNext, ts.ModuleKind.CommonJS] as const;
    const found = (host: ts.ModuleResolutionHost): string[] =>
      modes.flatMap(
        (mode) =>
          ts.resolveModuleName(specifier, file, options, host, undefined, undefined, mode).resolvedModule
            ?.resolvedFileName ?? [],
      );
    for (const each of found(disk)) {
      const code = each.replace(/\.d\.([cm]?)ts$/, '.$1js');
      if (disk.fileExists(code)) return code;
    }
    const references = this.#referencesOf(this.keyOf(file));
    return (
      (references &&
        found(references.host)
          .map(references.sourceOf)
          .find((source) => source !== null)) ??
      null
    );
  }

  #referencesOf(key: string): ReferenceSources | null {
    const read = (file: string): ts.ParsedCommandLine | null => this.#configs.read(slashed(file));
    return key.endsWith('.json') ? referenceSources(read(key), read) : null;
  }

  /** Returns the text of a file in the editor; `undefined` if it is not open there. */
  textOf(path: string): string | undefined {
    return this.#overlays.get(slashed(path))?.text;
  }

  /** Frees the memory of a file's project, which is re-created on demand. */
  release(path: string): void {
    const key = this.keyOf(path);
    for (const [version, project] of this.#projects) {
      if (!version.startsWith(`${key} `)) continue;
      project.dispose();
      this.#projects.delete(version);
    }
  }

  /** Discards the editor's text and returns to the file on disk. */
  forget(path: string): void {
    this.#overlays.delete(slashed(path));
  }

  /** Calls `look` while files, including new ones, have other texts, and restores them afterwards. */
  trying<T>(texts: ReadonlyMap<string, string>, look: () => T): T {
    const earlier = new Map([...texts.keys()].map((file) => [slashed(file), this.#overlays.get(slashed(file))]));
    for (const [file, text] of texts) this.#overlays.set(slashed(file), { text, version: ++versions, isTrial: true });
    try {
      return look();
    } finally {
      for (const [file, overlay] of earlier) {
        if (overlay) this.#overlays.set(file, overlay);
        else this.#overlays.delete(file);
      }
    }
  }

  #projectOf(file: string): Project {
    const key = this.keyOf(file);
    const configFile = key.endsWith('.json') ? key : null;
    const changed = configFile === null ? 0 : (disk.getModifiedTime?.(configFile)?.getTime() ?? 0);
    // A changed tsconfig.json, or an installation of Plug'n'Play, makes a new project; the old one is evicted by age.
    if (configFile !== null && this.#changed.get(configFile) !== changed) {
      if (this.#changed.has(configFile)) this.#configs.forget(configFile);
      this.#changed.set(configFile, changed);
    }
    const folder = configFile === null ? key : key.slice(0, key.lastIndexOf('/'));
    const version = `${key} ${changed} ${packagesVersion(folder)}`;
    const project = this.#projects.get(version) ?? this.#create(configFile, key);
    this.#projects.delete(version);
    this.#projects.set(version, project);
    for (const [oldest, old] of this.#projects) {
      if (this.#projects.size <= mostProjects) break;
      old.dispose();
      this.#projects.delete(oldest);
    }
    return project;
  }

  #create(configFile: string | null, folder: string): Project {
    const parsed = configFile === null ? null : this.#configs.read(configFile);
    const config = parsed ?? { options: defaults, fileNames: [], errors: [] };
    const options = { ...config.options, allowJs: true, noEmit: true, composite: false, incremental: false };
    delete options.tsBuildInfoFile;
    const root = configFile === null ? folder : configFile.slice(0, configFile.lastIndexOf('/'));
    return new Project({ ...config, options }, root, this.#overlays, registry, this.#limits, (file) =>
      this.#configs.read(slashed(file)),
    );
  }
}

/** Returns the error about a configuration that is extended and cannot be read; `null` if there is none. */
function missingBase(config: ts.ParsedCommandLine | null): string | null {
  const fileNotFound = 6053;
  const cannotReadFile = 5083;
  const error = config?.errors.find(({ code }) => code === fileNotFound || code === cannotReadFile);
  return error ? ts.flattenDiagnosticMessageText(error.messageText, ' ') : null;
}

/** Returns the entry of `paths` with the longest match before the asterisk, as the compiler chooses it. */
function aliasOf(specifier: string, options: ts.CompilerOptions, config: string | null): ResolvedImport['alias'] {
  let chosen: { pattern: string; targets: readonly string[]; matched: string; exactness: number } | null = null;
  for (const [pattern, targets] of Object.entries(options.paths ?? {})) {
    const [before = '', after] = pattern.split('*');
    const isMatch =
      after === undefined
        ? specifier === pattern
        : specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
    const exactness = after === undefined ? Infinity : before.length;
    if (!isMatch || (chosen !== null && chosen.exactness >= exactness)) continue;
    const matched = specifier.slice(before.length, specifier.length - (after?.length ?? 0));
    chosen = { pattern, targets, matched, exactness };
  }
  if (chosen === null) return null;
  const folder = (config ?? '').replace(/\/[^/]*$/, '');
  // The compiler resolves `paths` from `baseUrl` if there is one, otherwise from the file where they are written.
  const bases = ['baseUrl', 'pathsBasePath'].map((name) => options[name]);
  const [base = folder] = bases.filter((it) => typeof it === 'string');
  const { pattern, targets, matched } = chosen;
  return {
    pattern,
    targets: targets.map((target) => disk.resolvePath(`${base}/${target.replace('*', () => matched)}`)),
  };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Finds the tsconfig.json of files and reads each once. Paths have forward slashes. */
class ConfigFinder {
  readonly #nearest = new Map<string, string | null>();
  readonly #read = new Map<string, { config: ts.ParsedCommandLine | null; files: Set<string> }>();

  /**
   * Returns the tsconfig.json that a file belongs to, or `null` if there is none above it. If the nearest one only
   * references others, as at the root of a repository, returns the referenced one that includes the file.
   */
  configOf(file: string): string | null {
    const folder = file.slice(0, file.lastIndexOf('/'));
    let nearest = this.#nearest.get(folder);
    if (nearest === undefined) {
      nearest = findConfig(folder);
      this.#nearest.set(folder, nearest);
    }
    if (nearest === null) return null;
    const { config, files } = this.#open(nearest);
    if (files.has(file)) return nearest;
    return this.#among(config, file, new Set([nearest])) ?? nearest;
  }

  /** The first of the referenced configurations, and of those that they refer to, that has the file. */
  #among(config: ts.ParsedCommandLine | null, file: string, seen: Set<string>): string | null {
    for (const reference of config?.projectReferences ?? []) {
      const path = ts.resolveProjectReferencePath(reference);
      if (seen.has(path)) continue;
      seen.add(path);
      const referenced = this.#open(path);
      const found = referenced.files.has(file) ? path : this.#among(referenced.config, file, seen);
      if (found !== null) return found;
    }
    return null;
  }

  /**
   * Returns the options and files of a tsconfig.json; `null` if it cannot be read. The compiler reports mistakes in it.
   */
  read(configFile: string): ts.ParsedCommandLine | null {
    return this.#open(configFile).config;
  }

  /** Drops a cached file that changed on disk. */
  forget(configFile: string): void {
    this.#read.delete(configFile);
  }

  #open(configFile: string) {
    const known = this.#read.get(configFile);
    if (known) return known;
    const config = parse(configFile);
    if (config) addDefaults(config.options, configFile);
    const read = { config, files: new Set(config?.fileNames) };
    this.#read.set(configFile, read);
    return read;
  }
}

/** Returns the nearest tsconfig.json, or jsconfig.json where there is no other, of a folder and those around it. */
function findConfig(folder: string): string | null {
  const found = ['tsconfig.json', 'jsconfig.json'].flatMap(
    (name) => ts.findConfigFile(folder, (file) => disk.fileExists(file), name) ?? [],
  );
  const depth = (file: string): number => file.split('/').length;
  const deepest = Math.max(...found.map(depth));
  return found.find((file) => depth(file) === deepest) ?? null;
}

/**
 * Adds the defaults of the project's own TypeScript where they differ from those of the one that ships. Before version 6,
 * and in the editor where none is installed, all packages of `@types` were included and nothing was strict.
 * https://devblogs.microsoft.com/typescript/announcing-typescript-6-0/
 */
function addDefaults(options: ts.CompilerOptions, configFile: string): void {
  const version = installedTypeScript(configFile.slice(0, configFile.lastIndexOf('/')));
  if (version !== null && version >= 6) return;
  options.types ??= ['*'];
  if (version !== null) options.strict ??= false;
}

/**
 * Returns the major version of the TypeScript that a folder uses: the installed one, if a package.json above it asks for
 * that or there is none. `null` if it asks for no TypeScript, as one of a tool may be installed.
 */
function installedTypeScript(folder: string): number | null {
  let installed: number | null = null;
  let isInPackage = false;
  let range: unknown;
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    installed ??= majorOf(`${at}/node_modules/typescript`);
    if (range === undefined && disk.fileExists(`${at}/package.json`)) {
      const fields = readPackage(`${at}/package.json`);
      isInPackage = true;
      range = ['devDependencies', 'dependencies', 'peerDependencies']
        .map((key) => (fields[key] as Record<string, unknown> | undefined)?.['typescript'])
        .find((each) => each !== undefined);
    }
    if (!at.includes('/')) break;
  }
  if (isInPackage && range === undefined) return null;
  const majors =
    typeof range === 'string'
      ? [...range.matchAll(/(?<![\d.])(\d+)(?:\.|\s|$)/g)].map(([, major]) => Number(major))
      : [];
  const highest = /[>*x]|latest|next/.test(String(range)) || majors.length === 0 ? Infinity : Math.max(...majors);
  return installed !== null && highest < installed ? highest : installed;
}

/** Returns the major version of an installed package; `null` if it is not there. */
function majorOf(folder: string): number | null {
  const [, major] = /"version"\s*:\s*"(\d+)\./.exec(disk.readFile(`${folder}/package.json`) ?? '') ?? [];
  return major === undefined ? null : Number(major);
}

function parse(configFile: string): ts.ParsedCommandLine | null {
  const host: ts.ParseConfigFileHost = {
    fileExists: (file) => disk.fileExists(file),
    readFile: (file) => disk.readFile(file),
    readDirectory: (...args) => disk.readDirectory(...args),
    useCaseSensitiveFileNames: disk.useCaseSensitiveFileNames,
    getCurrentDirectory: () => configFile.slice(0, configFile.lastIndexOf('/')),
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  return ts.getParsedCommandLineOfConfigFile(configFile, {}, host) ?? null;
}
