import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { topLevelStatement } from '../edits/add-export.ts';
import { mentions, symbolsOf, wholeLines } from '../edits/guard-statements.ts';
import { quoted, styleOf } from '../edits/source-style.ts';
import { exportedNames } from '../exported-names.ts';
import { hasModifier } from '../read-signature.ts';
import { isModuleState, writeOf } from '../written-variables.ts';

/** A function with all that it needs, out of its file, or why it must stay there. */
export type Extracted =
  | {
      /** Imports and statements for the new file. */
      text: string;
      /** What takes them out of this file. */
      edits: TextEdit[];
      /** The names of the new file that this one still uses; of types with `type `. */
      names: string[];
      /** A line that exports again what this file exported. */
      reexports: string;
      problem: null;
    }
  | { problem: string };

/** Takes a function of the top level, and what of its module it needs, to another file in the same folder. */
export function extractFunction(
  declaration: ts.FunctionLikeDeclaration,
  specifier: string,
  checker: ts.TypeChecker,
  /** The place of the call, which will not need the function any more. */
  except: ts.Node,
): Extracted {
  const sourceFile = declaration.getSourceFile();
  const start = topLevelStatement(declaration);
  if (!start) return { problem: 'the function is not at the top level of its module' };
  const moved = closure(start, sourceFile, checker);
  const stuck = [...moved].find((statement) => except.pos >= statement.pos && except.end <= statement.end);
  if (stuck) return { problem: 'the function and the call depend on each other' };
  const kept = sourceFile.statements.filter((statement) => !moved.has(statement));
  const own = sourceFile.statements.filter((statement) => moved.has(statement));
  const movedSymbols = own.flatMap((statement) => symbolsOf(statement, checker));
  const state = stateIn(own, movedSymbols, checker);
  if (state !== null)
    return {
      problem: `it uses ${state}, a variable of the module that changes: every worker would have a copy of its own`,
    };

  const used = movedSymbols.filter((symbol) =>
    kept.some((statement) => mentionsOutside(statement, symbol, except, checker)),
  );
  const exported = exportedNames(sourceFile);
  const style = styleOf(sourceFile);
  const from = quoted(specifier, style);
  const mustExport = new Set([...used, ...symbolsOf(start, checker)].map(({ name }) => name));
  const reexported: string[] = [];
  const bodies = own.map((statement) => {
    const [begin, end] = wholeLines(sourceFile, statement);
    const names = symbolsOf(statement, checker).map(({ name }) => name);
    const isExported = ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    if (isExported) reexported.push(...names.map((name) => (isType(statement) ? `type ${name}` : name)));
    const needs = !isExported && names.some((name) => mustExport.has(name) || exported.has(name));
    const keyword = statement.getStart(sourceFile);
    const text = sourceFile.text;
    return text.slice(begin, keyword) + (needs ? 'export ' : '') + text.slice(keyword, end);
  });
  const imports = importsFor(own, kept, except, sourceFile, checker);
  return {
    text: [...(imports.texts.length > 0 ? [imports.texts.join('\n')] : []), ...bodies].join('\n\n'),
    edits: [...own.map((statement) => withoutStatement(sourceFile, statement)), ...imports.edits],
    names: used.map((symbol) => (isTypeOnly(symbol) ? `type ${symbol.name}` : symbol.name)),
    reexports: reexported.length === 0 ? '' : `export { ${reexported.join(', ')} } from ${from}${style.end}`,
    problem: null,
  };
}

/** The statements of the module that one needs, directly or not, itself included; imports are dealt with apart. */
function closure(start: ts.Statement, sourceFile: ts.SourceFile, checker: ts.TypeChecker): Set<ts.Statement> {
  const moved = new Set<ts.Statement>([start]);
  for (const statement of moved)
    for (const other of sourceFile.statements)
      if (!moved.has(other) && mentions(statement, new Set(symbolsOf(other, checker)), checker)) moved.add(other);
  return moved;
}

/** A moved variable that is written somewhere. */
function stateIn(
  statements: readonly ts.Statement[],
  symbols: readonly ts.Symbol[],
  checker: ts.TypeChecker,
): string | null {
  const [first] = statements;
  let found: string | null = null;
  const visit = (node: ts.Node): void => {
    const write = writeOf(node, checker);
    if (write && symbols.includes(write.symbol) && isModuleState(write)) found = write.variable.text;
    ts.forEachChild(node, visit);
  };
  if (first) visit(first.getSourceFile());
  return found;
}

/** Whether a statement uses a symbol elsewhere than in the node that will be replaced. */
function mentionsOutside(node: ts.Node, symbol: ts.Symbol, except: ts.Node, checker: ts.TypeChecker): boolean {
  if (node === except) return false;
  const isAround = node.pos <= except.pos && node.end >= except.end;
  if (!isAround) return mentions(node, new Set([symbol]), checker);
  return ts.forEachChild(node, (child) => mentionsOutside(child, symbol, except, checker)) ?? false;
}

/** The imports that the moved statements need, and what takes those away that nothing else needs. */
function importsFor(
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

/** What takes an import away that nothing but one node uses; nothing where that is not so. */
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

/** An import with only some of its names, or none of it. */
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
  // A default import that only the moved code needs stays: it does no harm, and its comma would have to go.
  return { file: sourceFile.fileName, start, end, text: start === end ? '' : `{ ${names} }` };
}

function withoutStatement(sourceFile: ts.SourceFile, statement: ts.Statement): TextEdit {
  const [start, end] = wholeLines(sourceFile, statement);
  const rest = /^[ \t]*\r?\n(\r?\n)?/.exec(sourceFile.text.slice(end))?.[0].length ?? 0;
  return { file: sourceFile.fileName, start, end: end + rest, text: '' };
}

function isType(statement: ts.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Value) === 0;
}
