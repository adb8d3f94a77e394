import ts from 'typescript';
import type { Finding, Severity } from '../../model/finding.ts';
import { isModuleLevel, isReference } from '../syntax/bind-file.ts';
import { derivedFrom, symbolsIn, valuesGiven } from '../syntax/derived-values.ts';
import { isRead } from '../syntax/is-read.ts';
import { mentions } from '../syntax/mentions.ts';
import { outermost, rootOf, unwrap } from '../syntax/member-path.ts';
import { raisedBy, writtenTarget } from '../syntax/written-variables.ts';
import { isInside } from '../syntax/node-at.ts';
import type { Candidate, RuleContext } from '../tasks/candidate.ts';
import { isDeterministic } from '../tasks/deterministic.ts';
import { isSharedArray } from '../tasks/shared-array.ts';
import { stateWriteOf, type State, type StateWrite } from '../tasks/state-writes.ts';
import { reachedFunctions, taskReader, type TaskFact } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';
import { isEmpty, isLatch, isOnlyRecognized, isReset, isRestored, isStack, lastingWrites } from './temporary-state.ts';

const stateWrites = taskReader((node, checker) => {
  const write = stateWriteOf(node, checker);
  return write && !isShared(write.state, checker) ? write : null;
});

/**
 * Reports state that outlives a call and that a task writes, directly or through calls: variables of a module or a closure,
 * static fields, properties of the global object. Each worker has its own.
 */
export const moduleState: Rule = {
  codes: ['module-state-written', 'cache-per-worker'],
  check(context) {
    return context.candidates.flatMap((candidate) => {
      // Of a function that is sent as text, the variables around it are not even defined.
      if (candidate.role === 'text') return [];
      const writes = new Map<State['key'], TaskFact<StateWrite>[]>();
      let reached: ReadonlySet<ts.Node> | null = null;
      for (const fact of stateWrites(candidate, context)) {
        const { key, scope } = fact.fact.state;
        if (scope !== null) {
          reached ??= reachedFunctions(candidate, context);
          if (!outlives(scope, fact, candidate, reached)) continue;
        }
        writes.set(key, [...(writes.get(key) ?? []), fact]);
      }
      return [...writes.values()].flatMap((facts) => findingOf(facts, candidate, context) ?? []);
    });
  },
};

/** Returns whether a variable of a function is still there for the next task: it was made before the tasks. */
function outlives(
  scope: ts.Node,
  { within }: TaskFact<StateWrite>,
  { node, role }: Candidate,
  reached: ReadonlySet<ts.Node>,
): boolean {
  if (reached.has(scope) || isInside(scope, within)) return false;
  for (let outer: ts.Node = scope; !ts.isSourceFile(outer); outer = outer.parent) if (reached.has(outer)) return false;
  // A function that is sent as text loses the variables around it; one that a worker exposes keeps them.
  return !isInside(node, scope) || role === 'listener' || role === 'proxied';
}

function findingOf(all: TaskFact<StateWrite>[], candidate: Candidate, context: RuleContext): Finding | null {
  const facts = lastingWrites(all, context.checker);
  const [at] = facts;
  if (
    !at ||
    isLatch(facts) ||
    isStack(facts) ||
    isRestored(facts) ||
    isOnlyRecognized(facts, context.checker) ||
    isReset(facts, candidate) ||
    isScratch(facts, context.checker)
  )
    return null;
  const { state } = at.fact;
  if (isSharedArray(state.expression, context)) return null;
  const related = state.declared ? [{ node: state.declared, note: `${state.name} is declared here` }] : [];
  const isElsewhere = at.via !== null || at.fact.operation !== at.node;
  if (isElsewhere) related.unshift({ node: at.fact.operation, note: `${state.name} is written here` });
  const place = at.via ?? at.node;
  const isWeak = isWeakMap(state, context.checker);
  // Entries for objects of this worker, which no other has.
  if (isWeak && facts.every(({ fact }) => isEviction(fact))) return null;
  const fills = facts.filter((fact) => isFill(fact.fact, context.checker));
  const [fill] = fills;
  if (fill && facts.every((fact) => fills.includes(fact) || isEviction(fact.fact))) {
    const isProven = facts.every((fact) => isEviction(fact.fact) || isProvenFill(fact, context));
    const kind = isWeak ? { weak: true as const } : !isProven && { mayDiffer: true as const };
    const args = { variable: state.name, ...kind };
    return findingAt(place, 'cache-per-worker', args, { related });
  }
  if (candidate.role === 'listener' && isProtocol(facts, candidate, context.checker)) return null;
  const severities = facts.map((fact) => severityOf(fact.fact, context.checker));
  const isStrong = candidate.role !== 'listener' && severities.includes('warning');
  const severity = isStrong ? 'warning' : 'information';
  if (severities.every((each) => each === null)) return null;
  if (!severities.includes('warning') && isUnread(state, context)) return null;
  return findingAt(place, 'module-state-written', { variable: state.name }, { severity, related });
}

