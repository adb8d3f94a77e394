import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { isFunction } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { derivedFrom, isAssignment, symbolsIn } from '../syntax/derived-values.ts';
import { itemMethods } from '../syntax/iterations.ts';
import { isInside } from '../syntax/node-at.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { functionOf } from './find-candidates.ts';
import { poolCreation } from './parallel-constructs.ts';

type Loop = ts.ForOfStatement | ts.ForInStatement | ts.ForStatement | ts.WhileStatement | ts.DoStatement;
type Sender = ts.CallExpression;

/** Methods that send one task; `map` sends many. */
const sendsOne = /^(run|runTask|exec|execute|apply|applyAsync|submit)$/;
const oneWorker = /\b(maxThreads|maxWorkers|processes|workers|max|size)\s*:\s*1\b/;
/** Wrappers around wrappers are rare. */
const deepest = 2;

/**
 * Finds the places where a task is awaited before the next one is sent, although none needs the result of another. Silent
 * about loops that end with a result, such as a retry or a search, and about loops of which several run at once.
 */
export function awaitedTasks(sourceFile: ts.SourceFile, checker: ts.TypeChecker): ts.Expression[] {
  const sent = dispatchedTasks(sourceFile, checker).flatMap(({ call, how }) =>
    how === 'handed' && isSingle(call, checker) ? [call] : [],
  );
  if (sent.length === 0) return [];
  return [...sent, ...callsOfSenders(sourceFile, sent, checker)].flatMap(
    (call) => awaitedInLoop(call, checker) ?? awaitedInReduce(call, checker) ?? [],
  );
}

/** Whether a call sends one task to several workers. */
function isSingle(call: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker): call is Sender {
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  const { name, expression } = call.expression;
  return sendsOne.test(name.text) && !hasOneWorker(expression, checker);
}

/** Calls of functions that send one task and return its result: `async (x) => parse(await pool.run(x))`. */
function callsOfSenders(sourceFile: ts.SourceFile, sent: readonly Sender[], checker: ts.TypeChecker): Sender[] {
  const senders = new Set<ts.Node>();
  let calls: readonly Sender[] = sent;
  const found: Sender[] = [];
  for (let depth = 0; depth < deepest && calls.length > 0; depth++) {
    const before = senders.size;
    for (const call of calls) {
      const around = ts.findAncestor(call, (node) => isLoop(node) || ts.isFunctionLike(node));
      const isKept = awaitOf(call) !== null || isReturned(call);
      if (around && ts.isFunctionLike(around) && isKept && !isCallback(around)) senders.add(around);
    }
    if (senders.size === before) break;
    const next: Sender[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && !sent.includes(node) && !found.includes(node)) {
        const called = functionOf(node.expression, checker);
        if (called && senders.has(called) && !isInside(node, called)) next.push(node);
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceFile);
    found.push(...next);
    calls = next;
  }
  return found;
}

function isReturned(call: ts.Node): boolean {
  const { parent } = call;
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === call);
}

function isCallback(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent);
}

function isLoop(node: ts.Node): node is Loop {
  return ts.isIterationStatement(node, false) && !(ts.isForOfStatement(node) && node.awaitModifier);
}

function awaitedInLoop(call: Sender, checker: ts.TypeChecker): ts.Expression[] | null {
  const loop = ts.findAncestor(call, (node) => isLoop(node) || ts.isFunctionLike(node));
  if (!loop || !isLoop(loop)) return null;
  const awaited = awaitOf(call) ?? awaitOfVariable(call, loop, checker);
  if (!awaited || !isInside(call, loop.statement) || !isBounded(loop)) return [];
  // A pool that is created in the loop is the larger mistake, and has its own finding.
  const hasOwnPool = [...symbolsIn([call.expression], checker)].some(
    ({ valueDeclaration }) => valueDeclaration !== undefined && isInside(valueDeclaration, loop),
  );
  if (hasOwnPool || isPaced(loop.statement, checker) || isAmongOthers(loop, checker)) return [];
  const results = derivedFrom(awaited, loop, checker);
  if (endsWith(results, loop, awaited, checker)) return [];
  const used = symbolsIn(call.arguments, checker);
  const changes = ({ valueDeclaration }: ts.Symbol): boolean =>
    valueDeclaration !== undefined && isInside(valueDeclaration, loop);
  const isIndependent = [...used].every((symbol) => !results.has(symbol));
  const hasOwnData = [...used].some((symbol) => changes(symbol) || isWritten(symbol, loop, checker));
  return isIndependent && hasOwnData ? [awaited] : [];
}

