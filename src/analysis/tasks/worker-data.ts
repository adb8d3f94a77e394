import ts from 'typescript';
import { importedSymbol } from '../syntax/bind-file.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { parallelConstructs } from './parallel-constructs.ts';
import { workerFile } from './worker-file.ts';

/** Longer chains of constants between `workerData` and its use are rare. */
const deepest = 3;

/** Returns the types of what `workerData.counts` may be, by the files of the program that start this file as a worker. */
export function typesInWorkerData(
  written: ts.Expression,
  checker: ts.TypeChecker,
  program: ts.Program,
): readonly ts.Type[] {
  const path = pathInWorkerData(written, checker, 0);
  if (path === null) return [];
  return givenTo(written.getSourceFile(), checker, program).flatMap((data) => {
    let type: ts.Type | undefined = checker.getTypeAtLocation(data);
    for (const name of path) {
      const property: ts.Symbol | undefined = type && checker.getNonNullableType(type).getProperty(name);
      type = property && checker.getTypeOfSymbolAtLocation(property, data);
    }
    return type ? [checker.getNonNullableType(type)] : [];
  });
}

/** Returns the fields from `workerData` to an expression; `null` if it is not a part of that. */
function pathInWorkerData(written: ts.Expression, checker: ts.TypeChecker, depth: number): string[] | null {
  const value = unwrap(written);
  if (apiName(value, checker) === 'worker_threads.workerData') return [];
  if (ts.isPropertyAccessExpression(value)) {
    const path = pathInWorkerData(value.expression, checker, depth);
    return path && [...path, value.name.text];
  }
  const declaration = ts.isIdentifier(value) ? importedSymbol(value, checker)?.valueDeclaration : undefined;
  if (!declaration || depth >= deepest) return null;
  if (ts.isVariableDeclaration(declaration))
    return declaration.initializer ? pathInWorkerData(declaration.initializer, checker, depth + 1) : null;
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return null;
  const { initializer } = declaration.parent.parent;
  const path = initializer ? pathInWorkerData(initializer, checker, depth + 1) : null;
  return path && [...path, (declaration.propertyName ?? declaration.name).getText()];
}

/** The values of `workerData` with which the program starts a file. */
const givenTo = perChecker((file: ts.SourceFile, checker, program: ts.Program): readonly ts.Expression[] =>
  program
    .getSourceFiles()
    .filter((each) => !each.isDeclarationFile && each.text.includes('workerData'))
    .flatMap((each) => parallelConstructs(each, checker))
    .filter((construct) => {
      const started = construct.kind === 'worker' ? workerFile(construct, checker)?.file : null;
      return started !== undefined && started !== null && stemOf(started) === stemOf(file.fileName);
    })
    .flatMap(({ node }) => (node.arguments?.[1] ? dataIn(node.arguments[1]) : [])),
);

function dataIn(options: ts.Expression): ts.Expression[] {
  const literal = unwrap(options);
  if (!ts.isObjectLiteralExpression(literal)) return [];
  return literal.properties.flatMap((property): ts.Expression[] => {
    if (property.name?.getText() !== 'workerData') return [];
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [];
  });
}

/** The path of a worker is often that of the compiled file. */
function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
