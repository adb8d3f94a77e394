import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { derivedFrom, isAssignment, symbolsIn } from '../syntax/derived-values.ts';
import { rootOfParts } from '../syntax/elements.ts';
import { rootOf, unwrap } from '../syntax/member-path.ts';
import { isInside } from '../syntax/node-at.ts';
import { functionOf } from './find-candidates.ts';
import { isPool } from './parallel-constructs.ts';

export type Loop = ts.ForOfStatement | ts.ForInStatement | ts.ForStatement | ts.WhileStatement | ts.DoStatement;

/** Functions that arguments call, and functions that those call. */
const deepest = 2;

/**
 * Returns whether a task needs the result of the same call in an earlier round: in its arguments, or in a condition that
 * decides whether it is sent. `scope` is the code of a round.
 */
export function needsEarlierResult(call: ts.CallExpression, scope: ts.Node, checker: ts.TypeChecker): boolean {
  const derived = derivedFrom(call, scope, checker, (each) => changedBy(each, checker));
  const carried = new Set<ts.Symbol>();
  const written = new Set<ts.Symbol>();
  for (const symbol of derived) {
    if (!isOfRound(symbol, scope)) for (const each of derivedFrom(symbol, scope, checker)) carried.add(each);
    else if (isPartOfMore(symbol, call)) written.add(symbol);
  }
  // The element of a round is part of a list; another round may read it there.
  for (const { valueDeclaration } of written)
    for (const each of symbolsIn(holderOf(valueDeclaration), checker)) carried.add(each);
  const needs = (node: ts.Node): boolean => reads(node, carried, checker);
  return (
    call.arguments.some(needs) || choicesBefore(call, scope).some(needs) || readsWritten(call, scope, written, checker)
  );
}

/** Whether each round has its own variable: declared in the code of the round, or an element of the list of a loop. */
function isOfRound({ valueDeclaration }: ts.Symbol, scope: ts.Node): boolean {
  if (!valueDeclaration || !isInside(valueDeclaration, scope)) return false;
  return !(ts.isForStatement(scope) && scope.initializer && isInside(valueDeclaration, scope.initializer));
}

/** Whether a variable of a round gets the result as a part: `x` in `x.size = await job`, not in `const x = await job`. */
function isPartOfMore({ valueDeclaration }: ts.Symbol, call: ts.Node): boolean {
  const holder = valueDeclaration && ts.findAncestor(valueDeclaration, ts.isVariableDeclaration);
  return holder !== undefined && !isInside(call, holder);
}

/** `nodes` for `const node = nodes[i]` and `for (const node of nodes)`. */
function holderOf(declaration: ts.Declaration | undefined): ts.Expression[] {
  const holder = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  if (!holder) return [];
  const loop = holder.parent.parent;
  const held = holder.initializer ?? (ts.isForOfStatement(loop) ? loop.expression : undefined);
  return held ? [rootOfParts(held)] : [];
}

/** Whether the arguments hold what earlier rounds have written: `x.parent` for `x.value = await pool.run(x.parent)`. */
function readsWritten(
  call: ts.CallExpression,
  scope: ts.Node,
  written: ReadonlySet<ts.Symbol>,
  checker: ts.TypeChecker,
): boolean {
  const names = new Set<string>();
  const find = (node: ts.Node): void => {
    if (isAssignment(node) && isInside(call, node.right) && ts.isPropertyAccessExpression(node.left))
      names.add(node.left.name.text);
    ts.forEachChild(node, find);
  };
  if (written.size > 0) find(scope);
  const visit = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node)) {
      const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
      if (names.has(node.name.text) || type.getProperties().some(({ name }) => names.has(name))) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return names.size > 0 && call.arguments.some(visit);
}

/** Returns where a call may store its arguments: its object, and the variables and fields that its function assigns. */
function changedBy(call: ts.CallExpression, checker: ts.TypeChecker): ts.Expression[] {
  const found: ts.Expression[] = [];
  const addObject = ({ expression: callee }: ts.CallExpression): void => {
    const object = ts.isPropertyAccessExpression(callee) ? unwrap(callee.expression) : undefined;
    const root = object && rootOf(object);
    const declared = root && ts.isIdentifier(root) ? referredSymbol(root, checker)?.valueDeclaration : undefined;
    const isVariable = declared && (ts.isVariableDeclaration(declared) || ts.isParameter(declared));
    const isOwn = isVariable === true && !declared.getSourceFile().isDeclarationFile;
    const isField = root?.kind === ts.SyntaxKind.ThisKeyword && object !== root;
    if (object && (isOwn || isField) && !isPool(object, checker)) found.push(object);
  };
  const visit = (node: ts.Node): void => {
    if (isAssignment(node)) found.push(node.left);
    if (ts.isCallExpression(node)) addObject(node);
    ts.forEachChild(node, visit);
  };
  addObject(call);
  const body = functionOf(call.expression, checker)?.body;
  if (body) visit(body);
  return found;
}

function reads(node: ts.Node, symbols: ReadonlySet<ts.Symbol>, checker: ts.TypeChecker, depth = 0): boolean {
  if ([...symbolsIn([node], checker)].some((symbol) => symbols.has(symbol))) return true;
  if (depth === deepest) return false;
  const visit = (part: ts.Node): boolean => {
    const body = ts.isCallExpression(part) ? functionOf(part.expression, checker)?.body : undefined;
    if (body && !isInside(node, body) && reads(body, symbols, checker, depth + 1)) return true;
    return ts.forEachChild(part, visit) ?? false;
  };
  return symbols.size > 0 && visit(node);
}

/** Conditions that decide whether a round sends its task. */
function choicesBefore(call: ts.Node, scope: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  for (let node = call; node !== scope && !ts.isSourceFile(node); node = node.parent) {
    const { parent } = node;
    if (ts.isIfStatement(parent) || ts.isSwitchStatement(parent))
      if (parent.expression !== node) found.push(parent.expression);
    if (ts.isConditionalExpression(parent) && parent.condition !== node) found.push(parent.condition);
    if (ts.isBinaryExpression(parent) && parent.right === node && isChoice(parent)) found.push(parent.left);
    if (!ts.isBlock(parent)) continue;
    for (const statement of parent.statements)
      if (ts.isIfStatement(statement) && statement.end <= node.pos && skips(statement))
        found.push(statement.expression);
  }
  return found;
}

function isChoice({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** `if (seen.has(x)) continue;` */
function skips(statement: ts.IfStatement): boolean {
  const leavesRound = (node: ts.Node): boolean =>
    ts.isContinueStatement(node) ||
    (!ts.isFunctionLike(node) &&
      !ts.isIterationStatement(node, false) &&
      (ts.forEachChild(node, leavesRound) ?? false));
  return leavesRound(statement);
}

/** Returns what a loop checks before or after each round. */
export function conditionOf(loop: Loop): ts.Expression | undefined {
  if (ts.isForStatement(loop)) return loop.condition;
  return ts.isForOfStatement(loop) || ts.isForInStatement(loop) ? undefined : loop.expression;
}

/** Returns the statements that end a loop before its condition does. */
export function leaves(body: ts.Node): (ts.BreakStatement | ts.ReturnStatement)[] {
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
export function endsWith(
  results: ReadonlySet<ts.Symbol>,
  loop: Loop,
  awaited: ts.Node,
  checker: ts.TypeChecker,
): boolean {
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