/** The `await` of a call, also behind `.then(...)`. */
function awaitOf(call: ts.Node): ts.AwaitExpression | null {
  for (let node = call; ; node = node.parent) {
    const { parent } = node;
    if (ts.isAwaitExpression(parent)) return parent;
    const isChained =
      (ts.isPropertyAccessExpression(parent) && parent.expression === node) ||
      (ts.isCallExpression(parent) && parent.expression === node) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAsExpression(parent);
    if (!isChained) return null;
  }
}

/** `const job = pool.run(x); await job;`, where the loop sends nothing else in between. */
function awaitOfVariable(call: ts.Node, loop: Loop, checker: ts.TypeChecker): ts.AwaitExpression | null {
  const { parent } = call;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return null;
  const job = checker.getSymbolAtLocation(parent.name);
  const sent = dispatchedTasks(loop.getSourceFile(), checker).filter((each) => isInside(each.call, loop));
  if (!job || sent.length > 1) return null;
  const find = (node: ts.Node): ts.AwaitExpression | undefined => {
    if (ts.isFunctionLike(node)) return undefined;
    if (ts.isAwaitExpression(node) && symbolsIn([node.expression], checker).has(job)) return node;
    return ts.forEachChild(node, find);
  };
  return find(loop.statement) ?? null;
}

/** A loop without end serves whatever comes, one at a time on purpose. */
function isBounded(loop: Loop): boolean {
  if (ts.isForOfStatement(loop) || ts.isForInStatement(loop)) return true;
  const condition = conditionOf(loop);
  if (!condition || /^(true|1)$/.test(condition.getText())) return leaves(loop.statement).length > 0;
  return !hasAwait(condition);
}

function conditionOf(loop: Loop): ts.Expression | undefined {
  if (ts.isForStatement(loop)) return loop.condition;
  return ts.isForOfStatement(loop) || ts.isForInStatement(loop) ? undefined : loop.expression;
}

function hasAwait(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, hasAwait) ?? false);
}

/** Returns the statements that end a loop before its condition does. */
function leaves(body: ts.Node): (ts.BreakStatement | ts.ReturnStatement)[] {
  const found: (ts.BreakStatement | ts.ReturnStatement)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node)) found.push(node);
    const target = ts.isBreakStatement(node) ? ts.findAncestor(node.parent, isBreakable) : undefined;
    if (ts.isBreakStatement(node) && (node.label || !target || !isInside(target, body))) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function isBreakable(node: ts.Node): boolean {
  return ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
}

/** Whether the result of a task decides whether there is a next one, as in a search or a retry. */
function endsWith(results: ReadonlySet<ts.Symbol>, loop: Loop, awaited: ts.Node, checker: ts.TypeChecker): boolean {
  const depends = (node: ts.Node): boolean =>
    isInside(awaited, node) || [...symbolsIn([node], checker)].some((symbol) => results.has(symbol));
  const condition = conditionOf(loop);
  if (condition && depends(condition)) return true;
  if (asserts(loop.statement, depends)) return true;
  return [...leaves(loop.statement), ...throwsIn(loop.statement)].some((leave) => {
    if (ts.isReturnStatement(leave) && leave.expression && depends(leave.expression)) return true;
    const choice = ts.findAncestor(leave, (node) => node === loop || ts.isIfStatement(node) || ts.isCaseClause(node));
    if (!choice || choice === loop) return true;
    return depends((choice as ts.IfStatement | ts.CaseClause).expression);
  });
}

/** Returns the statements that end a loop with an error, which nothing in it catches. */
function throwsIn(body: ts.Node): ts.ThrowStatement[] {
  const found: ts.ThrowStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node)) found.push(node);
    if (ts.isTryStatement(node) && node.catchClause) {
      visit(node.catchClause);
      if (node.finallyBlock) visit(node.finallyBlock);
    } else ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** `assert(await pool.run(x))`, which throws. */
function asserts(body: ts.Node, depends: (node: ts.Node) => boolean): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isCallExpression(node) && /^(assert|invariant)(\.\w+)*$/.test(node.expression.getText()))
      if (node.arguments.some(depends)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}

/** A loop that waits between its tasks spreads them over time on purpose. */
function isPaced(body: ts.Node, checker: ts.TypeChecker): boolean {
  const waits = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const name = apiName(node.expression, checker) ?? node.expression.getText();
      if (/(^|\.)(setTimeout|sleep|delay|wait|pause|throttle)$/i.test(name)) return true;
    }
    return ts.forEachChild(node, waits) ?? false;
  };
  return waits(body);
}

