import ts from 'typescript';

/** Looks for the tsconfig.json of files, and reads each once. Paths have forward slashes. */
export class ConfigFinder {
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
