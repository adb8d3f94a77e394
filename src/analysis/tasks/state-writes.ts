import ts from 'typescript';
import { isStatic } from '../functions/read-signature.ts';
import { isOfOtherPackage } from '../syntax/other-package.ts';
import { importedSymbol, isModuleLevel } from '../syntax/bind-file.ts';
import { isElementCall, listOfElement } from '../syntax/elements.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { raisedBy, writtenTarget, writtenTargets } from '../syntax/written-variables.ts';
import { changeOfParameter, changers } from './changed-parameters.ts';
import { functionOf } from './find-candidates.ts';
import { executedNodes } from './walk-task.ts';

/** State that outlives a call: a variable of a module or of a closure, a static field, a property of the global object. */
export interface State {
  /** The same for all writes to this state. */
  key: ts.Symbol | string;
  /** As written: `count`, `Counter.total`. */
  name: string;
  /** The expression for the state, which has its type. */
  expression: ts.Expression;
  /** The name in its declaration. */
  declared: ts.Node | null;
  /** The function whose call creates it; `null` for state of a module. */
  scope: ts.Node | null;
}

/** A write to state, directly or by a function that is given it. */
export interface StateWrite {
  state: State;
  /** Whether the state itself is assigned, a member of it is assigned, or a method or function changes it. */
  how: 'assign' | 'member' | 'method';
  onlyIfEmpty: boolean;
  /** The operation that writes: in a method that is called on the state, that in the method. */
  operation: ts.Node;
  /** The expression that stands for the state in the function of the operation. */
  target: string;
}

/** Longer chains of names and functions between an object and a write are rare. */
const deepest = 3;

/** Returns the write to state that a node performs, if there is one. */
export function stateWriteOf(node: ts.Node, checker: ts.TypeChecker): StateWrite | null {
  const targets = writtenTargets(node, checker);
  for (const written of targets) {
    // The position of a global expression is set before it is used.
    if (written.target.getText().endsWith('.lastIndex')) continue;
    const found = stateOf(written.target, checker);
    if (!found || (found.isWhole && !written.isMethod && isConstant(found.state))) continue;
    const how = written.isMethod ? 'method' : found.isWhole ? 'assign' : 'member';
    return { ...written, state: found.state, how, operation: node, target: found.state.expression.getText() };
  }
  if (targets.length > 0) return null;
  if (!ts.isCallExpression(node)) return null;
  return byArgument(node, checker) ?? byStore(node, checker) ?? byReceiver(node, checker);
}

function isConstant({ declared }: State): boolean {
  const declaration = declared?.parent;
  return (
    declaration !== undefined &&
    (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
  );
}

/** `Object.assign(state, more)`, `record(state, x)` where `record` changes its first parameter. */
function byArgument(call: ts.CallExpression, checker: ts.TypeChecker): StateWrite | null {
  const name = apiName(call.expression, checker);
  const isChanger = name !== null && changers.test(name);
  const called = isChanger ? null : functionOf(call.expression, checker);
  for (const [index, argument] of call.arguments.entries()) {
    const found = isPath(argument) ? stateOf(argument, checker) : null;
    if (!found) continue;
    const { state } = found;
    const operation = isChanger && index === 0 ? call : called && changeOfParameter(called, index, call, checker);
    if (!operation) continue;
    const parameter = called?.parameters[index]?.name.getText();
    return { state, how: 'method', onlyIfEmpty: false, operation, target: parameter ?? state.expression.getText() };
  }
  return null;
}

function isPath(expression: ts.Expression): boolean {
  const value = unwrap(expression);
  return ts.isIdentifier(value) || (ts.isPropertyAccessExpression(value) && isPath(value.expression));
}

const asks = /^(get|has|peek)$/;
const namesCache = /cache|lru|memo/i;

/**
 * `cache.set(key, value)` of a class that keeps values by key, in a function that asks for them too. The code of a package
 * is not read: there, the name shows what the class is for.
 */
function byStore(call: ts.CallExpression, checker: ts.TypeChecker): StateWrite | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !/^(set|put|add)$/.test(callee.name.text)) return null;
  if (call.arguments.length < 2 || !isPath(callee.expression)) return null;
  const store = callee.expression;
  const around = ts.findAncestor(call, ts.isFunctionLike);
  if (!around || asksOf(store, around) === null) return null;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(store));
  if (!isStore(type, store, checker)) return null;
  const found = stateOf(store, checker);
  if (!found) return null;
  return { state: found.state, how: 'method', onlyIfEmpty: false, operation: call, target: store.getText() };
}