/**
 * `Promise.all(groups.map(async (group) => { for (const x of group) await pool.run(x); }))`, or a function that is started
 * several times.
 */
function isAmongOthers(loop: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): boolean {
  const around = ts.findAncestor(loop, ts.isFunctionLike);
  if (!around || seen.has(around)) return false;
  seen.add(around);
  const { parent } = around;
  if (ts.isExpression(around) && isFunction(around) && ts.isCallExpression(parent)) return isRepeated(parent);
  const holder = around.name ?? (ts.isVariableDeclaration(parent) ? parent.name : undefined);
  const symbol = holder && checker.getSymbolAtLocation(holder);
  if (!symbol) return false;
  const starts = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node !== holder && referredSymbol(node, checker) === symbol) {
      const use = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
      if (ts.isCallExpression(use.parent) && use.parent.expression !== use) return isRepeated(use.parent);
      if (ts.isCallExpression(use.parent) && isStartedOnly(use.parent)) return true;
    }
    return ts.forEachChild(node, starts) ?? false;
  };
  return starts(around.getSourceFile());
}

/** Whether a call runs the function that it is given once for each of several items. */
function isRepeated({ expression }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return itemMethods.has(name) || /^(from|times)$|limit|queue|each|map$|parallel|concurren/i.test(name);
}

/** Whether a call is started in a loop, a list or a callback, and not awaited there. */
function isStartedOnly(call: ts.CallExpression): boolean {
  if (awaitOf(call)) return false;
  for (let node: ts.Node = call; !ts.isSourceFile(node); node = node.parent) {
    const { parent } = node;
    if (ts.isArrayLiteralExpression(parent) || isLoop(parent)) return true;
    if (ts.isFunctionLike(parent)) return ts.isCallExpression(parent.parent) && isRepeated(parent.parent);
  }
  return false;
}

function hasOneWorker(pool: ts.Expression, checker: ts.TypeChecker): boolean {
  const made = poolCreation(pool, checker);
  const options = (made?.arguments ?? []).map((argument) => argument.getText());
  return options.some((text) => oneWorker.test(text) || text === '1');
}

/** Whether a loop moves a variable on: `i++`, `queue.shift()`. */
function isWritten(symbol: ts.Symbol, loop: ts.Node, checker: ts.TypeChecker): boolean {
  const writes = (node: ts.Node): boolean => {
    const target = movedBy(node);
    if (target && symbolsIn([target], checker).has(symbol)) return true;
    return ts.forEachChild(node, writes) ?? false;
  };
  return writes(loop);
}

function movedBy(node: ts.Node): ts.Expression | null {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operand;
  if (isAssignment(node)) return node.left;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  return /^(shift|pop|next)$/.test(node.expression.name.text) ? node.expression.expression : null;
}

/** `xs.reduce(async (sum, x) => (await sum) + (await pool.run(x)))`, `xs.reduce((last, x) => last.then(() => pool.run(x)))`. */
function awaitedInReduce(call: Sender, checker: ts.TypeChecker): ts.Expression[] | null {
  let around = ts.findAncestor(call, ts.isFunctionLike);
  let awaited: ts.Expression | null = awaitOf(call);
  const then = around?.parent;
  if (around && then && ts.isCallExpression(then) && ts.isPropertyAccessExpression(then.expression)) {
    if (then.expression.name.text === 'then' && isReturned(call)) {
      const [result] = around.parameters;
      const used = symbolsIn(call.arguments, checker);
      const symbol = result && checker.getSymbolAtLocation(result.name);
      if (symbol && used.has(symbol)) return null;
      awaited = call;
      around = ts.findAncestor(then, ts.isFunctionLike);
    }
  }
  if (!around || !awaited || !isReducer(around)) return null;
  const [first] = around.parameters;
  const carried = first && checker.getSymbolAtLocation(first.name);
  if (!carried || !symbolsIn([around.body], checker).has(carried)) return null;
  const results = derivedFrom(carried, around.body, checker);
  const used = symbolsIn(call.arguments, checker);
  return [...used].some((symbol) => results.has(symbol)) ? null : [awaited];
}

function isReducer(node: ts.SignatureDeclaration): node is ts.ArrowFunction | ts.FunctionExpression {
  if (!ts.isExpression(node) || !isFunction(node) || !ts.isCallExpression(node.parent)) return false;
  const { expression } = node.parent;
  return ts.isPropertyAccessExpression(expression) && /^reduce(Right)?$/.test(expression.name.text);
}
