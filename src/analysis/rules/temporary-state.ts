import ts from 'typescript';
import { isModuleLevel, isReference } from '../syntax/bind-file.ts';
import { valuesGiven } from '../syntax/derived-values.ts';
import { mentions } from '../syntax/mentions.ts';
import { unwrap } from '../syntax/member-path.ts';
import type { Candidate } from '../tasks/candidate.ts';
import type { StateWrite } from '../tasks/state-writes.ts';
import type { TaskFact } from '../tasks/walk-task.ts';

// State of a module that no task leaves to the next: it is set for a call, put back, or attached to an object of the task.

/** `depth++` and `depth--`, `active.add(x)` and `active.delete(x)` in one function: nothing is left for the next task. */
export function isRestored(facts: readonly TaskFact<StateWrite>[]): boolean {
  const inFunctions = new Set(facts.map(({ fact }) => ts.findAncestor(fact.operation, ts.isFunctionLike)));
  if (inFunctions.size !== 1) return false;
  return areUndone(facts.map(({ fact }) => fact.operation));
}

/** Whether each operation of a function has one that undoes it: `depth++` and `depth--`. */
export function areUndone(operations: readonly ts.Node[]): boolean {
  const steps = operations.flatMap((each) => stepOf(each) ?? []);
  return (
    steps.length > 1 &&
    steps.length === operations.length &&
    steps.some(({ takes, isOptional }) => takes && !isOptional) &&
    steps.every(({ takes, key, keepsFrom }) =>
      steps.some((other) => other.key === key && other.takes !== takes && other.at > keepsFrom),
    )
  );
}

interface Step {
  takes: boolean;
  /** Elements that are added and removed again. */
  key: string;
  isOptional: boolean;
  at: number;
  /** Where an entry is set that stays unless it is deleted later; otherwise, the order is not known. */
  keepsFrom: number;
}

function stepOf(node: ts.Node): Step | null {
  const place = { at: node.pos, keepsFrom: -1 };
  const isOptional =
    ts.findAncestor(node, (each) => ts.isIfStatement(each) || ts.isFunctionLike(each))?.kind ===
    ts.SyntaxKind.IfStatement;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return { takes: node.operator === ts.SyntaxKind.MinusMinusToken, key: '1', isOptional, ...place };
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    return /^[-+]=$/.test(operator)
      ? { takes: operator === '-=', key: node.right.getText(), isOptional, ...place }
      : null;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { name } = node.expression;
  const [first] = node.arguments;
  if (/^(set|add|delete)$/.test(name.text) && first)
    return {
      takes: name.text === 'delete',
      key: first.getText(),
      isOptional,
      at: node.pos,
      keepsFrom: name.text === 'set' ? node.pos : -1,
    };
  return /^(push|pop)$/.test(name.text) ? { takes: name.text === 'pop', key: '', isOptional, ...place } : null;
}

/** A task that first resets the state sees nothing of earlier tasks. */
export function isReset(facts: readonly TaskFact<StateWrite>[], { node }: Candidate): boolean {
  const { body } = node;
  if (!body || !ts.isBlock(body) || facts.length < 2) return false;
  const first = facts.find(({ fact }) => setsAnew(fact));
  const statement = first && ts.findAncestor(first.node, (each) => each.parent === body);
  if (!first || !statement || !ts.isExpressionStatement(statement)) return false;
  const { name } = first.fact.state;
  return !body.statements.some((each) => each.end <= statement.pos && mentions(each, name));
}