/** Returns the call `cache.get(key)` in a function, if there is one. */
function asksOf(store: ts.Expression, around: ts.Node): ts.CallExpression | null {
  const isAsked = (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    asks.test(node.expression.name.text) &&
    node.expression.expression.getText() === store.getText();
  return executedNodes(around).find(isAsked) ?? null;
}

/** Whether an object keeps values by key in its process; a store that answers with promises may be a service. */
function isStore(type: ts.Type, store: ts.Expression, checker: ts.TypeChecker): boolean {
  const declaration = type
    .getSymbol()
    ?.declarations?.find((each) => ts.isClassLike(each) || ts.isInterfaceDeclaration(each));
  if (!declaration) return false;
  const isKnown = ts.isClassLike(declaration) && !isAmbient(declaration) && !isOfOtherPackage(declaration, store);
  if (!isKnown && !namesCache.test(`${declaration.name?.text ?? ''} ${store.getText()}`)) return false;
  return type.getProperties().some((property) => {
    if (!asks.test(property.name)) return false;
    const results = checker.getTypeOfSymbolAtLocation(property, store).getCallSignatures();
    return results.some((signature) => !signature.getReturnType().getProperty('then'));
  });
}

function isAmbient(declaration: ts.Declaration): boolean {
  return (
    declaration.getSourceFile().isDeclarationFile ||
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0
  );
}

/** `stats.add(x)`, where the method adds to a field of `stats` that its class never resets. */
function byReceiver(call: ts.CallExpression, checker: ts.TypeChecker): StateWrite | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const object = isPath(callee.expression) ? callee.expression : givenOut(callee.expression, checker);
  const found = object && stateOf(object, checker);
  if (!found) return null;
  const called = functionOf(callee, checker);
  if (!called?.body || isOfOtherPackage(called, call) || isStatic(called)) return null;
  // A method that looks something up may renew its entry.
  if (asks.test(callee.name.text) && call.arguments.length === 1) return null;
  const operation = accumulationIn(called, checker, 0);
  if (!operation) return null;
  return { state: found.state, how: 'method', onlyIfEmpty: false, ...operation };
}

/** Returns the state that a function without parameters always returns: `instance` of `getInstance()`. */
function givenOut(written: ts.Expression, checker: ts.TypeChecker): ts.Expression | null {
  const value = unwrap(written);
  if (!ts.isCallExpression(value) || value.arguments.length > 0) return null;
  const called = functionOf(value.expression, checker);
  return called && !isOfOtherPackage(called, value) ? stateGivenBy(called) : null;
}

function stateGivenBy(called: ts.FunctionLikeDeclaration): ts.Expression | null {
  if (!called.body) return null;
  const returned = ts.isBlock(called.body)
    ? called.body.statements.flatMap((each) => (ts.isReturnStatement(each) && each.expression ? [each.expression] : []))
    : [called.body];
  const [only] = returned;
  if (returned.length !== 1 || !only) return null;
  const given = unwrap(only);
  // `return (instance ??= new Registry())`
  const left =
    ts.isBinaryExpression(given) && /^(\?\?|\|\|)=?$/.test(given.operatorToken.getText()) ? given.left : given;
  return isStatePath(left) ? left : null;
}

