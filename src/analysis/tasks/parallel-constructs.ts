import ts from 'typescript';
import { importedSymbol } from '../syntax/bind-file.ts';
import { unwrap } from '../syntax/member-path.ts';
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
  // Of a browser, and of Bun and Deno.
  Worker: 'worker',
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
  if (apiName(expression, checker) === 'workerpool' || poolCreation(expression, checker)) return true;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(expression)).getSymbol();
  return type !== undefined && isPoolType(type);
}

/** A pool passes through few names on its way. */
const deepest = 5;

/**
 * Returns the expression that creates a pool: `new Piscina()` for `pool`, `this.#pool`, `(pool ??= new Piscina())` and
 * `getPool()`. Follows variables, fields, assignments and functions; `null` if none of them shows it.
 */
export const poolCreation = perChecker((written: ts.Expression, checker): ts.NewExpression | ts.CallExpression | null =>
  createdBy(written, checker, 0),
);

function createdBy(
  written: ts.Expression,
  checker: ts.TypeChecker,
  depth: number,
): ts.NewExpression | ts.CallExpression | null {
  if (depth > deepest) return null;
  const inner = unwrap(written);
  const value = ts.isAwaitExpression(inner) ? unwrap(inner.expression) : inner;
  const construct = parallelConstruct(value, checker);
  if (construct) return construct.kind === 'pool' ? construct.node : null;
  if (ts.isBinaryExpression(value))
    return createdBy(value.right, checker, depth + 1) ?? createdBy(value.left, checker, depth + 1);
  if (ts.isConditionalExpression(value))
    return createdBy(value.whenTrue, checker, depth + 1) ?? createdBy(value.whenFalse, checker, depth + 1);
  if (ts.isCallExpression(value)) {
    const made = declarationOf(value.expression, checker);
    const result = made && resultOf(made);
    return result ? createdBy(result, checker, depth + 1) : null;
  }
  const declaration = declarationOf(value, checker);
  if (!declaration) return null;
  const isHeld =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration);
  const held = isHeld && declaration.initializer ? createdBy(declaration.initializer, checker, depth + 1) : null;
  return held ?? (isHeld || ts.isParameter(declaration) ? assignedPool(declaration, checker) : null);
}

/** `let pool; ...; pool = new Piscina()`, `this.pool = new Piscina()`. */
function assignedPool(
  declaration: ts.Declaration,
  checker: ts.TypeChecker,
): ts.NewExpression | ts.CallExpression | null {
  for (const { node, kind } of parallelConstructs(declaration.getSourceFile(), checker)) {
    if (kind !== 'pool') continue;
    let made: ts.Node = node;
    while (ts.isAwaitExpression(made.parent) || ts.isParenthesizedExpression(made.parent)) made = made.parent;
    const { parent } = made;
    if (!ts.isBinaryExpression(parent) || parent.right !== made) continue;
    if (declarationOf(parent.left, checker) === declaration) return node;
  }
  return null;
}

function declarationOf(written: ts.Expression, checker: ts.TypeChecker): ts.Declaration | undefined {
  const symbol = importedSymbol(written, checker);
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/** Returns what a function returns, if it returns in one place. */
function resultOf(declaration: ts.Declaration): ts.Expression | null {
  const held = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  if (!held || !ts.isFunctionLike(held)) return null;
  const { body } = held as ts.FunctionLikeDeclaration;
  if (!body || !ts.isBlock(body)) return body ?? null;
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) ? (last.expression ?? null) : null;
}

const poolLibraries =
  /\/node_modules\/(piscina|tinypool|workerpool|poolifier|threads|jest-worker|node-worker-threads-pool|parallel-profiler)\//;
const startsWorkers = /\b(worker_threads|child_process|cluster|fork|[wW]orkers?)\b/;

/** Returns whether a class with the name of a pool comes from a library with workers, or its own file starts some. Databases have pools too. */
function isPoolType({ name: exported, declarations = [] }: ts.Symbol): boolean {
  // The symbol of a default export has another name than its class.
  const [declared] = declarations;
  const name = (declared && ts.getNameOfDeclaration(declared)?.getText()) ?? exported;
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
  if (apiName(expression, checker) === 'workerpool') return 'workerpool';
  const created = poolCreation(expression, checker);
  const name = created && apiName(created.expression, checker);
  if (name !== null) return /^[^.]+/.exec(name)?.[0] ?? null;
  // A pool that is a parameter or comes from another place: by the package that declares its type.
  const type = checker.getNonNullableType(checker.getTypeAtLocation(expression)).getSymbol();
  const declared = type?.declarations?.[0]?.getSourceFile().fileName ?? '';
  return poolLibraries.exec(declared)?.[1] ?? null;
}