/**
 * Whether a listener keeps state on purpose: as the messages say, which it tells apart, or for as long as something is in
 * progress, which other code ends.
 */
function isProtocol(facts: readonly TaskFact<StateWrite>[], { node }: Candidate, checker: ts.TypeChecker): boolean {
  if (facts.every(({ fact }) => fact.how === 'assign' && severityOf(fact, checker) !== 'warning')) return true;
  const [first] = facts;
  const [message] = node.parameters;
  if (!first || !message) return false;
  const { state } = first.fact;
  if (facts.some(({ fact }) => adds(fact)) && facts.some(({ fact }) => isEviction(fact))) return true;
  const named = new Set(
    [...symbolsIn([message.name], checker)].flatMap((symbol) => [symbol, ...derivedFrom(symbol, node, checker)]),
  );
  for (const symbol of named)
    if (!symbol.valueDeclaration || !isInside(symbol.valueDeclaration, node)) named.delete(symbol);
  const tells = (part: ts.Node): boolean => {
    const [condition, branches] = ts.isIfStatement(part)
      ? [part.expression, [part.thenStatement, part.elseStatement]]
      : ts.isSwitchStatement(part)
        ? [part.expression, [part.caseBlock]]
        : [null, []];
    const isUsed = branches.some(
      (branch) =>
        branch && (mentions(branch, state.name) || facts.some(({ node: at, via }) => isInside(via ?? at, branch))),
    );
    if (condition && isUsed && isKindOf(condition, named, checker)) return true;
    return ts.forEachChild(part, tells) ?? false;
  };
  return node.body !== undefined && tells(node.body);
}

/** `message.type`, `message.type === 'end'`, `'end' in message`: not `seen.has(message)`. */
function isKindOf(condition: ts.Expression, message: ReadonlySet<ts.Symbol>, checker: ts.TypeChecker): boolean {
  const value = unwrap(condition);
  if (ts.isPrefixUnaryExpression(value)) return isKindOf(value.operand, message, checker);
  if (ts.isBinaryExpression(value)) {
    const operator = value.operatorToken.getText();
    if (/^(&&|\|\|)$/.test(operator))
      return isKindOf(value.left, message, checker) || isKindOf(value.right, message, checker);
    if (!/^([!=]==?|in|instanceof)$/.test(operator)) return false;
    return isKindOf(value.left, message, checker) || isKindOf(value.right, message, checker);
  }
  if (ts.isTypeOfExpression(value)) return isKindOf(value.expression, message, checker);
  const root = rootOf(value);
  return ts.isIdentifier(root) && [...symbolsIn([root], checker)].some((each) => message.has(each));
}

function adds({ operation }: StateWrite): boolean {
  return ts.isCallExpression(operation) && /\.(add|set|push)$/.test(operation.expression.getText());
}

/** Whether no code of the program uses the variable that tasks assign. */
function isUnread({ declared }: State, { checker, program }: RuleContext): boolean {
  const isVariable = declared && ts.isIdentifier(declared) && ts.isVariableDeclaration(declared.parent);
  return isVariable === true && !isRead(declared, checker, program);
}

/** Shared memory is the solution to this problem, not a case of it. */
function isShared({ expression, declared }: State, checker: ts.TypeChecker): boolean {
  const text = checker.typeToString(checker.getTypeAtLocation(expression));
  const declaration = declared?.parent;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? declaration.initializer.getText()
      : '';
  return text.includes('SharedArrayBuffer') || /SharedArrayBuffer|workerData/.test(made);
}

/** State that accumulates over items is wrong in workers; state that is only assigned may be intended per worker. */
function severityOf({ state, how, operation }: StateWrite, checker: ts.TypeChecker): Severity | null {
  if (how !== 'assign' && isTypedArray(state, checker)) return 'information';
  if (how !== 'assign' || !ts.isBinaryExpression(operation) || isCounting(operation)) return 'warning';
  if (isOnce(operation)) return null;
  const name = state.name;
  return mentions(operation.right, name) ||
    mentionsElement(operation.right, operation) ||
    isComparedFirst(operation, name)
    ? 'warning'
    : 'information';
}

/** `if (!ready) { ready = true; ... }`: code that each worker runs once. */
function isOnce({ left, right }: ts.BinaryExpression): boolean {
  const around = ts.findAncestor(left, ts.isIfStatement);
  if (right.kind !== ts.SyntaxKind.TrueKeyword || !around) return false;
  const text = around.expression.getText();
  return text === `!${left.getText()}` || text === `${left.getText()} === false`;
}

