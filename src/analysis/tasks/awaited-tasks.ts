import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { variablesOf } from '../syntax/iteration.ts';
import { isFunction } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { derivedFrom, isAssignment, symbolsIn } from '../syntax/derived-values.ts';
import { itemMethods } from '../syntax/iterations.ts';
import { isInside } from '../syntax/node-at.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { functionOf } from './find-candidates.ts';
import { conditionOf, endsWith, leaves, needsEarlierResult, type Loop } from './loop-results.ts';
import { poolCreation } from './parallel-constructs.ts';

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
    (call) => awaitedInLoop(call, checker) ?? awaitedInChain(call, checker) ?? [],
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
      const around = ts.findAncestor(call, (node) => isLoop(node, checker) || ts.isFunctionLike(node));
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
  const settled = chainOf(call);
  const { parent } = settled;
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === settled);
}

function isCallback(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent);
}

function isLoop(node: ts.Node, checker: ts.TypeChecker): node is Loop {
  if (!ts.isIterationStatement(node, false)) return false;
  return (
    !(ts.isForOfStatement(node) && node.awaitModifier) ||
    hasAllItems(checker.getTypeAtLocation(node.expression), checker)
  );
}

/** Whether `for await` goes through plain values, rather than those that arrive one by one or promises. */
function hasAllItems(type: ts.Type, checker: ts.TypeChecker): boolean {
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  const isList = checker.isArrayLikeType(type) && element !== undefined;
  return isList && (element.flags & ts.TypeFlags.Any) === 0 && checker.getPropertyOfType(element, 'then') === undefined;
}

function awaitedInLoop(call: Sender, checker: ts.TypeChecker): ts.Expression[] | null {
  const loop = ts.findAncestor(call, (node) => isLoop(node, checker) || ts.isFunctionLike(node));
  if (!loop || !isLoop(loop, checker)) return null;
  const awaited = awaitOf(call) ?? awaitOfVariable(call, loop, checker);
  if (!awaited || !isInside(call, loop.statement) || !isBounded(loop)) return [];
  // A pool that is created in the loop is the larger mistake, and has its own finding.
  const hasOwnPool = [...symbolsIn([call.expression], checker)].some(
    ({ valueDeclaration }) => valueDeclaration !== undefined && isInside(valueDeclaration, loop),
  );
  if (hasOwnPool || isPaced(loop.statement, checker) || isAmongOthers(loop, checker)) return [];
  if (endsWith(derivedFrom(awaited, loop, checker), loop, awaited, checker)) return [];
  const isAlone = hasOwnData(call, loop, checker) && !needsEarlierResult(call, loop, checker);
  return isAlone ? [awaited] : [];
}

/** Whether a task is about the item of its round. */
function hasOwnData(call: Sender, loop: ts.Node, checker: ts.TypeChecker): boolean {
  return [...symbolsIn(call.arguments, checker)].some((symbol) => {
    const { valueDeclaration: declared } = symbol;
    return (declared !== undefined && isInside(declared, loop)) || isWritten(symbol, loop, checker);
  });
}

/** The `await` of a call, also behind `.then(...)` and in `Promise.all([...])`; the `yield` of an async generator awaits too. */
function awaitOf(call: ts.Node): ts.Expression | null {
  const settled = chainOf(call);
  const { parent } = settled;
  if (ts.isAwaitExpression(parent)) return parent;
  if (ts.isYieldExpression(parent) && !parent.asteriskToken) return parent;
  const outer = waitsForOne(settled);
  return outer && awaitOf(outer);
}

/** Returns `job.then(...).catch(...)` for its `job`. */
function chainOf(call: ts.Node): ts.Node {
  for (let node = call; ; node = node.parent) {
    const { parent } = node;
    const isChained =
      (ts.isPropertyAccessExpression(parent) && parent.expression === node) ||
      (ts.isCallExpression(parent) && parent.expression === node) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAsExpression(parent);
    if (!isChained) return node;
  }
}

