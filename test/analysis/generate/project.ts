import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { hostWithLibraries } from '../../cached-libraries.ts';
import { applyEdits } from '../../../src/analysis/edits/apply-edits.ts';
import { generateParallel, listCallSites } from '../../../src/analysis/generate/generate-parallel.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { CallSite, GeneratedCode, PoolChoice, PoolLibrary } from '../../../src/model/change.ts';

const root = join(import.meta.dirname, '../../..');
/** The one that runs TypeScript by itself, whatever the tests run on. */
const node = join(root, 'node_modules/node/bin/node');
const noChoice: PoolChoice = { kind: null, workers: null, chunkSize: null };

/** A package on the disk, as strict as can be, whose files are rewritten and run. */
export class TestProject {
  readonly folder: string;
  readonly #projects = new Projects({ trustMs: 0, mostRoots: 64 });

  /** @param isInstalled whether the packages of this repository are there for it */
  constructor(files: Record<string, string>, packageJson: object = { type: 'module' }, isInstalled = true) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'generate-')));
    if (isInstalled) symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    const compilerOptions = {
      target: 'esnext',
      lib: ['es2024', 'esnext.disposable'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      verbatimModuleSyntax: 'type' in packageJson,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      paths: { 'parallel-profiler': [join(root, 'src/multiprocessing/index.ts')] },
    };
    const all = {
      'package.json': JSON.stringify(packageJson),
      'tsconfig.json': JSON.stringify({ compilerOptions }),
      ...files,
    };
    for (const [name, text] of Object.entries(all)) this.write(name, text);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  sites(name: string): CallSite[] {
    return listCallSites(this.#projects, join(this.folder, name), this.read(name)).sites;
  }

  generate(name: string, site: CallSite, library: PoolLibrary, choice: Partial<PoolChoice> = {}): GeneratedCode {
    const file = join(this.folder, name);
    return generateParallel(this.#projects, file, this.read(name), site.location, library, { ...noChoice, ...choice });
  }

  /** Makes the first call that can be rewritten parallel; `null` when there is none left. */
  rewrite(name: string, library: PoolLibrary, choice: Partial<PoolChoice> = {}): GeneratedCode | null {
    const site = this.sites(name).find(({ problem }) => problem === null);
    if (!site) return null;
    const generated = this.generate(name, site, library, choice);
    if (generated.status === 'refused') return generated;
    const { edits, newFiles } = generated.change;
    this.write(name, applyEdits(this.read(name), edits));
    for (const { file, text } of newFiles) writeFileSync(file, text);
    return generated;
  }

  /** Returns the compiler's errors in a file of the project and in all others of it that it imports. */
  errors(name: string): string[] {
    const configFile = join(this.folder, 'tsconfig.json');
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)).config,
      ts.sys,
      this.folder,
    );
    const program = ts.createProgram([join(this.folder, name)], options, hostWithLibraries(options));
    // Not those of the library's own sources, which other checks compile.
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(this.folder));
    return [
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
    ].map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }

  /** Returns the output of a file. */
  run(name: string, env: NodeJS.ProcessEnv = {}): string {
    return execFileSync(node, ['--no-warnings', join(this.folder, name)], {
      encoding: 'utf8',
      // The machine may be busy with other tests.
      timeout: 150_000,
      env: { ...process.env, ...env },
    });
  }

  /** Starts a file as a process that runs until it is ended. */
  start(name: string, env: NodeJS.ProcessEnv): ChildProcess {
    const options = { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] as const };
    return spawn(node, ['--no-warnings', join(this.folder, name)], { ...options, stdio: [...options.stdio] });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
