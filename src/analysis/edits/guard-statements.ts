import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { isReference, referredSymbol } from '../syntax/bind-file.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { callsOf, isCalledInPlace, runsOnLoad } from '../tasks/runs-on-load.ts';
import { indentText } from './indent-text.ts';
import { styleOf } from './source-style.ts';

/** Returns the unguarded top-level statements that make a node run while the module loads. */
export function loadingStatements(node: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): ts.Statement[] {
  if (!runsOnLoad(node, checker, new Set(seen))) return [];
  for (let inner = node; !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isSourceFile(parent)) return ts.isStatement(inner) ? [inner] : [];
    if (!ts.isFunctionLike(parent) || isCalledInPlace(parent)) continue;
    if (seen.has(parent)) return [];
    seen.add(parent);
    return callsOf(parent, checker).flatMap((call) => loadingStatements(call, checker, seen));
  }
  return [];
}

/** Statements that must move into a guard, or the reason why they cannot. */
export type Guarded = { statements: ts.Statement[]; problem: null } | { statements: null; problem: string };

/**
 * Extends the statements by those that use their declarations and those that run in between, so that one block holds
 * them all and no statement outside depends on them.
 */
export function statementsToGuard(
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
  first: readonly ts.Statement[],
): Guarded {
  const chosen = new Set<ts.Statement>(first);
  for (let grown = true; grown;) {
    grown = false;
    const declared = new Set([...chosen].flatMap((statement) => symbolsOf(statement, checker)));
    const order = sourceFile.statements.filter((statement) => chosen.has(statement));
    const [start, end] = [order[0]?.pos ?? 0, order.at(-1)?.end ?? 0];
    for (const statement of sourceFile.statements) {
      if (chosen.has(statement)) continue;
      const isBetween = statement.pos > start && statement.end < end && isExecuted(statement);
      if (!isBetween && !mentions(statement, declared, checker)) continue;
      chosen.add(statement);
      grown = true;
    }
  }
  const exported = [...chosen].find(isModuleMember);
  if (exported) {
    const { line } = sourceFile.getLineAndCharacterOfPosition(exported.getStart(sourceFile));
    return {
      statements: null,
      problem: `what is exported on line ${line + 1} depends on it, and exports cannot be inside a guard`,
    };
  }
  return { statements: sourceFile.statements.filter((statement) => chosen.has(statement)), problem: null };
}

/** Wraps top-level statements in `if (condition) { ... }`, with the `inner` edits already applied to them. */
export function guardStatements(
  sourceFile: ts.SourceFile,
  statements: readonly ts.Statement[],
  condition: string,
  inner: readonly TextEdit[] = [],
): TextEdit[] {
  const { text } = sourceFile;
  const file = sourceFile.fileName;
  const { indent } = styleOf(sourceFile);
  const last = statements.at(-1);
  if (!last) return [];
  const bodies = statements.map((statement) => {
    const [start, end] = wholeLines(sourceFile, statement);
    let body = indentText(sourceFile, start, end, indent);
    const inside = inner.filter((edit) => edit.start >= start && edit.end <= end);
    if (inside.length > 0) body = indentedWith(sourceFile, start, end, inside, indent);
    return { start, end, body: indent + body };
  });
  const block = `if (${condition}) {\n${bodies.map(({ body }) => body).join('\n')}\n}`;
  return bodies.map(({ start, end }, index) => {
    if (index === bodies.length - 1) return { file, start, end, text: block };
    const next = text[end] === '\n' ? end + 1 : end;
    return { file, start, end: next, text: '' };
  });
}

/** Returns the range of a statement with its comments: those directly above, without a blank line between. */
export function wholeLines(sourceFile: ts.SourceFile, statement: ts.Statement): [start: number, end: number] {
  const { text } = sourceFile;
  let start = statement.getStart(sourceFile);
  for (const comment of (ts.getLeadingCommentRanges(text, statement.pos) ?? []).reverse()) {
    const gap = text.slice(comment.end, start);
    const alone = text.slice(text.lastIndexOf('\n', comment.pos - 1) + 1, comment.pos).trim() === '';
    if (!alone || (gap.match(/\n/g)?.length ?? 0) > 1) break;
    start = comment.pos;
  }
  const trailing = ts.getTrailingCommentRanges(text, statement.end)?.at(-1);
  return [start, trailing?.end ?? statement.end];
}

/** Indents a range: text between the edits as a block, the edits' own text line by line. */
export function indentedWith(
  sourceFile: ts.SourceFile,
  start: number,
  end: number,
  edits: readonly TextEdit[],
  indent: string,
): string {
  let moved = '';
  let at = start;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    moved += indentText(sourceFile, at, edit.start, indent) + edit.text.replaceAll('\n', `\n${indent}`);
    at = edit.end;
  }
  return moved + indentText(sourceFile, at, end, indent);
}

function isModuleMember(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement))
    return true;
  return ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

/** Returns whether a statement runs code rather than only declaring something. */
function isExecuted(statement: ts.Statement): boolean {
  return !(
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    isModuleMember(statement)
  );
}

/** Names that a top-level statement declares. */
export function symbolsOf(statement: ts.Statement, checker: ts.TypeChecker): ts.Symbol[] {
  const symbols: ts.Symbol[] = [];
  const add = (name: ts.Node): void => {
    const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    if (symbol) symbols.push(symbol);
    else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))
      for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  if (ts.isVariableStatement(statement))
    statement.declarationList.declarations.forEach(({ name }) => {
      add(name);
    });
  else if (
    (ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)) &&
    statement.name
  )
    add(statement.name);
  return symbols;
}

/** Returns whether a node, including its types, refers to one of the symbols. */
export function mentions(node: ts.Node, symbols: ReadonlySet<ts.Symbol>, checker: ts.TypeChecker): boolean {
  if (symbols.size === 0) return false;
  const names = new Set([...symbols].map(({ name }) => name));
  const visit = (part: ts.Node): boolean => {
    if (ts.isIdentifier(part) && names.has(part.text)) {
      const symbol = isReference(part) ? referredSymbol(part, checker) : checker.getSymbolAtLocation(part);
      if (symbol && symbols.has(symbol)) return true;
      // `export { a }` names the export, which refers to the local variable.
      if (ts.isExportSpecifier(part.parent)) {
        const local = checker.getExportSpecifierLocalTargetSymbol(part.parent);
        if (local && symbols.has(local)) return true;
      }
    }
    return ts.forEachChild(part, visit) ?? false;
  };
  return visit(node);
}