/** `if (x < best) best = x`. */
function isComparedFirst(assignment: ts.Node, name: string): boolean {
  const around = ts.findAncestor(assignment, (node) => ts.isIfStatement(node) || ts.isFunctionLike(node));
  return (
    around !== undefined &&
    ts.isIfStatement(around) &&
    ts.isBinaryExpression(around.expression) &&
    /^[<>]=?$/.test(around.expression.operatorToken.getText()) &&
    mentions(around.expression, name)
  );
}

/** A preallocated buffer that the task fills and then reads; one that it only fills is a result that is lost. */
function isScratch(facts: readonly TaskFact<StateWrite>[], checker: ts.TypeChecker): boolean {
  const [first] = facts;
  if (!first || !isTypedArray(first.fact.state, checker)) return false;
  if (facts.some((each) => each.fact.how === 'assign' || isCounting(each.fact.operation))) return false;
  const { key } = first.fact.state;
  const reads = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && isReference(node) && checker.getSymbolAtLocation(node) === key) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent)) return !/^(length|byteLength|set|fill)$/.test(parent.name.text);
      const isTarget =
        ts.isElementAccessExpression(parent) &&
        facts.some((each) => writtenTarget(each.node, checker)?.target === parent);
      return !isTarget;
    }
    return ts.forEachChild(node, reads) ?? false;
  };
  return reads(first.within);
}

/** A preallocated typed array is usually a buffer that is written before it is read. */
function isTypedArray({ expression }: State, checker: ts.TypeChecker): boolean {
  return /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array/.test(checker.typeToString(checker.getTypeAtLocation(expression)));
}

/**
 * Returns whether the function that writes also checks first: `cache.get(key)`, `key in cache`, `cache[key]` in a
 * condition, `??=`, `if (!instance) instance = ...`. A WeakMap is always a cache, because each worker has its own
 * objects. Counters and sets of seen values are no caches.
 */
function isFill({ state, how, onlyIfEmpty, operation, target }: StateWrite, checker: ts.TypeChecker): boolean {
  if (onlyIfEmpty || isAfterLookup(operation)) return true;
  if (isEviction({ operation })) return false;
  if (isWeakMap(state, checker)) return true;
  const writes = ts.findAncestor(operation, ts.isFunctionLike);
  if (!writes) return false;
  if (ts.isCallExpression(operation)) {
    const name = ts.isPropertyAccessExpression(operation.expression) ? operation.expression.name.text : '';
    const value = operation.arguments[1];
    if (value && isEntryRaised(value, writes)) return false;
    // A collection that one function queries and fills is a cache, even if the function evicts entries first.
    const asked = new RegExp(`${escaped(target)}\\??\\.(get|has)\\(`);
    return (
      /^(set|put|add)$/.test(name) && value !== undefined && asked.test(writes.getText()) && !mentions(value, target)
    );
  }
  if (isCounting(operation) || (ts.isBinaryExpression(operation) && isFlag(operation.right))) return false;
  const written = ts.isBinaryExpression(operation) ? operation.right : null;
  if (written && mentionsElement(written, operation)) return false;
  if (how === 'assign' && written && isEmpty(written)) return false;
  const asks = (condition: ts.Node): boolean => mentions(condition, target) && !isOnlyCompared(condition, target);
  const lookup = (part: ts.Node): boolean => {
    if (ts.isIfStatement(part)) return asks(part.expression) && !/[<>]|%/.test(part.expression.getText());
    if (ts.isVariableDeclaration(part) && part.initializer && how === 'member')
      return ts.isElementAccessExpression(part.initializer) && asks(part.initializer.expression);
    return false;
  };
  const search = (part: ts.Node): boolean => lookup(part) || (ts.forEachChild(part, search) ?? false);
  return search(writes);
}

/** `const entry = counts.get(key) ?? { n: 0 }; entry.n++; counts.set(key, entry)`: each task adds to the entry. */
function isEntryRaised(value: ts.Expression, code: ts.Node): boolean {
  const name = unwrap(value);
  if (!ts.isIdentifier(name)) return false;
  const raises = (node: ts.Node): boolean => {
    const target = raisedBy(node);
    const root = target && rootOf(target);
    if (root && root !== unwrap(target) && ts.isIdentifier(root) && root.text === name.text && isAlways(node, code))
      return true;
    return ts.forEachChild(node, raises) ?? false;
  };
  return raises(code);
}

/** Whether code runs whenever a function does: it is under no condition. */
function isAlways(node: ts.Node, code: ts.Node): boolean {
  return (
    ts.findAncestor(node, (each) => each === code || ts.isIfStatement(each) || ts.isConditionalExpression(each)) ===
    code
  );
}

