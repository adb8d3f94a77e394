import ts from 'typescript';
import { symbolsIn } from '../syntax/derived-values.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { writtenTarget } from '../syntax/written-variables.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { accessesSharedMemory, isSharedArray } from '../tasks/shared-array.ts';
import { executedNodes } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a number in shared memory that is read and written in two steps. */
export const sharedMemoryRace: Rule = {
  codes: ['shared-memory-race'],
  check(context) {
    const { sourceFile, checker } = context;
    const found: ReturnType<Rule['check']> = [];
    const report = (node: ts.Node, variable: string, array: ts.Expression | null, isAtomic = true): void => {
      // Before the workers start, nobody else writes; a lock keeps the others out.
      const isFirst = !ts.findAncestor(node, ts.isFunctionLike) && sourceFile.text.includes('new SharedArrayBuffer');
      if (isFirst || isLocked(node)) return;
      const hasAtomics = isAtomic && (array === null || !/^(Float|Uint8Clamped)/.test(typeName(array, checker)));
      found.push(
        findingAt(node, 'shared-memory-race', { variable, ...(!hasAtomics && { hasAtomics: false as const }) }),
      );
    };
    const visit = (node: ts.Node): void => {
      const target = readAndWritten(node, checker);
      if (target && isSharedArray(target.expression, context) && !isOwnElement(target, checker))
        report(node, target.getText(), target.expression);
      const stored = loadedBeforeStore(node, checker);
      if (stored !== null) report(node, stored, null);
      const put = putAfterGet(node, context);
      if (put !== null) report(node, put, null, false);
      const changed = changedByCall(node, context);
      if (changed) report(node, changed.name, changed.array);
      const accessed = throughAccessors(node, context);
      if (accessed !== null) report(node, accessed, null);
      ts.forEachChild(node, visit);
    };
    if (/\bSharedArrayBuffer\b|\bAtomics\b|\bworkerData\b/.test(sourceFile.text)) visit(sourceFile);
    return found;
  },
};

/** `while (Atomics.exchange(lock, 0, 1) === 1);` */
function spins(part: ts.Node): boolean {
  return (
    (ts.isWhileStatement(part) || ts.isDoStatement(part)) && part.expression.getText().includes('Atomics.exchange')
  );
}

const locks = /(^|\.)#?(lock|acquire|enter|synchroni[sz]ed?|runExclusive|withLock|with_lock|wait|compareExchange)\w*$/i;

/** Whether the function of a write, or one around it, takes a lock or waits for its turn. */
function isLocked(node: ts.Node): boolean {
  const takes = (part: ts.Node): boolean =>
    (ts.isCallExpression(part) && locks.test(part.expression.getText())) ||
    spins(part) ||
    (ts.forEachChild(part, takes) ?? false);
  for (let inner = node; !ts.isSourceFile(inner); inner = inner.parent) {
    if (ts.isFunctionLike(inner) && takes(inner)) return true;
    if (ts.isCallExpression(inner) && locks.test(inner.expression.getText())) return true;
  }
  return false;
}

function typeName(array: ts.Expression, checker: ts.TypeChecker): string {
  return checker.typeToString(checker.getTypeAtLocation(array));
}

/**
 * Returns the element of `a[i]++`, `a[i] += 1`, `a[i] = a[i] + 1`, also with the old value in a constant, and of
 * `if (a[i] === 0) a[i] = 1`.
 */
