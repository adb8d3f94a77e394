import ts from 'typescript';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { loadedSpecifier } from '../syntax/node-api.ts';

/** A name that a file imports. */
interface Imported {
  local: string;
  specifier: string;
  /** `default`, `*`, or the name of an export. */
  name: string;
  declaration: ts.Node;
  isTopLevel: boolean;
}

const known = new WeakMap<ts.SourceFile, Imported[]>();

/** Returns the names that a file imports, including by `require` and `import()`, and those inside functions. */
export function importsOf(sourceFile: ts.SourceFile): readonly Imported[] {
  let imported = known.get(sourceFile);
  if (!imported) {
    imported = [];
    known.set(sourceFile, imported);
    collect(sourceFile, true, imported);
  }
  return imported;
}

function collect(node: ts.Node, isTopLevel: boolean, imported: Imported[]): void {
  const add = (local: ts.BindingName, specifier: string, name: string, declaration: ts.Node): void => {
    if (ts.isIdentifier(local)) imported.push({ local: local.text, specifier, name, declaration, isTopLevel });
    else if (ts.isObjectBindingPattern(local) && name === '*')
      for (const element of local.elements)
        if (!element.dotDotDotToken)
          add(element.name, specifier, (element.propertyName ?? element.name).getText(), element);
  };
  if (ts.isImportDeclaration(node)) {
    declaredImports(node, add);
    return;
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    const { expression } = node.moduleReference;
    if (ts.isStringLiteralLike(expression)) add(node.name, expression.text, '*', node);
    return;
  }
  if (ts.isVariableDeclaration(node) && node.initializer) {
    const loaded = loadedBy(node.initializer);
    if (loaded) add(node.name, loaded.specifier, loaded.name, node);
  }
  const callback = ts.isCallExpression(node) ? thenOf(node) : null;
  if (callback) add(callback.parameter.name, callback.specifier, '*', callback.parameter);
  const opens = !ts.isSourceFile(node) && (ts.isFunctionLike(node) || ts.isBlock(node));
  ts.forEachChild(node, (child) => {
    collect(child, isTopLevel && !opens, imported);
  });
}

type Add = (local: ts.BindingName, specifier: string, name: string, declaration: ts.Node) => void;

function declaredImports({ importClause, moduleSpecifier }: ts.ImportDeclaration, add: Add): void {
  if (!importClause || !ts.isStringLiteralLike(moduleSpecifier)) return;
  const specifier = moduleSpecifier.text;
  if (importClause.name) add(importClause.name, specifier, 'default', importClause);
  const { namedBindings } = importClause;
  if (namedBindings && ts.isNamespaceImport(namedBindings)) add(namedBindings.name, specifier, '*', namedBindings);
  else
    for (const element of namedBindings?.elements ?? [])
      add(element.name, specifier, (element.propertyName ?? element.name).text, element);
}

/** `require('x')`, `(await import('x')).name`. */
export function loadedBy(written: ts.Expression): { specifier: string; name: string } | null {
  const value = unwrap(written);
  const member = ts.isPropertyAccessExpression(value) ? value : null;
  const whole = unwrap(member ? member.expression : value);
  const specifier = moduleOf(ts.isAwaitExpression(whole) ? unwrap(whole.expression) : whole);
  return specifier === null ? null : { specifier, name: member?.name.text ?? '*' };
}

/** `import('x').then(({ name }) => ...)`. */
function thenOf(call: ts.CallExpression): { specifier: string; parameter: ts.ParameterDeclaration } | null {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'then') return null;
  const specifier = moduleOf(unwrap(expression.expression));
  const [callback] = call.arguments;
  const parameter = callback && isFunction(callback) ? callback.parameters[0] : undefined;
  return specifier === null || !parameter ? null : { specifier, parameter };
}

function moduleOf(value: ts.Expression): string | null {
  return ts.isCallExpression(value) ? (loadedSpecifier(value)?.text ?? null) : null;
}