/** `cache[key] ?? (cache[key] = value)`. */
function isAfterLookup(operation: ts.Node): boolean {
  if (!ts.isBinaryExpression(operation) || operation.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const value = outermost(operation);
  const { parent } = value;
  return (
    ts.isBinaryExpression(parent) &&
    parent.right === value &&
    /^(\?\?|\|\|)$/.test(parent.operatorToken.getText()) &&
    unwrap(parent.left).getText() === operation.left.getText()
  );
}

function isWeakMap({ expression }: State, checker: ts.TypeChecker): boolean {
  return checker.getNonNullableType(checker.getTypeAtLocation(expression)).getSymbol()?.name === 'WeakMap';
}

/** `scope === current`: asks which value a variable has, not whether it has one. */
function isOnlyCompared(condition: ts.Node, target: string): boolean {
  const compares = (part: ts.Node): boolean =>
    ts.isBinaryExpression(part) &&
    /^[!=]==?$/.test(part.operatorToken.getText()) &&
    [part.left, part.right].some((side) => side.getText() === target) &&
    ![part.left, part.right].some(isEmpty);
  const asks = (part: ts.Node): boolean =>
    !compares(part) && (part.getText() === target || (ts.forEachChild(part, asks) ?? false));
  return !asks(condition);
}

function isFlag(value: ts.Expression): boolean {
  return value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword;
}

/** `counts[key] = (counts[key] ?? 0) + 1`. */
function mentionsElement(value: ts.Node, operation: ts.Node): boolean {
  const left = ts.isBinaryExpression(operation) ? operation.left.getText() : '';
  const visit = (part: ts.Node): boolean =>
    !ts.isTypeNode(part) && (part.getText() === left || (ts.forEachChild(part, visit) ?? false));
  return visit(value);
}

function isEviction({ operation }: Pick<StateWrite, 'operation'>): boolean {
  return (
    ts.isDeleteExpression(operation) ||
    (ts.isCallExpression(operation) && /\.(delete|clear)$/.test(operation.expression.getText()))
  );
}

/** Whether a worker that fills a cache is proven to put into it what any other would, and only reads it afterwards. */
function isProvenFill({ fact, within }: TaskFact<StateWrite>, { checker, program }: RuleContext): boolean {
  const { operation, state } = fact;
  const { key, value } = filledBy(operation);
  if (!value || !isDeterministic(value, checker, program)) return false;
  const writes = ts.findAncestor(operation, ts.isFunctionLike);
  if (!writes) return false;
  const ofKey = key ? parametersOf(key, checker) : new Set<ts.Symbol>();
  if ([...parametersOf(value, checker)].some((each) => !ofKey.has(each))) return false;
  return !changesEntry(within, state.name, checker) && !changesEntry(writes, state.name, checker);
}

function filledBy(operation: ts.Node): { key: ts.Expression | null; value: ts.Expression | null } {
  if (ts.isCallExpression(operation)) {
    const [key = null, value = null] = operation.arguments;
    return { key, value };
  }
  if (!ts.isBinaryExpression(operation)) return { key: null, value: null };
  const left = unwrap(operation.left);
  return { key: ts.isElementAccessExpression(left) ? left.argumentExpression : null, value: operation.right };
}

/** The parameters that a value depends on, also through local variables. */
function parametersOf(value: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  for (const symbol of symbolsIn([value], checker)) {
    const declaration = symbol.valueDeclaration;
    if (!declaration || isInside(declaration, value) || seen.has(declaration)) continue;
    seen.add(declaration);
    const parameter = ts.findAncestor(declaration, (node) => ts.isParameter(node) || ts.isFunctionLike(node));
    if (parameter && ts.isParameter(parameter)) found.add(symbol);
    else if (ts.isVariableDeclaration(declaration) && !isModuleLevel(declaration))
      for (const given of valuesGiven(declaration, checker))
        for (const each of parametersOf(given, checker, seen)) found.add(each);
  }
  return found;
}

/** `const list = cache.get(key); list.push(x)`, `cache[key].n = 1`. */
function changesEntry(code: ts.Node, name: string, checker: ts.TypeChecker): boolean {
  const entries = new Set<ts.Symbol>();
  const collect = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && mentions(node.initializer, name))
      for (const symbol of symbolsIn([node.name], checker)) entries.add(symbol);
    ts.forEachChild(node, collect);
  };
  collect(code);
  const changes = (node: ts.Node): boolean => {
    const written = writtenTarget(node, checker);
    if (written) {
      const root = rootOf(written.target);
      const symbol = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root) : undefined;
      if (symbol && entries.has(symbol) && (written.isMethod || root !== unwrap(written.target))) return true;
    }
    return ts.forEachChild(node, changes) ?? false;
  };
  return changes(code);
}

/** `x++`, `x += 1`: the new value depends on the old one. */
function isCounting(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