function readAndWritten(node: ts.Node, checker: ts.TypeChecker): ts.ElementAccessExpression | null {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? element(node.operand) : null;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const { kind } = node.operatorToken;
  const target = element(node.left);
  if (!target || kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return null;
  if (kind !== ts.SyntaxKind.EqualsToken) return target;
  const place = target.getText();
  const reads = (part: ts.Node): boolean => isElementAt(part, place) || (ts.forEachChild(part, reads) ?? false);
  return reads(node.right) || isHeldIn(node.right, reads, checker) || isAskedFirst(node, reads, checker)
    ? target
    : null;
}

function isElementAt(part: ts.Node, place: string): boolean {
  return ts.isElementAccessExpression(part) && part.getText() === place;
}

/** Whether a value uses a constant of the same function that was read before: `const v = a[0]; a[0] = v + 1`. */
function isHeldIn(value: ts.Node, reads: (part: ts.Node) => boolean, checker: ts.TypeChecker): boolean {
  const around = ts.findAncestor(value, ts.isFunctionLike);
  return [...symbolsIn([value], checker)].some(({ valueDeclaration: declaration }) => {
    const isHere =
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer &&
      ts.findAncestor(declaration, ts.isFunctionLike) === around;
    return isHere === true && reads(declaration.initializer);
  });
}

/** `if (a[0] === 0) a[0] = 1`, `if (a[0] !== 0) return false; a[0] = 1`. */
function isAskedFirst(node: ts.Node, readsPlace: (part: ts.Node) => boolean, checker: ts.TypeChecker): boolean {
  const reads = (condition: ts.Node): boolean => readsPlace(condition) || isHeldIn(condition, readsPlace, checker);
  for (let inner = node; !ts.isSourceFile(inner) && !ts.isFunctionLike(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isIfStatement(parent) && parent.expression !== inner && reads(parent.expression)) return true;
    if (!ts.isBlock(parent)) continue;
    const leaves = parent.statements.some(
      (earlier) =>
        earlier.end <= inner.pos &&
        ts.isIfStatement(earlier) &&
        reads(earlier.expression) &&
        /\b(return|throw|continue)\b/.test(earlier.thenStatement.getText()),
    );
    if (leaves) return true;
  }
  return false;
}

function element(expression: ts.Expression): ts.ElementAccessExpression | null {
  const value = unwrap(expression);
  return ts.isElementAccessExpression(value) ? value : null;
}

/**
 * Whether the index shows that each worker has elements of its own: it counts from where the caller said, or is the number
 * of the worker. `a[y * width + x]` with `for (let y = from; y < to; y++)`.
 */
function isOwnElement(
  { expression, argumentExpression: index }: ts.ElementAccessExpression,
  checker: ts.TypeChecker,
): boolean {
  if (isOwnView(expression, checker)) return true;
  let isOwn = false;
  const isPlain = (part: ts.Expression, depth = 0): boolean => {
    const value = unwrap(part);
    if (ts.isNumericLiteral(value)) return true;
    if (ts.isBinaryExpression(value))
      return /^[+*-]$/.test(value.operatorToken.getText()) && isPlain(value.left, depth) && isPlain(value.right, depth);
    if (ts.isPropertyAccessExpression(value)) {
      if (ownNumber.test(value.name.text)) isOwn = true;
      return true;
    }
    if (!ts.isIdentifier(value)) return false;
    const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
    if (!declaration) return false;
    if (ts.isVariableDeclaration(declaration) && ts.isForStatement(declaration.parent.parent)) {
      const start = declaration.initializer && unwrap(declaration.initializer);
      if (start && !ts.isNumericLiteral(start)) isOwn = true;
    } else if (ownNumber.test(value.text)) isOwn = true;
    else if (ts.isParameter(declaration.parent.parent) || ts.isParameter(declaration)) {
      // A part of the work, times its size: `part * size + i`.
      const { parent } = value;
      if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AsteriskToken) isOwn = true;
    } else if (ts.isVariableDeclaration(declaration) && declaration.initializer)
      return depth < 3 && isPlain(declaration.initializer, depth + 1);
    return true;
  };
  return isPlain(index) && isOwn;
}

/** Numbers that only one worker has. */
const ownNumber = /^(\w*(id|Id|rank|slot|worker|lane)|(worker|thread)(Index|Number)|index|offset|from|start|begin)$/;