function setsAnew({ operation, how, state }: StateWrite): boolean {
  if (ts.isCallExpression(operation)) return /\.(clear|fill)$/.test(operation.expression.getText());
  if (!ts.isBinaryExpression(operation) || operation.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  if (how === 'member') return operation.left.getText().endsWith('.length');
  return how === 'assign' && !mentions(operation.right, state.name);
}

/**
 * Returns the writes whose effect outlasts a call. Others are taken back in the function that makes them:
 * `context = make(); ... context = null`, `const outer = depth; depth = 1; ... depth = outer`.
 */
export function lastingWrites(facts: readonly TaskFact<StateWrite>[], checker: ts.TypeChecker): TaskFact<StateWrite>[] {
  const around = (node: ts.Node): ts.Node | undefined => ts.findAncestor(node, ts.isFunctionLike);
  const isTakenBack = (set: ts.BinaryExpression, among: readonly ts.BinaryExpression[]): boolean =>
    among.some(
      (later) =>
        later.pos >= set.end &&
        around(later) === around(set) &&
        later.left.getText() === set.left.getText() &&
        (restores(later) || (clears(later) && !clears(set))),
    );
  const assignments = facts.flatMap(({ fact: { operation } }) => (isAssignment(operation) ? [operation] : []));
  const temporary = assignments.filter((each) => isTakenBack(each, assignments)).map(({ left }) => left.getText());
  // `let context = null`, which other functions set while they run: there is nothing to write to in a call from outside.
  const isOnlySetMeanwhile = ({ how, state: { declared } }: StateWrite): boolean => {
    const variable = declared?.parent;
    if (how !== 'member' || !variable || !ts.isVariableDeclaration(variable)) return false;
    if (variable.initializer && !isEmpty(variable.initializer)) return false;
    const all = assignmentsTo(variable, checker);
    return all.length > 1 && all.every((each) => clears(each) || isTakenBack(each, all));
  };
  return facts.filter(({ fact, missing }) => {
    // `if (!config.locale) setLocale(...)`: each worker does that once.
    if (missing?.split('.').includes(fact.state.name) === true) return false;
    const written = ts.isBinaryExpression(fact.operation) ? fact.operation.left.getText() : fact.target;
    const isTemporary = temporary.some(
      (path) => written === path || written.startsWith(`${path}.`) || written.startsWith(`${path}[`),
    );
    return !isTemporary && !isAttached(fact, checker) && !isOnlySetMeanwhile(fact);
  });
}

/** All assignments to a variable, in its module; none if another module could use it. */
function assignmentsTo(variable: ts.VariableDeclaration, checker: ts.TypeChecker): ts.BinaryExpression[] {
  const symbol = checker.getSymbolAtLocation(variable.name);
  const found: ts.BinaryExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (isAssignment(node) && ts.isIdentifier(node.left) && checker.getSymbolAtLocation(node.left) === symbol)
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(variable.getSourceFile());
  return found;
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** `context = null`, `active = false`. */
function clears({ right }: ts.BinaryExpression): boolean {
  return isEmpty(right) || unwrap(right).kind === ts.SyntaxKind.FalseKeyword;
}

/** To the value that the function has saved: `depth = outer`, `failed = failed || outer`. */
function restores({ left, right }: ts.BinaryExpression): boolean {
  const value = unwrap(right);
  const path = left.getText();
  const parts = ts.isBinaryExpression(value) && isLogical(value.operatorToken) ? [value.left, value.right] : [value];
  const around = ts.findAncestor(left, ts.isFunctionLike);
  return parts.some((part) => ts.isIdentifier(part) && around && saves(around, part.text, path));
}

function isLogical({ kind }: ts.Node): boolean {
  return (
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** `const name = path`. */
function saves(code: ts.Node, name: string, path: string): boolean {
  const search = (part: ts.Node): boolean =>
    (ts.isVariableDeclaration(part) && part.name.getText() === name && part.initializer?.getText() === path) ||
    (ts.forEachChild(part, search) ?? false);
  return search(code);
}

/** Whether a value is `null` or `undefined`, as written. */
export function isEmpty(value: ts.Expression): boolean {
  const text = unwrap(value).getText();
  return text === 'null' || text === 'undefined' || text === 'void 0';
}

/**
 * Marks in a WeakSet, and an empty collection that a WeakMap keeps for an argument: `lists.set(context, [])`. A worker has
 * objects of its own, and an argument is a new object in every task.
 */
function isAttached({ state, operation }: StateWrite, checker: ts.TypeChecker): boolean {
  if (!ts.isCallExpression(operation)) return false;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(state.expression)).getSymbol()?.name;
  if (type === 'WeakSet') return true;
  const [key, value] = operation.arguments;
  if (type !== 'WeakMap' || !key || !value || !ts.isIdentifier(key)) return false;
  const declaration = checker.getSymbolAtLocation(key)?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && isEmptyCollection(value, checker);
}

function isEmptyCollection(value: ts.Expression, checker: ts.TypeChecker): boolean {
  const given = unwrap(value);
  if (ts.isArrayLiteralExpression(given)) return given.elements.length === 0;
  if (ts.isObjectLiteralExpression(given)) return given.properties.length === 0;
  if (ts.isNewExpression(given))
    return /^(Weak)?(Map|Set)$/.test(given.expression.getText()) && !given.arguments?.length;
  const declaration = ts.isIdentifier(given) && checker.getSymbolAtLocation(given)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const values = valuesGiven(declaration, checker);
  // It is looked up first.
  return values.some((each) => !ts.isIdentifier(unwrap(each)) && isEmptyCollection(each, checker));
}

/**
 * A variable for an object that code only compares: `if (installing !== schema) ...; installing = schema;`. It recognizes the
 * object of the same worker, and no object of another worker could be equal.
 */
export function isOnlyRecognized(facts: readonly TaskFact<StateWrite>[], checker: ts.TypeChecker): boolean {
  const [first] = facts;
  const declared = first?.fact.state.declared;
  if (!declared || !ts.isIdentifier(declared) || !ts.isVariableDeclaration(declared.parent)) return false;
  if (!isModuleLevel(declared.parent) || (ts.getCombinedModifierFlags(declared.parent) & ts.ModifierFlags.Export) !== 0)
    return false;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(declared));
  if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive)) === 0) return false;
  const symbol = checker.getSymbolAtLocation(declared);
  const isOther = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || node.text !== declared.text || node === declared)
      return ts.forEachChild(node, isOther) ?? false;
    if (!isReference(node) || checker.getSymbolAtLocation(node) !== symbol) return false;
    const { parent } = node;
    if (!ts.isBinaryExpression(parent)) return true;
    return !(parent.left === node && isAssignment(parent)) && !/^[!=]==?$/.test(parent.operatorToken.getText());
  };
  return facts.every(({ fact }) => fact.how === 'assign') && !isOther(declared.getSourceFile());
}

/** `catch { fast = null; }`: a way that turned out to be closed, which each worker finds out for itself. */
export function isLatch(facts: readonly TaskFact<StateWrite>[]): boolean {
  return facts.every(({ fact: { how, operation } }) => {
    if (how !== 'assign' || !isAssignment(operation)) return false;
    const around = ts.findAncestor(operation, (node) => ts.isCatchClause(node) || ts.isFunctionLike(node));
    const { kind } = unwrap(operation.right);
    const isConstant =
      isEmpty(operation.right) || kind === ts.SyntaxKind.FalseKeyword || kind === ts.SyntaxKind.TrueKeyword;
    return around !== undefined && ts.isCatchClause(around) && isConstant;
  });
}

/** `open.push(entry)` in one function and `open.pop()` in another: a stack, or objects that are used again. */
export function isStack(facts: readonly TaskFact<StateWrite>[]): boolean {
  const methods = new Set(
    facts.map(({ fact: { operation } }) =>
      ts.isCallExpression(operation) && ts.isPropertyAccessExpression(operation.expression)
        ? operation.expression.name.text
        : '',
    ),
  );
  return methods.size === 2 && methods.has('push') && methods.has('pop');
}
