import ts from 'typescript';
import { bindFile, isModuleLevel, isReference, referredSymbol } from './bind-file.ts';
import { unwrap } from './member-path.ts';
import { writesOf } from './writes.ts';

/**
 * Variables available at the destination of a moved expression. `onUse` receives each one that the expression needs;
 * `onObstacle` receives the first reason why it cannot be moved, as the end of a sentence.
 */
export interface ProvidedVariables {
  has(symbol: ts.Symbol): boolean;
  /** Whether a variable of the module has another value at the destination; absent if none has. */
  changes?(symbol: ts.Symbol): boolean;
  onUse(symbol: ts.Symbol): void;
  onObstacle?(reason: string): void;
}

const deepest = 8;

/**
 * Returns the text of an expression rewritten to mean the same at module scope: local constants are replaced with their
 * initializers, which are moved as well. Returns `null` if that is impossible because it needs a parameter, a variable
 * that changes, a local function, `this`, an `await`, or the program's arguments.
 */
export function moduleScopeExpression(
  expression: ts.Expression,
  provided: ProvidedVariables,
  depth = 0,
): string | null {
  const sourceFile = expression.getSourceFile();
  const checker = bindFile(sourceFile);
  const edits: { start: number; end: number; text: string }[] = [];

  const replacement = (identifier: ts.Identifier): string | null | undefined => {
    if (identifier.text === 'arguments') {
      refuse('it needs the arguments of the function around it');
      return null;
    }
    const symbol = referredSymbol(identifier, checker);
    const declaration = symbol?.declarations?.[0];
    if (declaration?.getSourceFile() !== sourceFile || !symbol) return undefined;
    if (declaration.pos >= expression.pos && declaration.end <= expression.end) return undefined;
    if (provided.has(symbol)) {
      provided.onUse(symbol);
      return undefined;
    }
    if (isModuleLevel(declaration)) {
      if (!provided.changes?.(symbol)) return undefined;
      refuse(`\`${symbol.name}\` changes after the call`);
      return null;
    }
    return depth < deepest ? localValue(symbol, declaration, provided, depth) : null;
  };
  const refuse = (reason: string): false => {
    provided.onObstacle?.(reason);
    return false;
  };

  const visit = (node: ts.Node, ownThis: boolean, ownAwait: boolean): boolean => {
    if (ts.isTypeNode(node)) return true;
    if (ts.isAwaitExpression(node) && !ownAwait) return refuse('it awaits a value for each call');
    if (ts.isYieldExpression(node) || node.kind === ts.SyntaxKind.SuperKeyword)
      return refuse(`it needs \`${node.getText()}\``);
    if (node.kind === ts.SyntaxKind.ThisKeyword) return ownThis || refuse('it needs `this`');
    if (ts.isPropertyAccessExpression(node) && /^process\.(argv|stdin|exit)$/.test(node.getText()))
      return refuse(`it needs \`${node.getText()}\` of the running program`);
    if (ts.isIdentifier(node) && isReference(node)) {
      const text = replacement(node);
      if (text === null) return false;
      if (text === undefined) return true;
      const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ` : '';
      edits.push({ start: node.getStart(), end: node.end, text: shorthand + text });
      return true;
    }
    const withThis = ownThis || (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node);
    const withAwait = ownAwait || ts.isFunctionLike(node);
    return ts.forEachChild(node, (child) => !visit(child, withThis, withAwait)) !== true;
  };

  if (!visit(expression, false, false)) return null;
  const start = expression.getStart();
  let text = sourceFile.text.slice(start, expression.end);
  for (const edit of edits.sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start);
  return text;
}

/** Returns the moved initializer of a local constant; `null` if it has none or the variable changes later. */
function localValue(
  symbol: ts.Symbol,
  declaration: ts.Declaration,
  provided: ProvidedVariables,
  depth: number,
): string | null {
  const refuse = (reason: string): null => {
    provided.onObstacle?.(reason);
    return null;
  };
  if (writesOf(symbol, declaration.getSourceFile()).length > 0)
    return refuse(`\`${symbol.name}\` changes after its declaration`);
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const text = moduleScopeExpression(declaration.initializer, provided, depth + 1);
    return text === null ? null : isSimple(declaration.initializer) ? text : `(${text})`;
  }
  if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken || declaration.initializer)
    return refuse(describeLocal(symbol, declaration));
  const pattern = declaration.parent;
  const variable = pattern.parent;
  if (!ts.isVariableDeclaration(variable) || !variable.initializer) return refuse(describeLocal(symbol, declaration));
  const whole = moduleScopeExpression(variable.initializer, provided, depth + 1);
  if (whole === null) return null;
  if (ts.isArrayBindingPattern(pattern)) return `(${whole})[${pattern.elements.indexOf(declaration)}]`;
  const key = declaration.propertyName ?? declaration.name;
  return ts.isIdentifier(key) ? `(${whole}).${key.text}` : null;
}

/** Describes a variable by its role, as the end of a sentence. */
export function describeLocal({ name }: ts.Symbol, declaration: ts.Declaration): string {
  const parameter = ts.findAncestor(declaration, ts.isParameter);
  if (!parameter) return `it needs the local \`${name}\``;
  const owner = parameter.parent;
  const called = owner.name ?? (ts.isVariableDeclaration(owner.parent) ? owner.parent.name : undefined);
  return `it needs the parameter \`${name}\` of ${called ? `\`${called.getText()}\`` : 'the function around it'}`;
}

function isSimple(initializer: ts.Expression): boolean {
  const value = unwrap(initializer);
  return (
    value === initializer &&
    (ts.isLiteralExpression(value) ||
      ts.isArrayLiteralExpression(value) ||
      ts.isIdentifier(value) ||
      ts.isCallExpression(value) ||
      ts.isPropertyAccessExpression(value))
  );
}
