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
    const bindings = importClause.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
    const isNeeded = (name: ts.Identifier): boolean => {
      const symbol = checker.getSymbolAtLocation(name);
      return symbol !== undefined && own.some((each) => mentions(each, new Set([symbol]), checker));
    };
    const isLeft = (name: ts.Identifier): boolean => {
      const symbol = checker.getSymbolAtLocation(name);
      return (
        symbol !== undefined &&
        kept.some((each) => each !== statement && mentionsOutside(each, symbol, except, checker))
      );
    };
    const wholes = [importClause.name, bindings && ts.isNamespaceImport(bindings) ? bindings.name : undefined].filter(
      (name) => name !== undefined,
    );
    const needed = elements.filter(({ name }) => isNeeded(name));
    const neededWholes = wholes.filter(isNeeded);
    if (needed.length === 0 && neededWholes.length === 0) continue;
    const clause = [
      ...neededWholes.map((name) => (name === importClause.name ? name.text : `* as ${name.text}`)),
      ...(needed.length > 0 ? [`{ ${needed.map((element) => element.getText(sourceFile)).join(', ')} }`] : []),
    ].join(', ');
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

/** Returns the edits that remove an import if only one node uses it; otherwise none. */
export function withoutImport(name: string, except: ts.Node, checker: ts.TypeChecker): TextEdit[] {
  const sourceFile = except.getSourceFile();
  for (const statement of sourceFile.statements) {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (!ts.isImportDeclaration(statement) || !bindings || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find((each) => each.name.text === name);
    const symbol = element && checker.getSymbolAtLocation(element.name);
    if (!symbol) continue;
    const others = sourceFile.statements.filter((each) => each !== statement);
    if (others.some((each) => mentionsOutside(each, symbol, except, checker))) return [];
    const whole = statement.importClause?.name;
    const rest = bindings.elements.filter((each) => each !== element);
    return rest.length === 0 && whole ? [] : [importOfRest(statement, whole ? [whole] : [], rest)];
  }
  return [];
}

/** Returns the edit that reduces an import to some of its names, or removes it. */
function importOfRest(
  statement: ts.ImportDeclaration,
  wholes: readonly ts.Identifier[],
  elements: readonly ts.ImportSpecifier[],
): TextEdit {
  const sourceFile = statement.getSourceFile();
  if (wholes.length + elements.length === 0) return withoutStatement(sourceFile, statement);
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  const start = bindings && ts.isNamedImports(bindings) ? bindings.getStart(sourceFile) : statement.end;
  const end = bindings && ts.isNamedImports(bindings) ? bindings.end : statement.end;
  const names = elements.map((element) => element.getText(sourceFile)).join(', ');
  // A default import that only the moved code needs is kept: it is harmless, and removing it means removing its comma
  // too.
  return { file: sourceFile.fileName, start, end, text: start === end ? '' : `{ ${names} }` };
}

/** Returns the edit that removes a statement, with its comments and its line. */
export function withoutStatement(sourceFile: ts.SourceFile, statement: ts.Statement): TextEdit {
  const [start, end] = wholeLines(sourceFile, statement);
  const rest = /^[ \t]*\r?\n(\r?\n)?/.exec(sourceFile.text.slice(end))?.[0].length ?? 0;
  return { file: sourceFile.fileName, start, end: end + rest, text: '' };
}
