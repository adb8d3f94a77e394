import ts from 'typescript';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';

/** A construct that starts workers. */
export interface ParallelConstruct {
  node: ts.NewExpression | ts.CallExpression;
  kind: 'worker' | 'process' | 'pool';
  /** Noun phrase for a sentence: `a worker thread`. */
  what: string;
}

const constructs: Record<string, ParallelConstruct['kind']> = {
  'worker_threads.Worker': 'worker',
  'child_process.fork': 'process',
  'cluster.fork': 'process',
  'parallel-profiler.Pool': 'pool',
  'parallel-profiler.Process': 'process',
  piscina: 'pool',
  'piscina.Piscina': 'pool',
  tinypool: 'pool',
  'tinypool.Tinypool': 'pool',
  'workerpool.pool': 'pool',
  'poolifier.FixedThreadPool': 'pool',
  'poolifier.DynamicThreadPool': 'pool',
  'poolifier.FixedClusterPool': 'pool',
  'poolifier.DynamicClusterPool': 'pool',
  'threads.Pool': 'pool',
  'jest-worker.Worker': 'pool',
  'node-worker-threads-pool.StaticPool': 'pool',
  'node-worker-threads-pool.DynamicPool': 'pool',
};
const words = { worker: 'a worker thread', process: 'a process', pool: 'a pool of workers' };

/** Returns the construct if a `new` expression or a call starts workers. */
export function parallelConstruct(node: ts.Node, checker: ts.TypeChecker): ParallelConstruct | null {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return null;
  const name = apiName(node.expression, checker);
  const kind = name !== null && Object.hasOwn(constructs, name) ? constructs[name] : undefined;
  if (kind === undefined) return null;
  return { node, kind, what: words[kind] };
}

/** Returns all constructs of a file. */
export const parallelConstructs = perChecker((sourceFile: ts.SourceFile, checker): readonly ParallelConstruct[] => {
  const found: ParallelConstruct[] = [];
  const visit = (node: ts.Node): void => {
    const construct = parallelConstruct(node, checker);
    if (construct) found.push(construct);
    ts.forEachChild(node, visit);
  };
  // A quick text check; most files start no workers.
  if (/\b(Worker|fork|Pool|[Pp]iscina|[Tt]inypool|workerpool|Process)\b|Pool\b/.test(sourceFile.text))
    visit(sourceFile);
  return found;
});

/** Returns whether an expression is a pool: created by one of the constructs, or of a type with that name. */
export function isPool(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (parallelConstruct(expression, checker)?.kind === 'pool' || apiName(expression, checker) === 'workerpool')
    return true;
  const symbol = checker.getSymbolAtLocation(expression);
  const declaration = symbol?.valueDeclaration;
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const made = ts.isAwaitExpression(declaration.initializer)
      ? declaration.initializer.expression
      : declaration.initializer;
    if (parallelConstruct(made, checker)?.kind === 'pool') return true;
  }
  const type = checker.getTypeAtLocation(expression).getSymbol();
  return type !== undefined && isPoolType(type);
}

const poolLibraries =
  /\/node_modules\/(piscina|tinypool|workerpool|poolifier|threads|jest-worker|node-worker-threads-pool|parallel-profiler)\//;
const startsWorkers = /\b(worker_threads|child_process|cluster|fork|[wW]orkers?)\b/;

/** Returns whether a class with the name of a pool comes from a library with workers, or its own file starts some. Databases have pools too. */
function isPoolType({ name, declarations = [] }: ts.Symbol): boolean {
  const isPlainName = /^(Pool|Piscina|Tinypool)$/.test(name);
  if (!isPlainName && !/(Thread|Worker|Process|Cluster)Pool$/.test(name)) return false;
  return declarations.some((declaration) => {
    const { fileName, text } = declaration.getSourceFile();
    // The code of a declaration is elsewhere, so only its name can be judged.
    const isAmbient = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0;
    if (!fileName.includes('/node_modules/')) return startsWorkers.test(text) || (isAmbient && !isPlainName);
    return !isPlainName || poolLibraries.test(fileName);
  });
}

/** Returns the package that a pool is imported from, `workerpool`; `null` if only its type is named like a pool. */
export function poolPackage(expression: ts.Expression, checker: ts.TypeChecker): string | null {
  const made = (part: ts.Expression): string | null => {
    const name = ts.isNewExpression(part) || ts.isCallExpression(part) ? apiName(part.expression, checker) : null;
    return name === null ? null : (/^[^.]+/.exec(name)?.[0] ?? null);
  };
  if (apiName(expression, checker) === 'workerpool') return 'workerpool';
  const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration;
  const initializer = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const value = initializer && ts.isAwaitExpression(initializer) ? initializer.expression : (initializer ?? expression);
  return made(value);
}
