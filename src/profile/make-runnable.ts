import { readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits } from '../analysis/edits/apply-edits.ts';
import type { ResolvedImport, WrittenImport } from '../analysis/protocol.ts';
import type { MappedModule, ModuleMap, RunnableModule } from '../engine/protocol.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Target } from '../model/target.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { appendScope } from './append-scope.ts';
import { chooseFormats } from './choose-formats.ts';
import { commonjsTwins } from './commonjs-twins.ts';
import { forgetOldFiles, keepFile } from './code-store.ts';
import { esbuildProgram, isBuildFailure } from './esbuild.ts';
import { fileKind } from './file-kinds.ts';
import { LoadError } from './load-error.ts';
import { checkExports } from './missing-export.ts';
import { mayHaveEffects } from './may-have-effects.ts';
import { packageScopeOf } from './package-scope.ts';
import { parseInputs } from './parse-inputs.ts';
import { plugAndPlayArguments } from './plug-and-play.ts';
import { recordResolutions, type WrittenStandIn } from './record-resolutions.ts';
import { standInCode } from './stand-ins.ts';
import { supplyTypeExports } from './supply-type-exports.ts';
import { toLoadError } from './to-load-error.ts';
import { transpileAs } from './transpile-as.ts';
import { walkGraph, type ModuleGraph } from './walk-graph.ts';

export interface MakeRunnableOptions {
  /** Absolute folder for transpiled code; any number of concurrent runs may share it. */
  cacheFolder: string;
  signal?: AbortSignal | undefined;
  /** Resolves what the bundler cannot, such as paths of a referenced tsconfig.json, and knows the types for decorators. */
  analysis?: Pick<AnalysisClient, 'resolveImports' | 'decoratorMetadata'> | undefined;
}

/** Not a tag in a comment, which follows an asterisk. */
const decorator = /(?:^|[(,])\s*@[\w(]/m;

/**
 * Prepares the user's file to run in place. Transpiles what Node cannot run as written, resolves what Node would not
 * find, and records both for the module hooks. Does not execute or change the user's files.
 * @throws LoadError if the code or the inputs' expression does not parse, or an import cannot be resolved
 */
export async function makeRunnable(
  target: Target,
  inputs: Inputs,
  { cacheFolder, signal, analysis }: MakeRunnableOptions,
): Promise<RunnableModule> {
  const { path, source } = await readSource(target.file);
  const jsxMayStand = extname(path) === '.tsx' || fileKind(path) !== 'typescript';
  const expression = await parseInputs(inputs, jsxMayStand ? 'tsx' : 'ts');
  const contents = appendScope(source, target, expression);
  const root = packageScopeOf(path, new Map()).folder;
  signal?.throwIfAborted();
  const resolveImports = async (imports: WrittenImport[]): Promise<ResolvedImport[]> =>
    (await analysis?.resolveImports(imports, signal)) ?? [];
  const addMetadata = async (file: string, text: string): Promise<string> => {
    if (!analysis || fileKind(file) !== 'typescript' || !decorator.test(text)) return text;
    const marked = text.replace(/^\uFEFF/, '');
    return applyEdits(marked, await analysis.decoratorMetadata(path, file, marked, signal));
  };
  try {
    const graph = await walkGraph({ path, contents }, root, { resolveImports, addMetadata }, signal);
    signal?.throwIfAborted();
    const modules = await makeModules(graph, path, root, join(cacheFolder, 'modules'), signal);
    const map: ModuleMap = {
      version: 1,
      modules,
      resolutions: recordResolutions(graph.edges, await writeStandIns(graph, join(cacheFolder, 'modules'))),
      esbuild: esbuildProgram(),
      cacheFolder: join(cacheFolder, 'on-demand'),
    };
    signal?.throwIfAborted();
    const mapFile = await keepFile(join(cacheFolder, 'maps'), JSON.stringify(map), '.json');
    for (const folder of ['maps', 'modules', 'on-demand']) await forgetOldFiles(join(cacheFolder, folder));
    const nodeArguments = plugAndPlayArguments(path);
    return {
      url: pathToFileURL(path).href,
      mapFile,
      mayHaveEffects: mayHaveEffects(graph),
      ...(nodeArguments.length > 0 ? { nodeArguments } : {}),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw await toLoadError(error, { root, target: path, lines: source.split('\n').length, inputs, resolveImports });
  }
}

async function readSource(file: string): Promise<{ path: string; source: string }> {
  if (fileKind(file) === 'other' || /\.d\.[cm]?ts$/.test(file)) {
    throw new LoadError('load', `Expected a TypeScript or JavaScript file with code, found ${file}.`);
  }
  try {
    // Node identifies a module by its real path, and so do its importers.
    const path = await realpath(file);
    return { path, source: await readFile(path, 'utf8') };
  } catch (error) {
    throw new LoadError('load', `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function writeStandIns({ standIns, files }: ModuleGraph, folder: string): Promise<WrittenStandIn[]> {
  const written: WrittenStandIn[] = [];
  for (const standIn of standIns) {
    const { importer, specifier } = standIn;
    const { module, commonjs } = await standInCode(standIn, files.get(importer)?.contents ?? '');
    const both = { import: await keepFile(folder, module, '.mjs'), require: await keepFile(folder, commonjs, '.cjs') };
    written.push({ importer, specifier, files: both });
  }
  return written;
}

async function makeModules(
  graph: ModuleGraph,
  target: string,
  root: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Record<string, MappedModule>> {
  const { formats, commonjs } = await chooseFormats(graph, target, root);
  const code = await transpileAs(graph, formats, commonjs, root);
  checkExports(code, graph, target);
  const esModules = new Map([...code].filter(([path]) => formats.get(path)?.format === 'module'));
  supplyTypeExports(esModules, graph.edges);
  for (const [path, text] of esModules) code.set(path, text);
  signal?.throwIfAborted();
  const twins = await commonjsTwins(graph, formats, root);
  const modules: Record<string, MappedModule> = {};
  for (const [path, { format }] of formats) {
    signal?.throwIfAborted();
    const text = code.get(path);
    const module: MappedModule = { format, code: text === undefined ? path : await keepFile(folder, text, '.js') };
    const twin = twins.get(path);
    modules[path] = twin === undefined ? module : { ...module, commonjs: await keepFile(folder, twin, '.js') };
  }
  return modules;
}
