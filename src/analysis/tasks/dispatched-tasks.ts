import ts from 'typescript';
import { extendedBy } from '../functions/declarations.ts';
import { isFunction, propertyName, unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { exposedFunctions, type ExposedFunction } from './exposed-functions.ts';
import { isPool, poolPackage } from './parallel-constructs.ts';
import { perChecker } from '../syntax/per-checker.ts';

/** Functions that make their arguments callable from outside the worker. */
const exposers = new Set(['workerpool.worker', 'threads.expose', 'threads.worker.expose', 'comlink.expose']);
/** Classes whose first argument is the worker's task function. */
const workerClasses = new Set(['poolifier.ThreadWorker', 'poolifier.ClusterWorker']);
const mayDispatch =
  /\b(pool|Pool|piscina|tinypool|workerpool|poolifier|jest-worker|threads|expose|executor|parallel-profiler)\b|Pool\b/i;

/** A task that the source passes to workers. */
export interface DispatchedTask {
  /** The function, or an expression that refers to it. */
  task: ExposedFunction;
  /** The call that passes it; a `new` for worker classes. */
  call: ts.CallExpression | ts.NewExpression;
  /** Import specifier of the library: `workerpool`; `null` if only its type shows that it is a pool. */
  library: string | null;
  /** Whether a pool's user passes the task, or the worker itself offers it. */
  how: 'handed' | 'offered';
}

/** Finds the tasks that a file passes to pools, `pool.map(f, xs)`, or offers as a worker, `workerpool.worker({ f })`. */
export const dispatchedTasks = perChecker((sourceFile: ts.SourceFile, checker): readonly DispatchedTask[] => {
  const found: DispatchedTask[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const isTask =
        ts.isPropertyAccessExpression(node.expression) &&
        first !== undefined &&
        isPool(node.expression.expression, checker);
      if (isTask) {
        const library = poolPackage(node.expression.expression, checker);
        const inOption = library === 'node-worker-threads-pool' ? taskOption(first) : null;
        found.push({ task: inOption ?? first, call: node, library, how: 'handed' });
      }
      const name = apiName(node.expression, checker);
      const superName = node.expression.kind === ts.SyntaxKind.SuperKeyword ? nameOfBase(node, checker) : null;
      const worker = name !== null && exposers.has(name) ? name : superName;
      if (worker !== null && first) found.push(...offered(first, node, worker, checker));
    } else if (ts.isNewExpression(node)) {
      const name = apiName(node.expression, checker);
      const first = node.arguments?.[0];
      if (name !== null && workerClasses.has(name) && first) found.push(...offered(first, node, name, checker));
      const task = name === 'node-worker-threads-pool.StaticPool' && first ? taskOption(first) : null;
      if (task) found.push({ task, call: node, library: 'node-worker-threads-pool', how: 'handed' });
    }
    ts.forEachChild(node, visit);
  };
  if (mayDispatch.test(sourceFile.text)) visit(sourceFile);
  return found;
});

/** `poolifier.ThreadWorker` for `super(run)` in a class that extends it. */
function nameOfBase(node: ts.CallExpression, checker: ts.TypeChecker): string | null {
  const around = ts.findAncestor(node, ts.isClassLike);
  const base = around && extendedBy(around);
  const name = base ? apiName(base, checker) : null;
  return name !== null && workerClasses.has(name) ? name : null;
}

/** Returns whether a pool sends a function as text, so that it runs without its module and the variables around it. */
export function isSentAsText({ library, how, call }: DispatchedTask): boolean {
  if (how === 'offered') return false;
  if (library === 'node-worker-threads-pool') return true;
  const callee = call.expression;
  return library === 'workerpool' && ts.isPropertyAccessExpression(callee) && callee.name.text === 'exec';
}

function offered(
  first: ts.Expression,
  call: DispatchedTask['call'],
  name: string,
  checker: ts.TypeChecker,
): DispatchedTask[] {
  const library = name.slice(0, name.indexOf('.'));
  return exposedFunctions(first, checker).map((task) => ({ task, call, library, how: 'offered' }));
}

/** The function of `{ task: (n) => n * 2, param: 1 }`, as node-worker-threads-pool takes it. */
function taskOption(written: ts.Expression): ExposedFunction | null {
  const value = unwrap(written);
  if (!ts.isObjectLiteralExpression(value)) return null;
  const task = value.properties.find(({ name }) => name && propertyName(name) === 'task');
  if (task && ts.isMethodDeclaration(task)) return task;
  const held = task && ts.isPropertyAssignment(task) ? unwrap(task.initializer) : null;
  return held && isFunction(held) ? held : null;
}