/** A part of the memory that the caller gave: `new Float32Array(memory, offset, length)`, `all.subarray(from, to)`. */
function isOwnView(array: ts.Expression, checker: ts.TypeChecker): boolean {
  const declaration = ts.isIdentifier(array) ? checker.getSymbolAtLocation(array)?.valueDeclaration : undefined;
  const held = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const made = held && unwrap(held);
  if (!made) return false;
  const isGiven = (start: ts.Expression | undefined): boolean => start !== undefined && !ts.isNumericLiteral(start);
  if (ts.isNewExpression(made)) return isGiven(made.arguments?.[1]);
  return (
    ts.isCallExpression(made) &&
    ts.isPropertyAccessExpression(made.expression) &&
    made.expression.name.text === 'subarray' &&
    isGiven(made.arguments[0])
  );
}

/** `if (Atomics.load(a, i) === 0) Atomics.store(a, i, 1)`, `Atomics.store(a, i, Atomics.load(a, i) + 1)`. */
function loadedBeforeStore(node: ts.Node, checker: ts.TypeChecker): string | null {
  if (!ts.isCallExpression(node) || apiName(node.expression, checker) !== 'Atomics.store') return null;
  const [array, index, value] = node.arguments;
  if (!array || !index || !value) return null;
  const place = `${array.getText()}, ${index.getText()}`;
  const loads = (part: ts.Node): boolean =>
    (ts.isCallExpression(part) &&
      apiName(part.expression, checker) === 'Atomics.load' &&
      part.arguments.map((argument) => argument.getText()).join(', ') === place) ||
    (ts.forEachChild(part, loads) ?? false);
  const named = `${array.getText()}[${index.getText()}]`;
  return loads(value) || isHeldIn(value, loads, checker) || isAskedFirst(node, loads, checker) ? named : null;
}

/** `view.setUint32(0, view.getUint32(0) + n)` of a DataView. */
function putAfterGet(node: ts.Node, context: RuleContext): string | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { name, expression: view } = node.expression;
  const [place, value] = node.arguments;
  if (!/^set(Big)?(Int|Uint|Float)\d+$/.test(name.text) || !place || !value) return null;
  const getter = `${view.getText()}.get${name.text.slice(3)}`;
  const reads = (part: ts.Node): boolean =>
    (ts.isCallExpression(part) &&
      part.expression.getText() === getter &&
      part.arguments[0]?.getText() === place.getText()) ||
    (ts.forEachChild(part, reads) ?? false);
  const isBoth = reads(value) || isHeldIn(value, reads, context.checker);
  return isBoth && isSharedArray(view, context) ? `${view.getText()} at ${place.getText()}` : null;
}

/** `raise(counts)`, where `raise` reads and writes an element of its parameter in two steps. */
function changedByCall(node: ts.Node, context: RuleContext): { name: string; array: ts.Expression } | null {
  const { checker } = context;
  const called = ts.isCallExpression(node) && node.arguments.length > 0 ? functionOf(node.expression, checker) : null;
  if (!called?.body || !ts.isCallExpression(node)) return null;
  for (const [index, array] of node.arguments.entries()) {
    const parameter = called.parameters[index];
    const symbol = parameter && ts.isIdentifier(parameter.name) && checker.getSymbolAtLocation(parameter.name);
    if (!symbol || !typeName(array, checker).includes('Array') || !isSharedArray(array, context)) continue;
    for (const part of executedNodes(called)) {
      const target = readAndWritten(part, checker);
      const isParameter = target && checker.getSymbolAtLocation(target.expression) === symbol;
      if (!isParameter || isSharedArray(target.expression, context)) continue;
      if (!isOwnElement(target, checker) && !isLocked(part))
        return { name: `${array.getText()}[${target.argumentExpression.getText()}]`, array };
    }
  }
  return null;
}

/** `counter.value++`, whose accessors read and write shared memory. */
function throughAccessors(node: ts.Node, context: RuleContext): string | null {
  const { checker } = context;
  const written = writtenTarget(node, checker);
  if (!written || written.isMethod) return null;
  const target = unwrap(written.target);
  if (!ts.isPropertyAccessExpression(target)) return null;
  const isPlain = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const reads = (part: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(part) && part.getText() === target.getText()) ||
    (ts.forEachChild(part, reads) ?? false);
  if (isPlain && !reads(node.right)) return null;
  return accessesSharedMemory(target, context, ['get', 'set']) ? target.getText() : null;
}