/** A path that may begin with `this`, which is the class in its static methods. */
function isStatePath(written: ts.Expression): boolean {
  const value = unwrap(written);
  return isPath(value) || (ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword);
}

/** Returns the operation of a method that adds to a field of its object. */
function accumulationIn(
  method: ts.FunctionLikeDeclaration,
  checker: ts.TypeChecker,
  depth: number,
): { operation: ts.Node; target: string } | null {
  for (const node of executedNodes(method)) {
    const written = writtenTarget(node, checker);
    const field = written && fieldOf(written.target);
    if (field && adds(node) && (isFillOf(field, node, method) || !isReset(field, method, checker)))
      return { operation: node, target: field.getText() };
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || depth >= deepest) continue;
    if (node.expression.expression.kind !== ts.SyntaxKind.ThisKeyword) continue;
    const called = functionOf(node.expression, checker);
    const inner = called?.body && called !== method ? accumulationIn(called, checker, depth + 1) : null;
    if (inner) return inner;
  }
  return null;
}

/** Whether a method sets an entry that it asked for before, which is that of a cache even if others are removed. */
function isFillOf(field: ts.PropertyAccessExpression, node: ts.Node, method: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText().endsWith('.set') && asksOf(field, method) !== null;
}

/** Returns `this.field` of `this.field`, `this.field.list[0]`. */
function fieldOf(target: ts.Expression): ts.PropertyAccessExpression | null {
  let value = unwrap(target);
  while (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) {
    const object = unwrap(value.expression);
    if (object.kind === ts.SyntaxKind.ThisKeyword) return ts.isPropertyAccessExpression(value) ? value : null;
    value = object;
  }
  return null;
}

function adds(node: ts.Node): boolean {
  // `this.counts[key] = (this.counts[key] ?? 0) + 1`
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return isMentioned(node.left, node.right);
  return raisedBy(node) !== null;
}

function isMentioned(target: ts.Expression, value: ts.Node): boolean {
  return value.getText() === target.getText() || (ts.forEachChild(value, (part) => isMentioned(target, part)) ?? false);
}

/** Whether a method sets a field outside of the constructor: it may reset the field for every task. */
function isReset(field: ts.PropertyAccessExpression, method: ts.Node, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(field.name);
  const object = method.parent;
  const isField = (target: ts.Expression): boolean =>
    ts.isPropertyAccessExpression(target) &&
    target.name.text === field.name.text &&
    (symbol === undefined || checker.getSymbolAtLocation(target.name) === symbol);
  const sets = (node: ts.Node): boolean => {
    if (ts.isConstructorDeclaration(node)) return false;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      if (isField(node.left) || (node.left.getText().endsWith('.length') && isField(lengthOf(node.left)))) return true;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      if (/^(clear|fill|pop|shift|delete)$/.test(node.expression.name.text) && isField(node.expression.expression))
        return true;
    return ts.forEachChild(node, sets) ?? false;
  };
  return sets(object);
}

function lengthOf(target: ts.Expression): ts.Expression {
  return ts.isPropertyAccessExpression(target) ? target.expression : target;
}

