import ts from 'typescript';
import type { Finding, Severity } from '../../model/finding.ts';
import { isReference } from '../syntax/bind-file.ts';
import { derivedFrom, symbolsIn } from '../syntax/derived-values.ts';
import { isRead } from '../syntax/is-read.ts';
import { mentions } from '../syntax/mentions.ts';
import { rootOf, unwrap } from '../syntax/member-path.ts';
import { writtenTarget } from '../syntax/written-variables.ts';
import { isInside } from '../syntax/node-at.ts';
import type { Candidate, RuleContext } from '../tasks/candidate.ts';
import { isSharedArray, setsSharedMemory } from '../tasks/shared-array.ts';
import { stateWriteOf, type State, type StateWrite } from '../tasks/state-writes.ts';
import { reachedFunctions, taskReader, type TaskFact } from '../tasks/walk-task.ts';
import {
  isCounting,
  isEviction,
  isFill,
  isProvenFill,
  isUnderKeptKey,
  isWeakMap,
  mentionsElement,
} from './cache-fills.ts';
import { findingAt, type Rule } from './rule.ts';
import { isLatch, isOnlyRecognized, isReset, isRestored, isStack, lastingWrites } from './temporary-state.ts';

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
  if (facts.every(({ fact }) => setsSharedMemory(fact.operation, context))) return null;
  const related = state.declared ? [{ node: state.declared, note: `${state.name} is declared here` }] : [];
  const isElsewhere = at.via !== null || at.fact.operation !== at.node;
  if (isElsewhere) related.unshift({ node: at.fact.operation, note: `${state.name} is written here` });
  const place = at.via ?? at.node;
  const isWeak =
    isWeakMap(state, context.checker) && !facts.every(({ fact }) => isUnderKeptKey(fact.operation, context.checker));
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
