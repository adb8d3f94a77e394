import ts from 'typescript';
import { applyEdits } from './apply-edits.ts';
import { isInLiteralText } from './indent-text.ts';
import { quoted, type SourceStyle } from './source-style.ts';

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Returns the text of a new file in the quotes, semicolons and indentation of another; templates are indented by two. */
export function restyle(text: string, file: string, style: SourceStyle): string {
  const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) edits.push(...requoted(node, sourceFile, style));
    if (style.end === '') edits.push(...withoutSemicolon(node, sourceFile));
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  for (const statement of sourceFile.statements) edits.push(...reindented(statement, sourceFile, style));
  return applyEdits(text, edits);
}

function requoted(node: ts.StringLiteral, sourceFile: ts.SourceFile, style: SourceStyle): Edit[] {
  const written = node.getText(sourceFile);
  if (written.startsWith(style.quote) || /["'\\]/.test(written.slice(1, -1))) return [];
  return [{ start: node.getStart(sourceFile), end: node.end, text: quoted(written.slice(1, -1), style) }];
}

/** Removes the semicolon at the end of a statement or member, unless the next line would continue it. */
function withoutSemicolon(node: ts.Node, { text }: ts.SourceFile): Edit[] {
  const ends =
    ts.isVariableStatement(node) ||
    ts.isExpressionStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node);
  if (
    !ends ||
    text[node.end - 1] !== ';' ||
    !/^[ \t]*(?:\/\/[^\n]*)?(?:\r?\n\s*(?![[(`+\-/*])|\s*$)/.test(text.slice(node.end))
  )
    return [];
  return [{ start: node.end - 1, end: node.end, text: '' }];
}

/** Changes two spaces a level to the indentation of the file. */
function reindented(statement: ts.Statement, sourceFile: ts.SourceFile, { indent }: SourceStyle): Edit[] {
  const start = statement.getStart(sourceFile);
  const lines = [...sourceFile.text.slice(start, statement.end).matchAll(/\n([ \t]+)(?=\S)/g)];
  if (indent === '  ' || lines[0]?.[1] !== '  ') return [];
  return lines.flatMap(({ index, 1: blank = '' }) => {
    const at = start + index + 1;
    const levels = Math.floor(blank.length / 2);
    const isText = blank.includes('\t') || isInLiteralText(sourceFile, at);
    return isText
      ? []
      : [{ start: at, end: at + blank.length, text: indent.repeat(levels) + ' '.repeat(blank.length % 2) }];
  });
}

/** Returns a text with the line breaks of another. */
export function withLineBreaksOf(original: string, text: string): string {
  return original.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
}
