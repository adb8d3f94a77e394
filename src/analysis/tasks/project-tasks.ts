import ts from 'typescript';
import { disk } from '../files/disk.ts';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { joinChannels } from './channel-of.ts';
import { importedTasks, type ImportedTask } from './imported-tasks.ts';

/** Minimum time between scans of the disk: other files change rarely, and there may be thousands. */
const rescanMs = 10_000;
const none: ReadonlyMap<string, Channel> = new Map();
const byProgram = new WeakMap<ts.Program, ProjectTasks>();

/**
 * Returns the names of a file's exports that other files of its project pass to workers, and how their values travel; `*`
 * means all.
 */
export function tasksHandedOut(program: ts.Program, file: string): ReadonlyMap<string, Channel> {
  return byProgram.get(program)?.of(file) ?? none;
}

/** The part of a project that `ProjectTasks` uses. */
export interface ProjectFiles {
  files: () => Iterable<string>;
  /** Changes with the text. */
  version: (file: string) => string;
  text: (file: string) => string | undefined;
  options: ts.CompilerOptions;
}

/**
 * Finds the functions that a project's files pass to workers. Reads each file once per version, independently of the
 * others.
 */
export class ProjectTasks {
  readonly #project: ProjectFiles;
  readonly #known = new Map<string, { version: string; tasks: ImportedTask[] }>();
  readonly #resolved = new Map<string, string | null>();
  #byFile = new Map<string, Map<string, Channel>>();
  #scannedAt = -Infinity;

  constructor(project: ProjectFiles) {
    this.#project = project;
  }

  /** Makes this instance answer for the rules that check the program. */
  attach(program: ts.Program): void {
    byProgram.set(program, this);
  }

  /** See `tasksHandedOut`. */
  of(file: string): ReadonlyMap<string, Channel> {
    if (performance.now() - this.#scannedAt > rescanMs) this.#scan();
    return this.#byFile.get(file) ?? none;
  }

  #scan(): void {
    this.#byFile = new Map();
    this.#resolved.clear();
    for (const file of this.#project.files()) {
      if (/\.d\.[cm]?ts$/.test(file)) continue;
      for (const task of this.#tasksOf(file)) {
        const target = this.#resolve(task.module, file);
        if (target === null || target === file) continue;
        const names = this.#byFile.get(target) ?? new Map<string, Channel>();
        this.#byFile.set(target, names.set(task.name, joinChannels(names.get(task.name), task.channel)));
      }
    }
    this.#scannedAt = performance.now();
  }

  #tasksOf(file: string): ImportedTask[] {
    const version = this.#project.version(file);
    const known = this.#known.get(file);
    if (known?.version === version) return known.tasks;
    const tasks = importedTasks(file, this.#project.text(file) ?? '');
    this.#known.set(file, { version, tasks });
    return tasks;
  }

  #resolve(module: string, from: string): string | null {
    const key = `${from.slice(0, from.lastIndexOf('/'))} ${module}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    // The path of a worker is often that of the compiled file; the compiler can trace it back.
    const { resolvedModule } = ts.resolveModuleName(module, from, this.#project.options, disk);
    const found = resolvedModule?.isExternalLibraryImport === true ? null : (resolvedModule?.resolvedFileName ?? null);
    this.#resolved.set(key, found);
    return found;
  }
}
