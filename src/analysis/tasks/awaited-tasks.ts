import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { isFunction } from '../syntax/member-path.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';

/** A task that is awaited before the next one is sent. */
export interface AwaitedTask {
  await: ts.AwaitExpression;
  /** `null` for the callback of a `reduce`. */
  loop: ts.ForOfStatement | ts.ForInStatement | ts.ForStatement | null;
}

/** Methods that send one task; `map` sends many. */
const sendsOne = /^(run|runTask|exec|execute|apply|submit)$/;

/**
 * Finds tasks that run one after the other although none needs the result of another. Silent about loops that end early, such
 * as a retry or a search, and about loops of which several run at once.
 */
export function awaitedTasks(sourceFile: ts.SourceFile, checker: ts.TypeChecker): AwaitedTask[] {
  return dispatchedTasks(sourceFile, checker).flatMap(({ call, how }): AwaitedTask[] => {
    if (how !== 'handed' || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return [];
    if (!sendsOne.test(call.expression.name.text)) return [];
    const awaited = awaitOf(call);
    if (!awaited) return [];
    const around = ts.findAncestor(call, (node) => isLoop(node) || ts.isFunctionLike(node));
    if (around && isLoop(around)) {
      // A pool that is created in the loop is the larger mistake, and has its own finding.
      const hasOwnPool = [...symbolsIn([call.expression.expression], checker)].some(
        ({ valueDeclaration }) => valueDeclaration !== undefined && isWithin(valueDeclaration, around),
      );
      const isOne =
        !hasOwnPool && isWithin(call, around.statement) && !endsEarly(around.statement) && !isAmongOthers(around);
      return isOne && isIndependent(call, around, checker) ? [{ await: awaited, loop: around }] : [];
    }
    return around && isReducer(around) && !mentionsFirst(call, around, checker) ? [{ await: awaited, loop: null }] : [];
  });
}

function isLoop(node: ts.Node): node is NonNullable<AwaitedTask['loop']> {
  return (ts.isForOfStatement(node) && !node.awaitModifier) || ts.isForInStatement(node) || ts.isForStatement(node);
}

/** The `await` of a call, also behind `.then(...)`. */
function awaitOf(call: ts.CallExpression): ts.AwaitExpression | null {
  for (let node: ts.Node = call; ; node = node.parent) {
    const { parent } = node;
    if (ts.isAwaitExpression(parent)) return parent;
    const isChained =
      (ts.isPropertyAccessExpression(parent) && parent.expression === node) ||
      (ts.isCallExpression(parent) && parent.expression === node) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent);
    if (!isChained) return null;
  }
}

function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}

function endsEarly(body: ts.Statement): boolean {
  const ends = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isBreakStatement(node) || ts.isReturnStatement(node)) return true;
    return ts.forEachChild(node, ends) ?? false;
  };
  return ends(body);
}

/** `Promise.all(groups.map(async (group) => { for (const x of group) await pool.run(x); }))`. */
function isAmongOthers(loop: ts.Node): boolean {
  const around = ts.findAncestor(loop, ts.isFunctionLike);
  return around !== undefined && ts.isCallExpression(around.parent) && ts.isExpression(around) && isFunction(around);
}

/** Whether each task has its own data, and none that the loop made from an earlier result. */
function isIndependent(
  call: ts.CallExpression,
  loop: NonNullable<AwaitedTask['loop']>,
  checker: ts.TypeChecker,
): boolean {
  const used = symbolsIn(call.arguments, checker);
  const isInLoop = ({ valueDeclaration }: ts.Symbol): boolean =>
    valueDeclaration !== undefined && isWithin(valueDeclaration, loop);
  return [...used].some(isInLoop) && ![...used].some((symbol) => !isInLoop(symbol) && isWritten(symbol, loop, checker));
}

function symbolsIn(nodes: readonly ts.Node[], checker: ts.TypeChecker): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? referredSymbol(node, checker) : undefined;
    if (symbol) found.add(symbol);
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return found;
}

function isWritten(symbol: ts.Symbol, loop: ts.Node, checker: ts.TypeChecker): boolean {
  const writes = (node: ts.Node): boolean => {
    const isAssignment =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    if (isAssignment && symbolsIn([node.left], checker).has(symbol)) return true;
    // `results.push(...)` changes an object that may be sent.
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (/^(push|unshift|set|add|splice)$/.test(name.text) && symbolsIn([expression], checker).has(symbol))
        return true;
    }
    return ts.forEachChild(node, writes) ?? false;
  };
  return writes(loop);
}

/** `xs.reduce(async (sum, x) => (await sum) + (await pool.run(x)), ...)`. */
function isReducer(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  if (!ts.isExpression(node) || !isFunction(node) || !ts.isCallExpression(node.parent)) return false;
  const { expression } = node.parent;
  return ts.isPropertyAccessExpression(expression) && /^reduce(Right)?$/.test(expression.name.text);
}

function mentionsFirst(
  call: ts.CallExpression,
  { parameters: [first] }: ts.ArrowFunction | ts.FunctionExpression,
  checker: ts.TypeChecker,
): boolean {
  const symbol = first && checker.getSymbolAtLocation(first.name);
  return symbol === undefined || symbolsIn(call.arguments, checker).has(symbol);
}
