import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { mentions, wholeLines } from '../edits/guard-statements.ts';
import { styleOf } from '../edits/source-style.ts';

/** Returns whether a statement uses a symbol outside of the node that will be replaced. */
export function mentionsOutside(node: ts.Node, symbol: ts.Symbol, except: ts.Node, checker: ts.TypeChecker): boolean {
  if (node === except) return false;
  const isAround = node.pos <= except.pos && node.end >= except.end;
  if (!isAround) return mentions(node, new Set([symbol]), checker);
  return ts.forEachChild(node, (child) => mentionsOutside(child, symbol, except, checker)) ?? false;
}

/** Returns the imports that the moved statements need, and the edits that remove those no longer used. */
export function importsFor(
  own: readonly ts.Statement[],
  kept: readonly ts.Statement[],
  except: ts.Node,
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
): { texts: string[]; edits: TextEdit[] } {
  const texts: string[] = [];
  const edits: TextEdit[] = [];
  const style = styleOf(sourceFile);
  for (const statement of sourceFile.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    const { importClause, moduleSpecifier } = statement;
    const { wholes, elements } = importedBy(importClause);
    const isNeeded = (name: ts.Identifier): boolean => {
      const symbol = checker.getSymbolAtLocation(name);
      return symbol !== undefined && own.some((each) => mentions(each, new Set([symbol]), checker));
    };
    const isLeft = (name: ts.Identifier): boolean => {
      const symbol = checker.getSymbolAtLocation(name);
      return (
        symbol !== undefined &&
        (mentions(except, new Set([symbol]), checker) ||
          kept.some((each) => each !== statement && mentionsOutside(each, symbol, except, checker)))
      );
    };
    const needed = elements.filter(({ name }) => isNeeded(name));
    const neededWholes = wholes.filter(isNeeded);
    if (needed.length === 0 && neededWholes.length === 0) continue;
    const clause = importedNames(importClause, neededWholes, needed);
    const isTypeOnly = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword;
    texts.push(`import ${isTypeOnly ? 'type ' : ''}${clause} from ${moduleSpecifier.getText(sourceFile)}${style.end}`);
    const stays = (name: ts.Identifier): boolean => isLeft(name) || !isNeeded(name);
    edits.push(
      importOfRest(
        statement,
        wholes.filter(stays),
        elements.filter(({ name }) => stays(name)),
      ),
    );
  }
  return { texts, edits };
}

/** Returns the edits that remove an import if only one node uses it, as `name` or `name.member`; otherwise none. */
export function withoutImport(name: string, except: ts.Node, checker: ts.TypeChecker): TextEdit[] {
  const sourceFile = except.getSourceFile();
  const own = name.split('.')[0];
  for (const statement of sourceFile.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    const { wholes, elements } = importedBy(statement.importClause);
    const local = [...wholes, ...elements.map((element) => element.name)].find(({ text }) => text === own);
    const symbol = local && checker.getSymbolAtLocation(local);
    if (!symbol) continue;
    const others = sourceFile.statements.filter((each) => each !== statement);
    if (others.some((each) => mentionsOutside(each, symbol, except, checker))) return [];
    return [
      importOfRest(
        statement,
        wholes.filter((each) => each !== local),
        elements.filter((element) => element.name !== local),
      ),
    ];
  }
  return [];
}

/** Returns the names of an import: `wholes` are a default and a namespace. */
function importedBy({ name, namedBindings: bindings }: ts.ImportClause): {
  wholes: ts.Identifier[];
  elements: ts.ImportSpecifier[];
} {
  const namespace = bindings && ts.isNamespaceImport(bindings) ? bindings.name : undefined;
  return {
    wholes: [name, namespace].filter((each) => each !== undefined),
    elements: bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [],
  };
}

/** Returns the names as they are written in an import. */
function importedNames(
  clause: ts.ImportClause,
  wholes: readonly ts.Identifier[],
  elements: readonly ts.ImportSpecifier[],
): string {
  return [
    ...wholes.map((name) => (name === clause.name ? name.text : `* as ${name.text}`)),
    ...(elements.length > 0 ? [`{ ${elements.map((element) => element.getText()).join(', ')} }`] : []),
  ].join(', ');
}

/** Returns the edit that reduces an import to some of its names, or removes it. */
function importOfRest(
  statement: ts.ImportDeclaration,
  wholes: readonly ts.Identifier[],
  elements: readonly ts.ImportSpecifier[],
): TextEdit {
  const sourceFile = statement.getSourceFile();
  const clause = statement.importClause;
  if (!clause || wholes.length + elements.length === 0) return withoutStatement(sourceFile, statement);
  // The word `type` before the names stays.
  const start = (clause.name ?? clause.namedBindings ?? clause).getStart(sourceFile);
  return { file: sourceFile.fileName, start, end: clause.end, text: importedNames(clause, wholes, elements) };
}

/** Returns the edit that removes a statement, with its comments and its line. */
export function withoutStatement(sourceFile: ts.SourceFile, statement: ts.Statement): TextEdit {
  const [start, end] = wholeLines(sourceFile, statement);
  const rest = /^[ \t]*\r?\n(\r?\n)?/.exec(sourceFile.text.slice(end))?.[0].length ?? 0;
  return { file: sourceFile.fileName, start, end: end + rest, text: '' };
}
