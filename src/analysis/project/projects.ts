import ts from 'typescript';
import { jsDocParsingMode, type Overlay, Project, type ProjectLimits } from './project.ts';

/** Projects kept in memory: each can take some hundred megabytes. */
const mostProjects = 3;

/** Without a tsconfig.json: what a current Node package would have. */
const defaults: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
};

/** Language services by tsconfig.json, the last used few of them. Texts of open files go before those on the disk. */
export class Projects {
  readonly #projects = new Map<string, Project>();
  readonly #overlays = new Map<string, Overlay>();
  readonly #configs = new ConfigFinder();
  readonly #changed = new Map<string, number>();
  readonly #registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, undefined, jsDocParsingMode);
  readonly #limits: ProjectLimits;
  #version = 0;

  constructor(limits: ProjectLimits = { trustMs: 1500, mostRoots: 64 }) {
    this.#limits = limits;
  }

  /** The program around a file, with `text` in its place where it is given. */
  open(path: string, text?: string): { program: ts.Program; sourceFile: ts.SourceFile } {
    const file = slashed(path);
    if (text !== undefined && this.#overlays.get(file)?.text !== text)
      this.#overlays.set(file, { text, version: ++this.#version, isTrial: false });
    return this.#projectOf(file).open(file);
  }

  /** Takes files of one project in that will be opened, so that they are in one program from the start. */
  expect(files: readonly string[]): void {
    for (const file of files.map(slashed)) this.#projectOf(file).expect(file);
  }

  /** The tsconfig.json of a file, or its folder where there is none: files of one key share a program. */
  keyOf(path: string): string {
    const file = slashed(path);
    return this.#configs.configOf(file) ?? file.slice(0, file.lastIndexOf('/'));
  }

  /** The compiler options that apply to a file. */
  optionsOf(path: string): ts.CompilerOptions {
    const key = this.keyOf(path);
    return (key.endsWith('.json') ? this.#configs.read(key)?.options : undefined) ?? defaults;
  }

  /** The text of a file as the editor has it; `undefined` if it is not open there. */
  textOf(path: string): string | undefined {
    return this.#overlays.get(slashed(path))?.text;
  }

  /** Gives back the memory of a file's project; it is made again when it is asked for. */
  release(path: string): void {
    const key = this.keyOf(path);
    for (const [version, project] of this.#projects) {
      if (!version.startsWith(`${key} `)) continue;
      project.dispose();
      this.#projects.delete(version);
    }
  }

  /** Returns to the file on disk. */
  forget(path: string): void {
    this.#overlays.delete(slashed(path));
  }

  /** Looks at what would be if files had other texts (new files too), which are forgotten again. */
  trying<T>(texts: ReadonlyMap<string, string>, look: () => T): T {
    const earlier = new Map([...texts.keys()].map((file) => [slashed(file), this.#overlays.get(slashed(file))]));
    for (const [file, text] of texts)
      this.#overlays.set(slashed(file), { text, version: ++this.#version, isTrial: true });
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
    const changed = configFile === null ? 0 : (ts.sys.getModifiedTime?.(configFile)?.getTime() ?? 0);
    // A changed tsconfig.json is another project; the old one leaves by age.
    if (configFile !== null && this.#changed.get(configFile) !== changed) {
      if (this.#changed.has(configFile)) this.#configs.forget(configFile);
      this.#changed.set(configFile, changed);
    }
    const version = `${key} ${changed}`;
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
    return new Project({ ...config, options }, root, this.#overlays, this.#registry, this.#limits);
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Looks for the tsconfig.json of files, and reads each once. Paths have forward slashes. */
class ConfigFinder {
  readonly #nearest = new Map<string, string | null>();
  readonly #read = new Map<string, { config: ts.ParsedCommandLine | null; files: Set<string> }>();

  /**
   * The tsconfig.json that a file belongs to, or `null` when there is none above it. Where the nearest one only refers to
   * others, as at the root of a repository, the one of those that has the file.
   */
  configOf(file: string): string | null {
    const folder = file.slice(0, file.lastIndexOf('/'));
    let nearest = this.#nearest.get(folder);
    if (nearest === undefined) {
      nearest = ts.findConfigFile(folder, (name) => ts.sys.fileExists(name)) ?? null;
      this.#nearest.set(folder, nearest);
    }
    if (nearest === null) return null;
    const { config, files } = this.#open(nearest);
    if (files.has(file)) return nearest;
    const references = (config?.projectReferences ?? []).map((reference) => ts.resolveProjectReferencePath(reference));
    return references.find((path) => this.#open(path).files.has(file)) ?? nearest;
  }

  /** The options and files of a tsconfig.json; `null` when it cannot be read at all. Mistakes in it are the compiler's. */
  read(configFile: string): ts.ParsedCommandLine | null {
    return this.#open(configFile).config;
  }

  /** It changed on the disk. */
  forget(configFile: string): void {
    this.#read.delete(configFile);
  }

  #open(configFile: string) {
    const known = this.#read.get(configFile);
    if (known) return known;
    const config = parse(configFile);
    const read = { config, files: new Set(config?.fileNames) };
    this.#read.set(configFile, read);
    return read;
  }
}

function parse(configFile: string): ts.ParsedCommandLine | null {
  const host: ts.ParseConfigFileHost = {
    fileExists: (file) => ts.sys.fileExists(file),
    readFile: (file) => ts.sys.readFile(file),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => configFile.slice(0, configFile.lastIndexOf('/')),
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  return ts.getParsedCommandLineOfConfigFile(configFile, {}, host) ?? null;
}
