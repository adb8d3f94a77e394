import ts from 'typescript';
import { bindFile, isReference, referredSymbol } from './bind-file.ts';
import { isAssignment } from './derived-values.ts';
import { isFunction, outermost, unwrap } from './member-path.ts';

/** Methods of built-in objects that change their object; `setUint8`, `writeInt32LE` and the like match too. */
const changingMethod =
  /^(?:push|unshift|splice|fill|set|add|copyWithin|delete|clear|pop|shift|sort|reverse|append|write|(?:set|write)[A-Z]\w*)$/;
/** Functions of the platform that change their first argument. */
const changingFunction =
  /^(?:Object\.(?:assign|definePropert(?:y|ies)|setPrototypeOf)|Reflect\.(?:set|deleteProperty|defineProperty)|(?:\w+\.)*(?:getRandomValues|randomFillSync|randomFill))$/;
/** How many calls of functions of the file to follow. */
const deepest = 3;

/** Returns whether an identifier is assigned, or the object that it names is changed, also by a function of the file. */
export function isWritten(identifier: ts.Identifier, depth = 0): boolean {
  let target = outermost(identifier);
  for (;;) {
    const { parent } = target;
    if (ts.isNonNullExpression(parent)) target = outermost(parent);
    else if (isMember(parent) && parent.expression === target) {
      const whole = outermost(parent);
      const isCalled = ts.isCallExpression(whole.parent) && whole.parent.expression === whole;
      if (isCalled && ts.isPropertyAccessExpression(parent) && changingMethod.test(parent.name.text)) return true;
      target = whole;
    } else break;
  }
  return isAssigned(target) || (ts.isExpression(target) && isChangedByCall(target, depth));
}

function isMember(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Returns whether a node is assigned, alone or in a pattern, deleted, counted or the variable of a loop. */
function isAssigned(target: ts.Node): boolean {
  const { parent } = target;
  if (ts.isBinaryExpression(parent)) return parent.left === target && isAssignment(parent);
  if (ts.isDeleteExpression(parent)) return true;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === target;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  const isInPattern =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === target);
  return isInPattern && isAssigned(outermost(parent));
}

/** `Object.assign(options, more)`, and `fillIn(list)` for a function of the file that changes its parameter. */
function isChangedByCall(argument: ts.Node, depth: number): boolean {
  const { parent: call } = argument;
  if (!ts.isCallExpression(call)) return false;
  const position = call.arguments.findIndex((each) => each === argument);
  if (position < 0) return false;
  const callee = unwrap(call.expression);
  if (position === 0 && changingFunction.test(callee.getText())) return true;
  if (!ts.isIdentifier(callee) || depth >= deepest) return false;
  const declared = referredSymbol(callee, bindFile(callee.getSourceFile()))?.valueDeclaration;
  const parameter = declared && functionIn(declared)?.parameters[position];
  return parameter !== undefined && ts.isIdentifier(parameter.name) && isParameterWritten(parameter, depth + 1);
}

function functionIn(declaration: ts.Declaration): ts.SignatureDeclaration | null {
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) && declaration.initializer;
  return value && isFunction(unwrap(value)) ? (unwrap(value) as ts.ArrowFunction) : null;
}

function isParameterWritten(parameter: ts.ParameterDeclaration, depth: number): boolean {
  const checker = bindFile(parameter.getSourceFile());
  const symbol = checker.getSymbolAtLocation(parameter.name);
  const visit = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || !isReference(node)) return ts.forEachChild(node, visit) ?? false;
    // Assigning the parameter itself does not reach the caller.
    const isOwn = ts.isBinaryExpression(node.parent) && node.parent.left === node;
    return !isOwn && referredSymbol(node, checker) === symbol && isWritten(node, depth);
  };
  return visit(parameter.parent);
}
