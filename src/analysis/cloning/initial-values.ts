import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { propertyName, unwrap } from '../syntax/member-path.ts';

/**
 * Returns whether a part of a result is not there yet when a function returns it, although its type allows for it:
 * `cache` and `handlers[]` in `return { cache: null, handlers: new Map() }`.
 */
export function isNotYetSet(node: ts.FunctionLikeDeclaration, path: string, checker: ts.TypeChecker): boolean {
  const { body } = node;
  const [, name, rest] = /^\.?([\p{ID_Continue}$]+)(.*)$/u.exec(path) ?? [];
  if (!body || name === undefined || rest === undefined) return false;
  const returned = returnedBy(node);
  return (
    returned.length > 0 &&
    returned.every((each) => {
      const made = madeBy(each, body, checker);
      return made !== null && isUnset(made, name, rest, checker);
    })
  );
}

/** Returns the expressions that a function returns. */
export function returnedBy({ body }: ts.FunctionLikeDeclaration): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

interface Made {
  object: ts.ObjectLiteralExpression;
  /** The code that may change it before it is returned, and its name there. */
  variable: { name: string; code: ts.Node } | null;
}

function madeBy(returned: ts.Expression, body: ts.Node, checker: ts.TypeChecker): Made | null {
  const value = unwrap(returned);
  if (ts.isObjectLiteralExpression(value)) return { object: value, variable: null };
  const made = ts.isIdentifier(value) ? constantValue(value, checker) : null;
  return made && ts.isObjectLiteralExpression(made)
    ? { object: made, variable: { name: value.getText(), code: body } }
    : null;
}

function constantValue(name: ts.Identifier, checker: ts.TypeChecker): ts.Expression | null {
  const declaration = referredSymbol(name, checker)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return null;
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 ? unwrap(declaration.initializer) : null;
}

function isUnset({ object, variable }: Made, name: string, rest: string, checker: ts.TypeChecker): boolean {
  const isChanged = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === variable?.name) {
      const { parent } = node;
      // Other uses than of other members could set this one.
      if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && parent.name.text === name;
      return !ts.isReturnStatement(parent) && !ts.isVariableDeclaration(parent) && isRun(node);
    }
    return ts.forEachChild(node, isChanged) ?? false;
  };
  const isRun = (node: ts.Node): boolean =>
    !ts.findAncestor(node, (each) => ts.isFunctionLike(each) && each.pos > object.pos && each.end < object.end);
  if (variable && isChanged(variable.code)) return false;
  for (const member of object.properties) {
    if (ts.isSpreadAssignment(member) || ts.isComputedPropertyName(member.name)) return false;
    if (propertyName(member.name) !== name) continue;
    if (ts.isShorthandPropertyAssignment(member)) {
      const value = constantValue(member.name, checker);
      const around = ts.findAncestor(member, ts.isFunctionLike);
      return value !== null && rest !== '' && isEmpty(value) && around !== undefined && uses(around, name) === 2;
    }
    return ts.isPropertyAssignment(member) && (rest === '' ? isPlain : isEmpty)(unwrap(member.initializer));
  }
  return true;
}

/** A value of the language that can be sent. */
function isPlain(value: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(value) ||
    value.kind === ts.SyntaxKind.NullKeyword ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(value) && value.text === 'undefined')
  );
}

/** A collection without elements, or nothing. */
function isEmpty(value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  if (ts.isNewExpression(value)) return /^(Map|Set)$/.test(value.expression.getText()) && !value.arguments?.length;
  return isPlain(value);
}

function uses(code: ts.Node, name: string): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) count++;
    ts.forEachChild(node, visit);
  };
  visit(code);
  return count;
}
