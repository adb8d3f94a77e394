import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { enclosingIterations } from '../syntax/iterations.ts';
import { apiName } from '../syntax/node-api.ts';
import { runsOnLoad } from '../tasks/runs-on-load.ts';
import { parallelConstructs, type ParallelConstruct } from '../tasks/parallel-constructs.ts';
import { findingAt, type Rule } from './rule.ts';

const handlers = /^(on|once|addListener|addEventListener|get|post|put|patch|delete|all|use|createServer|setInterval)$/;

/** Reports workers that are started once per item or per event instead of once. */
export const poolInLoop: Rule = {
  codes: ['pool-in-loop'],
  check({ sourceFile, checker }) {
    return parallelConstructs(sourceFile, checker).flatMap((construct) => {
      const { node, what } = construct;
      if (isPerItem(construct, checker)) return [findingAt(node, 'pool-in-loop', { what, where: 'loop' })];
      if (isForOneTask(construct, checker)) return [findingAt(node, 'pool-in-loop', { what, where: 'call' })];
      return isPerEvent(node) ? [findingAt(node, 'pool-in-loop', { what, where: 'handler' })] : [];
    });
  },
};

/** A loop that counts workers creates a pool, which is right; a loop over items creates a worker for each. */
function isPerItem({ node, kind }: ParallelConstruct, checker: ts.TypeChecker): boolean {
  const own = enclosingIterations(node).filter((iteration) => isSameFunction(iteration.node, node));
  if (kind === 'pool') return own.length > 0;
  return own.some(({ node: loop, variables }) => {
    if (!overItems(loop, checker)) return false;
    const mentions = (part: ts.Node): boolean => {
      const symbol = ts.isIdentifier(part) ? referredSymbol(part, checker) : undefined;
      if (symbol && variables.has(symbol)) return true;
      return ts.forEachChild(part, mentions) ?? false;
    };
    return (node.arguments ?? []).some(mentions);
  });
}

function overItems(loop: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isForInStatement(loop)) return true;
  if (ts.isForOfStatement(loop)) return !isNumbering(loop.expression, checker);
  return ts.isCallExpression(loop) && !isNumbering(loop, checker);
}

/** `Array.from({ length: n }, (_, i) => new Worker(file, { workerData: i }))` numbers its workers. */
function isNumbering(collection: ts.Expression, checker: ts.TypeChecker): boolean {
  const isOfCores = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && apiName(node.expression, checker) === 'os.cpus') ||
    ((ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) && isOfCores(node.expression));
  const walked = ts.isCallExpression(collection) ? collection.expression.getText() : '';
  return (
    /^(new )?Array\(|^Array\.from\(\{|^\[\.\.\.(new )?Array\(/.test(collection.getText()) ||
    /\.(from|keys|fill)\b|^range\w*$|\brange\w*\(/i.test(walked) ||
    isOfCores(collection)
  );
}

/** Returns whether only callbacks of iterations lie in between; any other function may be called only once. */
function isSameFunction(loop: ts.Node, node: ts.Node): boolean {
  for (let inner: ts.Node = node.parent; inner !== loop; inner = inner.parent) {
    if (ts.isSourceFile(inner)) return false;
    const isCallback = ts.isFunctionLike(inner) && ts.isCallExpression(inner.parent);
    if (ts.isFunctionLike(inner) && !isCallback && !isPromiseExecutor(inner)) return false;
  }
  return true;
}

function isPromiseExecutor(node: ts.Node): boolean {
  return ts.isNewExpression(node.parent) && node.parent.expression.getText() === 'Promise';
}

const closes = /^(destroy|close|terminate|end|shutdown|stop)$/;
const sendsOne = /^(run|runTask|exec|execute|apply|submit)$/;

/** `const pool = new Piscina(); const result = await pool.run(x); await pool.destroy(); return result;`. */
function isForOneTask({ node, kind }: ParallelConstruct, checker: ts.TypeChecker): boolean {
  const { parent } = node;
  const around = ts.findAncestor(node, ts.isFunctionLike);
  if (kind !== 'pool' || !around || runsOnLoad(node, checker)) return false;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const pool = checker.getSymbolAtLocation(parent.name);
  const isUsing = (ts.getCombinedNodeFlags(parent) & ts.NodeFlags.Using) !== 0;
  let tasks = 0;
  let closed = isUsing ? 1 : 0;
  let others = 0;
  const count = (part: ts.Node): void => {
    if (ts.isIdentifier(part) && part !== parent.name && referredSymbol(part, checker) === pool) {
      const method = ts.isPropertyAccessExpression(part.parent) ? part.parent.name.text : '';
      const isOnce = ts.findAncestor(part, (each) => ts.isFunctionLike(each) || ts.isIterationStatement(each, false));
      if (sendsOne.test(method) && isOnce === around) tasks++;
      else if (closes.test(method)) closed++;
      else others++;
    }
    ts.forEachChild(part, count);
  };
  count(around);
  return tasks === 1 && closed > 0 && others === 0;
}

/** Returns whether a node is inside a callback for events or requests. */
function isPerEvent(node: ts.Node): boolean {
  for (let inner: ts.Node = node; !ts.isSourceFile(inner); inner = inner.parent) {
    if (!ts.isFunctionLike(inner)) continue;
    if (isPromiseExecutor(inner)) continue;
    const { parent } = inner;
    if (!ts.isCallExpression(parent) || parent.expression === inner) return false;
    const callee = parent.expression;
    const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
    if (!handlers.test(method)) continue;
    const event = parent.arguments[0];
    // A worker started when another ends, or when a server is ready, is a replacement or a first start and does not
    // repeat per event.
    if (
      event &&
      ts.isStringLiteralLike(event) &&
      /^(exit|error|close|online|listening|ready|disconnect|SIG\w+|load|end|open)$/.test(event.text)
    )
      return false;
    return (
      /^(createServer|setInterval)$/.test(method) ||
      (event !== undefined && ts.isStringLiteralLike(event) && event !== (inner as ts.Node))
    );
  }
  return false;
}
