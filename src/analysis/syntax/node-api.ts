import ts from 'typescript';
import { isReference, referredSymbol } from './bind-file.ts';
import { unwrap } from './member-path.ts';
import { perChecker } from './per-checker.ts';

/**
 * Returns the qualified name of a module's export or of a global, however it was imported: `os.cpus`,
 * `worker_threads.Worker`, `fs.promises.readFile`, `Math.random`, `piscina.default`. Returns `null` for the program's
 * own declarations. The module's types need not be installed.
 */
export const apiName = perChecker((written: ts.Expression, checker): string | null => findName(written, checker));

function findName(written: ts.Expression, checker: ts.TypeChecker): string | null {
  const expression = unwrap(written);
  if (ts.isPropertyAccessExpression(expression)) {
    const object = apiName(expression.expression, checker);
    if (object === null) return null;
    // `import x from 'm'; x.f()` and `import * as x from 'm'; x.default.f()` are equivalent to `import { f } from 'm'`.
    return expression.name.text === 'default' ? object : `${object}.${expression.name.text}`;
  }
  if (ts.isCallExpression(expression)) return requiredModule(expression);
  if (!ts.isIdentifier(expression) || !isReference(expression)) return null;
  const declaration = referredSymbol(expression, checker)?.declarations?.[0];
  return declaration === undefined ? expression.text : declaredAs(declaration, expression.text, checker);
}

function declaredAs(declaration: ts.Declaration, name: string, checker: ts.TypeChecker): string | null {
  if (ts.isImportSpecifier(declaration))
    return `${moduleOf(declaration.parent.parent.parent)}.${(declaration.propertyName ?? declaration.name).text}`.replace(
      /\.default$/,
      '',
    );
  if (ts.isImportClause(declaration)) return moduleOf(declaration.parent);
  if (ts.isNamespaceImport(declaration)) return moduleOf(declaration.parent.parent);
  if (ts.isImportEqualsDeclaration(declaration))
    return ts.isExternalModuleReference(declaration.moduleReference)
      ? moduleName(declaration.moduleReference.expression)
      : null;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer)
    return moduleValue(declaration.initializer, checker);
  if (ts.isBindingElement(declaration)) {
    const variable = declaration.parent.parent;
    if (!ts.isVariableDeclaration(variable) || !variable.initializer) return null;
    const object = moduleValue(variable.initializer, checker);
    const key = declaration.propertyName ?? declaration.name;
    return object === null || !ts.isIdentifier(key) ? null : `${object}.${key.text}`;
  }
  return isAmbient(declaration) ? name : null;
}

/** Returns the module, or the part of one, that a variable holds: `require('os')`, `require('os').cpus`. */
function moduleValue(initializer: ts.Expression, checker: ts.TypeChecker): string | null {
  const value = unwrap(ts.isAwaitExpression(initializer) ? initializer.expression : initializer);
  if (ts.isCallExpression(value)) {
    const [first] = value.arguments;
    // Behaves as the function that it wraps.
    if (
      first &&
      value.expression.getText().includes('promisify') &&
      apiName(value.expression, checker) === 'util.promisify'
    )
      return apiName(first, checker);
    return requiredModule(value);
  }
  if (ts.isPropertyAccessExpression(value)) return apiName(value, checker);
  // `const { chdir } = process`
  if (ts.isIdentifier(value) && value.text === 'process') return apiName(value, checker);
  return null;
}

function requiredModule(call: ts.CallExpression): string | null {
  const specifier = loadedSpecifier(call);
  return specifier && moduleName(specifier);
}

/** Returns the specifier of `require('x')` or `import('x')`. */
export function loadedSpecifier(call: ts.CallExpression): ts.StringLiteralLike | null {
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === 'require';
  const isImport = call.expression.kind === ts.SyntaxKind.ImportKeyword;
  const [specifier] = call.arguments;
  return (isRequire || isImport) && specifier && ts.isStringLiteralLike(specifier) ? specifier : null;
}

function moduleOf(declaration: ts.ImportDeclaration | ts.JSDocImportTag): string {
  return moduleName(declaration.moduleSpecifier) ?? '';
}

function moduleName(specifier: ts.Expression): string | null {
  return ts.isStringLiteralLike(specifier) ? specifier.text.replace(/^node:/, '').replaceAll('/', '.') : null;
}

function isAmbient(declaration: ts.Declaration): boolean {
  const sourceFile = declaration.getSourceFile();
  return (sourceFile.isDeclarationFile && !ts.isExternalModule(sourceFile)) || isInGlobal(declaration);
}

function isInGlobal(declaration: ts.Node): boolean {
  for (let node = declaration; !ts.isSourceFile(node); node = node.parent)
    if (ts.isModuleDeclaration(node) && node.flags & ts.NodeFlags.GlobalAugmentation) return true;
  return false;
}