/** Returns the state that an expression is part of, and whether it is all of it. */
function stateOf(
  written: ts.Expression,
  checker: ts.TypeChecker,
  depth = 0,
): { state: State; isWhole: boolean } | null {
  const path: ts.Expression[] = [];
  let value = unwrap(written);
  for (;;) {
    if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) {
      path.unshift(value);
      value = unwrap(value.expression);
    } else if (isElementCall(value)) {
      path.unshift(value);
      value = unwrap(value.expression.expression);
    } else break;
  }
  const [first] = path;
  if (value.kind === ts.SyntaxKind.ThisKeyword) {
    const method = ts.findAncestor(value, (node) => ts.isClassElement(node) || ts.isFunctionDeclaration(node));
    const inStatic = method && (isStatic(method) || ts.isClassStaticBlockDeclaration(method));
    return first && inStatic && ts.isClassLike(method.parent) ? ofStatic(first, path, method.parent, checker) : null;
  }
  if (!ts.isIdentifier(value)) return null;
  if (first && /^(globalThis|global|self)$/.test(value.text) && apiName(value, checker) === value.text) {
    const name = ts.isPropertyAccessExpression(first) ? `globalThis.${first.name.text}` : 'globalThis';
    return { state: { key: name, name, expression: first, declared: null, scope: null }, isWhole: path.length === 1 };
  }
  const symbol = importedSymbol(value, checker);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || declaration.getSourceFile().isDeclarationFile) return null;
  if (isOfOtherPackage(declaration, value)) return null;
  if (ts.isClassLike(declaration)) return first ? ofStatic(first, path, declaration, checker) : null;
  const isVariable =
    ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration);
  if (!isVariable || !ts.isIdentifier(declaration.name)) return null;
  const list = listOfElement(declaration);
  if (list) {
    const found =
      depth < deepest && (path.length > 0 || !isAssigned(written)) ? stateOf(list, checker, depth + 1) : null;
    return found && { ...found, isWhole: false };
  }
  const isOfModule = isModuleLevel(declaration);
  const aliased = ts.isParameter(declaration) ? null : aliasedBy(declaration);
  // A name for a part of other state: `const { list } = store`.
  if (aliased && depth < deepest && (path.length > 0 || !isOfModule)) {
    const found = stateOf(aliased, checker, depth + 1);
    if (found) return { ...found, isWhole: false };
    if (!isOfModule) return null;
  }
  const scope = isOfModule ? null : scopeOf(declaration);
  if (!isOfModule && !scope) return null;
  const state = { key: symbol, name: value.text, expression: value, declared: declaration.name, scope };
  return { state, isWhole: path.length === 0 };
}

/** Whether a name is assigned, which leaves the object that it stood for as it is. */
function isAssigned({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent);
}

function ofStatic(
  member: ts.Expression,
  path: readonly ts.Expression[],
  declaration: ts.ClassLikeDeclaration,
  checker: ts.TypeChecker,
): { state: State; isWhole: boolean } | null {
  if (!ts.isPropertyAccessExpression(member)) return null;
  const symbol = checker.getSymbolAtLocation(member.name);
  const declared = symbol?.valueDeclaration;
  if (declared && ts.isGetAccessorDeclaration(declared) && isStatic(declared)) {
    const given = stateGivenBy(declared);
    const found = given && stateOf(given, checker, deepest);
    return found && { ...found, isWhole: found.isWhole && path.length === 1 };
  }
  if (!symbol || !declared || !ts.isPropertyDeclaration(declared) || !isStatic(declared)) return null;
  const name = `${declaration.name?.text ?? 'this'}.${member.name.text}`;
  const state = { key: symbol, name, expression: member, declared: declared.name, scope: null };
  return { state, isWhole: path.length === 1 };
}

/** Returns the path that a constant or a name taken out of an object stands for. */
function aliasedBy(declaration: ts.VariableDeclaration | ts.BindingElement): ts.Expression | null {
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return null;
  let holder: ts.Node = declaration;
  while (ts.isBindingElement(holder) || ts.isObjectBindingPattern(holder)) holder = holder.parent;
  const held = ts.isVariableDeclaration(holder) ? holder.initializer : undefined;
  return held && isPathOfParts(held) ? held : null;
}

/** A path that may ask for elements: `byId.get(id).list`. */
function isPathOfParts(written: ts.Expression): boolean {
  const value = unwrap(written);
  return isPath(value) || (isElementCall(value) && isPathOfParts(value.expression.expression));
}

/** Returns the function whose call creates a variable. */
function scopeOf(declaration: ts.Node): ts.Node | null {
  return ts.findAncestor(declaration, ts.isFunctionLike) ?? null;
}