/** Whether a call waits for one task: `Promise.race([pool.run(x), timeout])`, `withTimeout(pool.run(x), 100)`. */
function waitsForOne(job: ts.Node): ts.CallExpression | null {
  const { parent } = job;
  if (ts.isCallExpression(parent) && parent.arguments[0] === job)
    return /^Promise\.resolve$|^\w*(timeout|deadline|abort)\w*$/i.test(parent.expression.getText()) ? parent : null;
  if (!ts.isArrayLiteralExpression(parent) || !ts.isCallExpression(parent.parent)) return null;
  const callee = parent.parent.expression.getText();
  const isOne = parent.elements.length === 1 ? /^Promise\.\w+$/ : /^Promise\.race$/;
  return isOne.test(callee) ? parent.parent : null;
}

/** `const job = pool.run(x); await job;`, where the loop sends nothing else in between. */
function awaitOfVariable(call: ts.Node, loop: Loop, checker: ts.TypeChecker): ts.Expression | null {
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

function hasAwait(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, hasAwait) ?? false);
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
    if (ts.isArrayLiteralExpression(parent) || ts.isIterationStatement(parent, false)) return true;
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

/**
 * `xs.reduce(async (sum, x) => (await sum) + (await pool.run(x)))`, `xs.reduce((last, x) => last.then(() => pool.run(x)))`,
 * `for (const x of xs) last = last.then(() => pool.run(x))`.
 */
function awaitedInChain(call: Sender, checker: ts.TypeChecker): ts.Expression[] | null {
  const inner = ts.findAncestor(call, ts.isFunctionLike);
  const settled = awaitOf(call) ?? (isReturned(call) ? call : null);
  if (!inner || !settled) return null;
  const then = thenOf(inner);
  if (then && !isReducer(inner)) {
    const [result] = inner.parameters;
    if (result && reads(call.arguments, variablesOf([result.name]), checker)) return null;
    if (isInLoopChain(then, call, checker)) return [settled];
  }
  const around = then ? ts.findAncestor(then, ts.isFunctionLike) : inner;
  if (!around || !isReducer(around)) return null;
  const [first] = around.parameters;
  const carried = first && checker.getSymbolAtLocation(first.name);
  if (!carried || !symbolsIn([around.body], checker).has(carried)) return null;
  return reads(call.arguments, derivedFrom(carried, around.body, checker), checker) ? null : [settled];
}

function reads(nodes: readonly ts.Node[], symbols: ReadonlySet<ts.Symbol>, checker: ts.TypeChecker): boolean {
  return [...symbolsIn(nodes, checker)].some((symbol) => symbols.has(symbol));
}

/** Returns the call of `last.then(callback)`. */
function thenOf(callback: ts.Node): ts.CallExpression | null {
  const { parent: call } = callback;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  return call.expression.name.text === 'then' && call.arguments[0] === callback ? call : null;
}

/** `last = last.then(...)` in a loop, or in the callback of `forEach`. */
function isInLoopChain(then: ts.CallExpression, call: Sender, checker: ts.TypeChecker): boolean {
  const link = chainOf(then).parent;
  if (!isAssignment(link) || !ts.isIdentifier(link.left) || !ts.isPropertyAccessExpression(then.expression))
    return false;
  const last = referredSymbol(link.left, checker);
  if (!last || !symbolsIn([then.expression.expression], checker).has(last)) return false;
  const around = ts.findAncestor(link, (node) => isLoop(node, checker) || ts.isFunctionLike(node));
  if (!around || (last.valueDeclaration && isInside(last.valueDeclaration, around))) return false;
  const isRound = isLoop(around, checker) ? isBounded(around) : isForEach(around);
  return isRound && hasOwnData(call, around, checker) && !needsEarlierResult(call, around, checker);
}

function isForEach({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && parent.expression.getText().endsWith('.forEach');
}

function isReducer(node: ts.SignatureDeclaration): node is ts.ArrowFunction | ts.FunctionExpression {
  if (!ts.isExpression(node) || !isFunction(node) || !ts.isCallExpression(node.parent)) return false;
  const { expression } = node.parent;
  return ts.isPropertyAccessExpression(expression) && /^reduce(Right)?$/.test(expression.name.text);
}
