import ts from 'typescript';
import type { FunctionKind, SourceLocation } from '../../model/target.ts';
import { propertyName } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import { locate } from '../syntax/parse-source.ts';
import { hasModifier } from './read-signature.ts';

/** Returns whether a function's body has a loop or a call, nested functions included; recursion is a call. */
export function hasWork(node: ts.SignatureDeclaration): boolean {
  const { body } = node as ts.FunctionLikeDeclaration;
  // Code may nest deeper than the call stack.
  const waiting: ts.Node[] = body ? [body] : [];
  for (const each of waiting) {
    if (
      ts.isIterationStatement(each, false) ||
      ts.isCallExpression(each) ||
      ts.isNewExpression(each) ||
      ts.isTaggedTemplateExpression(each)
    )
      return true;
    ts.forEachChild(each, (child) => void waiting.push(child));
  }
  return false;
}

/** Returns the syntax kind of a function. */
export function kindOf(node: ts.SignatureDeclaration): FunctionKind {
  if (ts.isArrowFunction(node)) return 'arrow';
  if (ts.isFunctionExpression(node)) return 'function-expression';
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isAccessor(node)) return 'accessor';
  if (ts.isMethodDeclaration(node)) return hasModifier(node, ts.SyntaxKind.StaticKeyword) ? 'static-method' : 'method';
  return 'function';
}

const withoutObject: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.UnknownKeyword,
  ts.SyntaxKind.AnyKeyword,
];

/** Returns whether a function declares that it must be called on an object: `function f(this: Matrix)`. */
export function needsThis(node: ts.SignatureDeclaration): boolean {
  const [first] = node.parameters;
  if (first?.name.getText() !== 'this' || !first.type) return false;
  return !withoutObject.includes(first.type.kind);
}

/** Returns why a member of a class or object cannot be profiled because of its kind. */
export function memberReason(member: ts.SignatureDeclaration): string | null {
  if (ts.isConstructorDeclaration(member)) return notProfilable.construct;
  if (ts.isAccessor(member)) return notProfilable.accessor;
  if (ts.isMethodDeclaration(member) && hasModifier(member, ts.SyntaxKind.AbstractKeyword))
    return notProfilable.abstract;
  return null;
}

/** Returns why a member cannot be profiled because of its name. */
export function nameReason(name: ts.PropertyName | null): string | null {
  if (name && ts.isPrivateIdentifier(name)) return notProfilable.privateName;
  return name && propertyName(name) === null ? notProfilable.computedName : null;
}

/** Returns why a function without a body cannot be profiled: its implementation follows, or there is none. */
export function overloadOf(node: ts.SignatureDeclaration, siblings: readonly ts.Node[]): string | null {
  if ((node as ts.FunctionLikeDeclaration).body) return null;
  const name = node.name?.getText();
  const implementation = siblings.find((sibling): sibling is ts.FunctionDeclaration | ts.MethodDeclaration => {
    const isCallable = ts.isFunctionDeclaration(sibling) || ts.isMethodDeclaration(sibling);
    return isCallable && sibling.body !== undefined && sibling.name?.getText() === name;
  });
  if (!implementation) return notProfilable.declared;
  return notProfilable.overload(nameLocation(implementation.name ?? implementation, node.getSourceFile()).line);
}

/**
 * Returns the range of a name; for an anonymous function its first line, so that the mark does not cover the whole
 * body.
 */
export function nameLocation(node: ts.Node, file: ts.SourceFile): Required<SourceLocation> {
  const start = node.getStart(file);
  const isName = ts.isIdentifier(node) || ts.isPropertyName(node);
  const lineEnd = file.text.indexOf('\n', start);
  const end = isName || lineEnd < 0 ? node.end : Math.min(node.end, lineEnd);
  return locate(file, start, end);
}
