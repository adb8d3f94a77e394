import ts from 'typescript';
import { extendedBy } from '../functions/declarations.ts';
import { isHidden, isStatic } from '../functions/read-signature.ts';
import { importedSymbol } from '../syntax/bind-file.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';

/** A function that a worker makes callable from outside, or an expression that refers to one. */
export type ExposedFunction = ts.Expression | ts.MethodDeclaration;

/** Ends the name of an export whose functions are exposed: `api.*`. */
export const exposedMark = '.*';

/** An object, its class and the bases of that class are rarely further apart. */
const deepest = 5;

/**
 * Returns the functions of a value that a worker exposes: those of `{ f, g: h, run(x) {} }`, also by the name of a
 * constant or spread into another object, the public methods of `new Api()` and of the class `Api`, or the value itself.
 */
export function exposedFunctions(written: ts.Expression, checker: ts.TypeChecker, depth = 0): ExposedFunction[] {
  const value = unwrap(written);
  if (depth > deepest || isFunction(value)) return [value];
  const inside = (next: ts.Expression): ExposedFunction[] => exposedFunctions(next, checker, depth + 1);
  if (ts.isObjectLiteralExpression(value))
    return value.properties.flatMap((property): ExposedFunction[] => {
      if (ts.isShorthandPropertyAssignment(property)) return [property.name];
      if (ts.isSpreadAssignment(property)) return inside(property.expression);
      if (ts.isMethodDeclaration(property)) return [property];
      if (!ts.isPropertyAssignment(property)) return [];
      const isNested = ts.isObjectLiteralExpression(unwrap(property.initializer));
      return isNested ? inside(property.initializer) : [property.initializer];
    });
  if (ts.isClassLike(value)) return exposedMethods(value, checker, depth);
  if (ts.isNewExpression(value)) return inside(value.expression).filter((each) => !isOfClass(each));
  if (ts.isCallExpression(value)) {
    const [first] = value.arguments;
    const isSame = /^Object\.(freeze|seal)$/.test(value.expression.getText());
    return isSame && first ? inside(first) : [value];
  }
  const declaration = importedSymbol(value, checker)?.valueDeclaration;
  if (declaration?.getSourceFile() !== value.getSourceFile()) return [value];
  if (ts.isClassLike(declaration)) return exposedMethods(declaration, checker, depth);
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return [value];
  const held = unwrap(declaration.initializer);
  return ts.isObjectLiteralExpression(held) || ts.isNewExpression(held) || ts.isClassLike(held)
    ? inside(held)
    : [value];
}

function isOfClass(exposed: ExposedFunction): boolean {
  const member = ts.isMethodDeclaration(exposed) ? exposed : exposed.parent;
  return ts.isClassElement(member) && isStatic(member);
}

/** Returns the public methods with a body of a class and of the classes of the same file that it extends. */
export function exposedMethods(node: ts.ClassLikeDeclaration, checker: ts.TypeChecker, depth = 0): ExposedFunction[] {
  const own = node.members.flatMap((member): ExposedFunction[] => {
    if ((member.name && ts.isPrivateIdentifier(member.name)) || isHidden(member)) return [];
    if (ts.isMethodDeclaration(member)) return member.body ? [member] : [];
    const held = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
    return held && isFunction(unwrap(held)) ? [held] : [];
  });
  const base = extendedBy(node);
  const declaration = base && depth < deepest ? importedSymbol(base, checker)?.valueDeclaration : undefined;
  if (!declaration || !ts.isClassLike(declaration)) return own;
  if (declaration.getSourceFile() !== node.getSourceFile()) return own;
  return [...own, ...exposedMethods(declaration, checker, depth + 1)];
}
