import { createHash } from 'node:crypto';
import ts from 'typescript';
import { disk } from '../files/disk.ts';
import { ProjectTasks } from '../tasks/project-tasks.ts';
import { TextSnapshot } from '../syntax/text-snapshot.ts';

/** An unsaved text of the editor. */
export interface Overlay {
  text: string;
  version: number;
  /** Whether the text is only tried temporarily, while the previous state stays in use. */
  isTrial: boolean;
}

/** Parses only the JSDoc that type errors depend on, as the command-line compiler does. */
export const jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;

/** An option of the language service that TypeScript's own server uses, and its types leave out. */
interface SourceRedirect {
  useSourceOfProjectReferenceRedirect: () => boolean;
}

/** Limits of the cache in size and time. */
export interface ProjectLimits {
  /**
   * How long a look at the disk counts: enough for one answer, short enough to notice changes by other programs.
   * `Infinity` if nothing changes during the check.
   */
  trustMs: number;
  /** Root files per project: the most recently requested ones. */
  mostRoots: number;
}

/**
 * One language service for the files that share a tsconfig.json (or have none). Loads only the requested files, their
 * imports and the project's ambient declarations.
 */
export class Project {
  readonly #service: ts.LanguageService;
  /** When each root was last requested, in a stable order: other roots, or another order, re-create the program. */
  readonly #roots = new Map<string, number>();
  readonly #looks = new Map<string, { at: number; modified: string; version: string }>();
  readonly #overlays: ReadonlyMap<string, Overlay>;
  readonly #limits: ProjectLimits;
  readonly #tasks: ProjectTasks;
  /** The program, once nothing can change it any more; see `ProjectLimits.trustMs`. */
  #settled: ts.Program | null = null;
  #asked = 0;

  constructor(
    config: ts.ParsedCommandLine,
    folder: string,
    overlays: ReadonlyMap<string, Overlay>,
    registry: ts.DocumentRegistry,
    limits: ProjectLimits,
    readConfig: (file: string) => ts.ParsedCommandLine | null,
  ) {
    this.#overlays = overlays;
    this.#limits = limits;
    this.#tasks = new ProjectTasks({
      files: () => new Set([...config.fileNames, ...this.#roots.keys()]),
      version: (file) => this.#version(file),
      text: (file) => overlays.get(file)?.text ?? disk.readFile(file),
      options: config.options,
    });
    const ambient = config.fileNames.filter((file) => /\.d\.[cm]?ts$/.test(file));
    const host: ts.LanguageServiceHost & SourceRedirect = {
      getCompilationSettings: () => config.options,
      getProjectReferences: () => config.projectReferences,
      getParsedCommandLine: (name) => readConfig(name) ?? undefined,
      // As in the editor: a file of a referenced project is its source, whether its declarations were built or not.
      useSourceOfProjectReferenceRedirect: () => true,
      getScriptFileNames: () => [...new Set([...ambient, ...this.#roots.keys()])],
      getScriptVersion: (file) => this.#version(file),
      getScriptSnapshot: (file) => {
        const overlay = overlays.get(file);
        const text = overlay?.text ?? disk.readFile(file);
        return text === undefined ? undefined : new TextSnapshot(text, overlay?.isTrial ?? false);
      },
      useCaseSensitiveFileNames: () => disk.useCaseSensitiveFileNames,
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (file) => overlays.has(file) || disk.fileExists(file),
      readFile: (file) => overlays.get(file)?.text ?? disk.readFile(file),
      readDirectory: (...args) => disk.readDirectory(...args),
      directoryExists: (name) => disk.directoryExists(name),
      getDirectories: (name) => disk.getDirectories(name),
      realpath: (path) => disk.realpath?.(path) ?? path,
      jsDocParsingMode,
    };
    this.#service = ts.createLanguageService(host, registry);
  }

  /** Returns the program that contains a file, and the file's tree. */
  open(file: string): { program: ts.Program; sourceFile: ts.SourceFile } {
    this.expect(file);
    const program = this.#settled ?? this.#service.getProgram();
    const sourceFile = program?.getSourceFile(file);
    if (!program || !sourceFile) throw new Error(`${file} cannot be read.`);
    // Asking the language service again compares the version of every file of the program.
    if (this.#limits.trustMs === Infinity && this.#overlays.size === 0) this.#settled = program;
    this.#tasks.attach(program);
    return { program, sourceFile };
  }

  /** Adds a file without reading it yet, so that a program for many files is created once instead of once per file. */
  expect(file: string): void {
    if (!this.#roots.has(file)) this.#settled = null;
    this.#roots.set(file, ++this.#asked);
    if (this.#roots.size <= this.#limits.mostRoots) return;
    const [oldest] = [...this.#roots].reduce((a, b) => (b[1] < a[1] ? b : a));
    this.#roots.delete(oldest);
  }

  dispose(): void {
    this.#service.dispose();
  }

  #version(file: string): string {
    const overlay = this.#overlays.get(file);
    if (overlay) return `overlay ${overlay.version}`;
    const now = Date.now();
    const known = this.#looks.get(file);
    if (known && now - known.at < this.#limits.trustMs) return known.version;
    const modified = String(disk.getModifiedTime?.(file)?.getTime() ?? 0);
    const version =
      known?.modified === modified ? known.version : file.includes('/node_modules/') ? contentVersion(file) : modified;
    this.#looks.set(file, { at: now, modified, version });
    return version;
  }
}

/**
 * By content: of two copies of one package version the compiler keeps one, under the names of both, and would make a new
 * program each time because the copies were installed at different times.
 */
function contentVersion(file: string): string {
  return createHash('sha1')
    .update(disk.readFile(file) ?? '')
    .digest('base64');
}
