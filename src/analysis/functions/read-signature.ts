import ts from 'typescript';
import type { Parameter } from '../../model/target.ts';

/** Returns the parameters as written, without a `this` parameter; in JavaScript the types come from JSDoc. */
export function readParameters(declaration: ts.SignatureDeclaration): Parameter[] {
  return declaration.parameters
    .filter((parameter) => parameter.name.getText() !== 'this')
    .map((parameter) => {
      const type = parameter.type ?? (inJavaScript(parameter) ? ts.getJSDocType(parameter) : undefined);
      const written = type ? typeText(type) : literalType(parameter.initializer);
      return {
        name: oneLine(parameter.name.getText()),
        ...(written !== undefined && { type: written }),
        optional: isOptional(parameter),
        rest: parameter.dotDotDotToken !== undefined || (type !== undefined && ts.isJSDocVariadicType(type)),
      };
    });
}

/** Returns whether a call returns a promise, as far as the text shows it. */
export function isAsync(declaration: ts.SignatureDeclaration): boolean {
  if (ts.canHaveModifiers(declaration) && hasModifier(declaration, ts.SyntaxKind.AsyncKeyword)) return true;
  const type = declaration.type ?? (inJavaScript(declaration) ? ts.getJSDocReturnType(declaration) : undefined);
  return type !== undefined && ts.isTypeReferenceNode(type) && /^(Promise|PromiseLike)$/.test(type.typeName.getText());
}

/** Returns whether a declaration has a modifier such as `static` or `export`. */
export function hasModifier(node: ts.HasModifiers, kind: ts.ModifierSyntaxKind): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false;
}

/** Returns whether a member belongs to its class, rather than to instances of it. */
export function isStatic(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword);
}

/** Returns whether a member is `private` or `protected`. */
export function isHidden(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (hasModifier(node, ts.SyntaxKind.PrivateKeyword) || hasModifier(node, ts.SyntaxKind.ProtectedKeyword))
  );
}

/** Looking up JSDoc types takes a search even if there are none. */
function inJavaScript(node: ts.Node): boolean {
  return (node.flags & ts.NodeFlags.JavaScriptFile) !== 0;
}

function isOptional(parameter: ts.ParameterDeclaration): boolean {
  if (parameter.questionToken !== undefined || parameter.initializer !== undefined) return true;
  if (!inJavaScript(parameter)) return false;
  const type = ts.getJSDocType(parameter);
  if (type && ts.isJSDocOptionalType(type)) return true;
  return ts.getJSDocParameterTags(parameter).some((tag) => tag.isBracketed);
}

function typeText(type: ts.TypeNode): string {
  if (ts.isJSDocOptionalType(type) || ts.isJSDocVariadicType(type)) return typeText(type.type);
  return oneLine(type.getText());
}

/** Returns the type of a literal default, as the compiler infers it. */
function literalType(initializer: ts.Expression | undefined): string | undefined {
  if (!initializer) return undefined;
  if (ts.isPrefixUnaryExpression(initializer))
    return literalType(initializer.operand) === 'number' ? 'number' : undefined;
  if (ts.isNumericLiteral(initializer)) return 'number';
  if (ts.isStringLiteralLike(initializer) || ts.isTemplateExpression(initializer)) return 'string';
  if (initializer.kind === ts.SyntaxKind.TrueKeyword || initializer.kind === ts.SyntaxKind.FalseKeyword)
    return 'boolean';
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
