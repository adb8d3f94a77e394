import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { isPool, poolPackage } from './parallel-constructs.ts';
import { perChecker } from '../syntax/per-checker.ts';

/** Functions that make their arguments callable from outside the worker. */
const exposers = new Set(['workerpool.worker', 'threads.expose', 'threads.worker.expose', 'comlink.expose']);
/** Classes whose first argument is the worker's task function. */
const workerClasses = new Set(['poolifier.ThreadWorker', 'poolifier.ClusterWorker']);
const mayDispatch =
  /\b(pool|Pool|piscina|tinypool|workerpool|poolifier|threads|expose|executor|parallel-profiler)\b|Pool\b/i;

/** A task that the source passes to workers. */
export interface DispatchedTask {
  /** The function, or an expression that refers to it. */
  task: ts.Expression;
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
        found.push({ task: first, call: node, library, how: 'handed' });
      }
      const name = apiName(node.expression, checker);
      if (name !== null && exposers.has(name) && first) found.push(...offered(first, node, name));
    } else if (ts.isNewExpression(node)) {
      const name = apiName(node.expression, checker);
      const first = node.arguments?.[0];
      if (name !== null && workerClasses.has(name) && first) found.push(...offered(first, node, name));
    }
    ts.forEachChild(node, visit);
  };
  if (mayDispatch.test(sourceFile.text)) visit(sourceFile);
  return found;
});

function offered(first: ts.Expression, call: DispatchedTask['call'], name: string): DispatchedTask[] {
  const library = name.slice(0, name.indexOf('.'));
  return members(first).map((task) => ({ task, call, library, how: 'offered' }));
}

/** Returns the functions of `{ f, g: h }`, or the expression itself. */
function members(exposed: ts.Expression): ts.Expression[] {
  const value = unwrap(exposed);
  if (!ts.isObjectLiteralExpression(value)) return [value];
  return value.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) ? [property.initializer] : [];
  });
}
