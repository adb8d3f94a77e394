import ts from 'typescript';
import { Project } from './project.ts';

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
  readonly #overlays = new Map<string, { text: string; version: number }>();
  readonly #configFiles = new Map<string, string>();
  #registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);
  #version = 0;

  /** The program around a file, with `text` in its place where it is given. */
  open(path: string, text?: string): { program: ts.Program; sourceFile: ts.SourceFile } {
    const file = path.replaceAll('\\', '/');
    if (text !== undefined && this.#overlays.get(file)?.text !== text)
      this.#overlays.set(file, { text, version: ++this.#version });
    return this.#projectOf(file).open(file);
  }

  /** What is on the disk counts again. */
  forget(path: string): void {
    this.#overlays.delete(path.replaceAll('\\', '/'));
  }

  #projectOf(file: string): Project {
    const folder = file.slice(0, file.lastIndexOf('/'));
    const configFile =
      this.#configFiles.get(folder) ?? ts.findConfigFile(folder, (file) => ts.sys.fileExists(file)) ?? '';
    this.#configFiles.set(folder, configFile);
    // A changed tsconfig.json is another project; the old one leaves by age.
    const changed = configFile === '' ? '' : (ts.sys.getModifiedTime?.(configFile)?.getTime() ?? 0);
    const key = configFile === '' ? folder : `${configFile} ${changed}`;
    const project = this.#projects.get(key) ?? this.#create(configFile, folder);
    this.#projects.delete(key);
    this.#projects.set(key, project);
    for (const [oldest, old] of this.#projects) {
      if (this.#projects.size <= mostProjects) break;
      old.dispose();
      this.#projects.delete(oldest);
    }
    return project;
  }

  #create(configFile: string, folder: string): Project {
    const parsed = configFile === '' ? null : readConfig(configFile);
    const config = parsed ?? { options: defaults, fileNames: [], errors: [] };
    const options: ts.CompilerOptions = {
      ...config.options,
      allowJs: true,
      noEmit: true,
      composite: false,
      incremental: false,
    };
    delete options.tsBuildInfoFile;
    const root = configFile === '' ? folder : configFile.slice(0, configFile.lastIndexOf('/'));
    return new Project({ ...config, options }, root, this.#overlays, this.#registry);
  }
}

/** `null` when the file cannot be read at all; mistakes in it are left to the compiler. */
function readConfig(configFile: string): ts.ParsedCommandLine | null {
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
