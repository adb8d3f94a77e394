import ts from 'typescript';
import { freeName } from './import-name.ts';
import { applyEdits } from './apply-edits.ts';
import type { TextEdit } from '../../model/change.ts';
import { isModuleLevel, isReference, referredSymbol } from '../syntax/bind-file.ts';
import { nameOf, variableStatement } from './add-export.ts';
import { wholeLines } from './guard-statements.ts';
import { dedentText } from './indent-text.ts';
import { hasRequire, indentAt, styleOf } from './source-style.ts';

/** Edits that move a function, or the reason why it must stay. */
export type Moved = { edits: TextEdit[]; problem: null } | { edits: null; problem: string };

/** Moves a named inner function before the top-level statement that contains it, and exports it. */
export function moveToModuleLevel(declaration: ts.FunctionLikeDeclaration, checker: ts.TypeChecker): Moved {
  const sourceFile = declaration.getSourceFile();
  const statement = ts.isFunctionDeclaration(declaration) ? declaration : variableStatement(declaration);
  const name = nameOf(declaration);
  if (!statement || name === null) return stays('it has no name');
  const outermost = ts.findAncestor(statement, (each) => ts.isSourceFile(each.parent));
  if (!outermost || outermost === statement) return stays('it is at module level already');
  if (hasRequire(sourceFile)) return stays('the file is a CommonJS module');
  const captured = captures(declaration, checker);
  if (captured !== null) return stays(`it uses ${captured} of the function around it`);
  if (checker.resolveName(name, sourceFile, ts.SymbolFlags.Value, true))
    return stays(`there is another ${name} at module level`);
  const file = sourceFile.fileName;
  const [from, to] = wholeLines(sourceFile, statement);
  const [start] = wholeLines(sourceFile, outermost as ts.Statement);
  const text = dedentText(sourceFile, from, to, indentAt(sourceFile, from));
  const keyword = statement.getStart(sourceFile) - from;
  const moved = `${text.slice(0, dedented(sourceFile, from, keyword))}export ${text.slice(dedented(sourceFile, from, keyword))}`;
  const edits = [
    { file, start, end: start, text: `${moved}\n\n` },
    { file, ...withLine(sourceFile.text, from, to), text: '' },
  ];
  return { edits, problem: null };

  function dedented(source: ts.SourceFile, at: number, length: number): number {
    return dedentText(source, at, at + length, indentAt(source, at)).length;
  }
}

/** Returns the first enclosing variable that a function captures; `null` if it captures none. */
export function captures(declaration: ts.FunctionLikeDeclaration, checker: ts.TypeChecker): string | null {
  return capturedBy(declaration, checker)[0]?.text ?? null;
}

/**
 * Returns where a function uses variables of the functions around it, their types, `this`, `super` or `arguments`, in
 * source order.
 */
export function capturedBy(
  declaration: ts.FunctionLikeDeclaration,
  checker: ts.TypeChecker,
): { text: string; node: ts.Node; symbol: ts.Symbol | null }[] {
  const sourceFile = declaration.getSourceFile();
  const isOwn = (node: ts.Node): boolean => node.pos >= declaration.pos && node.end <= declaration.end;
  const found: ReturnType<typeof capturedBy> = [];
  const visit = (node: ts.Node, ownThis: boolean): void => {
    if ((node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) && !ownThis)
      found.push({ text: node.getText(), node, symbol: null });
    if (ts.isIdentifier(node)) {
      const symbol = isReference(node) ? referredSymbol(node, checker) : typeSymbol(node, checker);
      const at = symbol?.declarations?.[0];
      if (node.text === 'arguments' && ts.isArrowFunction(declaration))
        found.push({ text: 'arguments', node, symbol: null });
      else if (
        symbol &&
        at?.getSourceFile() === sourceFile &&
        !isOwn(at) &&
        !isModuleLevel(at) &&
        !isSelf(at) &&
        (ts.isDeclarationStatement(at) || isBinding(at))
      )
        found.push({ text: node.text, node, symbol });
    }
    const own = ownThis || (ts.isFunctionLike(node) && !ts.isArrowFunction(node));
    ts.forEachChild(node, (child) => {
      visit(child, own);
    });
  };
  // A recursive function can move together with its name.
  const isSelf = (at: ts.Node): boolean => at === declaration || at === declaration.parent;
  visit(declaration, false);
  return found;
}

/** Returns the declaration that a name in a type refers to. */
function typeSymbol(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isTypeReferenceNode(node.parent) || ts.isTypeQueryNode(node.parent)
    ? checker.getSymbolAtLocation(node)
    : undefined;
}

function isBinding(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

function stays(problem: string): Moved {
  return { edits: null, problem };
}

/** Extends a range to whole lines and to one of the adjacent blank lines. */
function withLine(text: string, from: number, to: number): { start: number; end: number } {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const rest = /^[ \t]*\r?\n(\r?\n)?/.exec(text.slice(to));
  return { start, end: to + (rest?.[0].length ?? 0) };
}

/** Moves an inline function to module level under a new name, and exports it. */
export function nameAtModuleLevel(written: ts.ArrowFunction | ts.FunctionExpression, checker: ts.TypeChecker): Moved {
  const sourceFile = written.getSourceFile();
  const captured = captures(written, checker);
  if (captured !== null) return { edits: null, problem: `it uses ${captured} of the function around it` };
  const outermost = ts.findAncestor(written, (each) => ts.isSourceFile(each.parent));
  if (!outermost || hasRequire(sourceFile)) return { edits: null, problem: 'the file is a CommonJS module' };
  const name = freeName(sourceFile, 'task');
  const file = sourceFile.fileName;
  const start = written.getStart(sourceFile);
  const body = dedentText(sourceFile, start, written.end, indentAt(sourceFile, start));
  // Without the surrounding call, the parameters lose their inferred types. Their annotations all fit on the first
  // line.
  const types = /\.[cm]?jsx?$/.test(file) ? [] : typesFor(written, checker, start);
  const [at] = wholeLines(sourceFile, outermost as ts.Statement);
  const text = `export const ${name} = ${applyEdits(body, types)}${styleOf(sourceFile).end}\n\n`;
  return {
    edits: [
      { file, start: at, end: at, text },
      { file, start, end: written.end, text: name },
    ],
    problem: null,
  };
}

/** Returns edits of a function's text that give its parameters the types that its surroundings gave them. */
export function typesFor(
  written: ts.ArrowFunction | ts.FunctionExpression,
  checker: ts.TypeChecker,
  start: number,
): { start: number; end: number; text: string }[] {
  const [only] = written.parameters;
  const isBare = only && !written.getChildren().some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  return written.parameters.flatMap((parameter) => {
    if (parameter.type || parameter.initializer) return [];
    const type = `: ${checker.typeToString(checker.getTypeAtLocation(parameter), written)}`;
    const from = parameter.getStart() - start;
    const to = parameter.end - start;
    if (isBare) return [{ start: from, end: to, text: `(${parameter.getText()}${type})` }];
    return [{ start: to, end: to, text: type }];
  });
}
