import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { topLevelStatement } from '../edits/add-export.ts';
import { mentions, symbolsOf, wholeLines } from '../edits/guard-statements.ts';
import { quoted, styleOf } from '../edits/source-style.ts';
import { exportedNames } from '../functions/exported-names.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { importsFor, mentionsOutside, withoutStatement } from './moved-imports.ts';
import { isModuleState, writeOf } from '../syntax/written-variables.ts';

/** A function with everything that it needs, moved out of its file, or the reason why it must stay. */
export type Extracted =
  | {
      /** Imports and statements for the new file. */
      text: string;
      /** Edits that remove them from this file. */
      edits: TextEdit[];
      /** Names of the new file that this file still uses; types have the prefix `type `. */
      names: string[];
      /** The name that the new file exports as its default. */
      defaultName: string | null;
      /** A line that re-exports what this file exported before. */
      reexports: string;
      problem: null;
    }
  | { problem: string };

/** Moves a top-level function, and everything of its module that it needs, to another file in the same folder. */
export function extractFunction(
  declaration: ts.FunctionLikeDeclaration,
  specifier: string,
  checker: ts.TypeChecker,
  /** The location of the call, which will no longer use the function. */
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
      problem: `it uses ${state}, a module variable that changes: every worker would have its own copy`,
    };

  const tasks = symbolsOf(start, checker);
  // The items and arguments of the call stay.
  const used = movedSymbols.filter(
    (symbol) =>
      (!tasks.includes(symbol) && mentions(except, new Set([symbol]), checker)) ||
      kept.some((statement) => mentionsOutside(statement, symbol, except, checker)),
  );
  const exported = exportedNames(sourceFile);
  const style = styleOf(sourceFile);
  const from = quoted(specifier, style);
  const mustExport = new Set([...used, ...symbolsOf(start, checker)].map(localName));
  const reexported: string[] = [];
  let defaultName: string | null = null;
  const bodies = own.map((statement) => {
    const [begin, end] = wholeLines(sourceFile, statement);
    const names = symbolsOf(statement, checker).map(localName);
    const isExported = ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    if (isExported && hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) {
      defaultName = names[0] ?? null;
      reexported.push('default');
    } else if (isExported) reexported.push(...names.map((name) => (isType(statement) ? `type ${name}` : name)));
    const needs = !isExported && names.some((name) => mustExport.has(name) || exported.has(name));
    const keyword = statement.getStart(sourceFile);
    const text = sourceFile.text;
    return text.slice(begin, keyword) + (needs ? 'export ' : '') + text.slice(keyword, end);
  });
  const imports = importsFor(own, kept, except, sourceFile, checker);
  return {
    text: [...(imports.texts.length > 0 ? [imports.texts.join('\n')] : []), ...bodies].join('\n\n'),
    edits: [...own.map((statement) => withoutStatement(sourceFile, statement)), ...imports.edits],
    names: used.map((symbol) => (isTypeOnly(symbol) ? `type ${localName(symbol)}` : localName(symbol))),
    defaultName,
    reexports: reexported.length === 0 ? '' : `export { ${reexported.join(', ')} } from ${from}${style.end}`,
    problem: null,
  };
}

/**
 * Returns the top-level statements that a statement depends on, directly or not, including itself; imports are handled
 * separately.
 */
function closure(start: ts.Statement, sourceFile: ts.SourceFile, checker: ts.TypeChecker): Set<ts.Statement> {
  const moved = new Set<ts.Statement>([start]);
  for (const statement of moved)
    for (const other of sourceFile.statements)
      if (!moved.has(other) && mentions(statement, new Set(symbolsOf(other, checker)), checker)) moved.add(other);
  return moved;
}

/** Returns a moved variable that is written anywhere. */
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

function isType(statement: ts.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Value) === 0;
}

/** Returns the name of a declaration in its file; the symbol of a default export is called `default`. */
function localName({ name, declarations }: ts.Symbol): string {
  const written = declarations?.[0] && ts.getNameOfDeclaration(declarations[0]);
  return written && ts.isIdentifier(written) ? written.text : name;
}
