import ts from 'typescript';
import { bindFile, isReference, referredSymbol } from '../syntax/bind-file.ts';
import { propertyName, rootOf, unwrap } from '../syntax/member-path.ts';

/** Expressions by which a file refers to a function, and the declarations of the names at their start. */
export interface LocalNames {
  paths: Set<string>;
  roots: Set<ts.Node>;
}

/** Adds the constants that stand for a function: `const area = lib.square`, `const { square } = lib`, `{ square }`. */
export function addAliases(sourceFile: ts.SourceFile, names: LocalNames): void {
  const checker = bindFile(sourceFile);
  const { paths, roots } = names;
  const isKnown = (value: ts.Expression, path: string): boolean => {
    const root = rootOf(value);
    if (!paths.has(path) || !ts.isIdentifier(root) || !isReference(root)) return false;
    const declaration = referredSymbol(root, checker)?.declarations?.[0];
    return declaration !== undefined && roots.has(declaration);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const)
      read(node, node.name, unwrap(node.initializer));
    ts.forEachChild(node, visit);
  };
  const read = (node: ts.VariableDeclaration, name: ts.BindingName, value: ts.Expression): void => {
    const text = value.getText();
    if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        const path = `${text}.${(element.propertyName ?? element.name).getText()}`;
        if (ts.isIdentifier(element.name) && isKnown(value, path)) add(element.name.text, element);
      }
    } else if (ts.isIdentifier(name) && ts.isObjectLiteralExpression(value)) {
      for (const property of value.properties) {
        const given = ts.isShorthandPropertyAssignment(property)
          ? property.name
          : ts.isPropertyAssignment(property)
            ? unwrap(property.initializer)
            : null;
        const key = property.name && propertyName(property.name);
        if (given && key !== null && isKnown(given, given.getText())) add(`${name.text}.${key ?? ''}`, node);
      }
    } else if (ts.isIdentifier(name) && isKnown(value, text)) add(name.text, node);
  };
  const add = (path: string, root: ts.Node): void => {
    paths.add(path);
    roots.add(root);
  };
  visit(sourceFile);
}
