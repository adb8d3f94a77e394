import ts from 'typescript';
import type { SourceLocation } from '../../model/target.ts';
import type { SyntaxProblem } from '../protocol.ts';
import { changeBetween } from './text-snapshot.ts';

const kept = new Map<string, { text: string; sourceFile: ts.SourceFile }>();
const mostKept = 8;

/** The kind of source that the file's name promises: `.cts` and `.mts` are TypeScript, `.cjs` and `.mjs` JavaScript. */
function scriptKindOf(file: string): ts.ScriptKind {
  const extension = /\.([cm]?[jt]s|[jt]sx)$/i.exec(file)?.[1]?.toLowerCase();
  if (extension === 'tsx') return ts.ScriptKind.TSX;
  if (extension === 'jsx') return ts.ScriptKind.JSX;
  if (extension?.endsWith('js')) return ts.ScriptKind.JS;
  return ts.ScriptKind.TS;
}

/**
 * The tree of a text, parents set. Never throws: what does not parse is left out. The last few texts are remembered, and of
 * a file that was parsed before only what changed is parsed; the tree before is not to be used any more.
 */
export function parseSource(text: string, file: string): ts.SourceFile {
  const known = kept.get(file);
  if (known?.text === text) return known.sourceFile;
  const sourceFile = known
    ? ts.updateSourceFile(known.sourceFile, text, changeBetween(known.text, text))
    : parseWhole(text, file);
  kept.delete(file);
  kept.set(file, { text, sourceFile });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? file);
  return sourceFile;
}

function parseWhole(text: string, file: string): ts.SourceFile {
  const kind = scriptKindOf(file);
  const isJavaScript = kind === ts.ScriptKind.JS || kind === ts.ScriptKind.JSX;
  // Parsing JSDoc more than doubles the time, and only JavaScript has its types there.
  const jsDocParsingMode = isJavaScript ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseNone;
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode };
  return ts.createSourceFile(file, text, options, true, kind);
}

/** The first place where the text does not parse, or `null`. Only syntax: types are not looked at. */
export function firstSyntaxError(text: string, file: string): SyntaxProblem | null {
  return syntaxErrorIn(parseSource(text, file));
}

/** The first place where a tree that was parsed anyway shows that its text does not parse, or `null`. */
export function syntaxErrorIn(sourceFile: ts.SourceFile): SyntaxProblem | null {
  // The parser keeps its diagnostics on the tree; the public way to them is a whole program, which is too slow per key press.
  const { parseDiagnostics } = sourceFile as ts.SourceFile & { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  const first = parseDiagnostics[0];
  if (!first) return null;
  return {
    message: ts.flattenDiagnosticMessageText(first.messageText, ' '),
    location: locate(sourceFile, first.start, first.start + first.length),
  };
}

/** Offsets of a tree as a place that a person reads: lines and columns from 1. */
export function locate(sourceFile: ts.SourceFile, start: number, end: number): Required<SourceLocation> {
  const from = sourceFile.getLineAndCharacterOfPosition(start);
  const to = sourceFile.getLineAndCharacterOfPosition(end);
  return {
    file: sourceFile.fileName,
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** The place of a node, without the comments before it. */
export function locationOf(node: ts.Node): Required<SourceLocation> {
  const sourceFile = node.getSourceFile();
  return locate(sourceFile, node.getStart(sourceFile), node.getEnd());
}

/** The JSDoc comment right before a node, as offsets, or `null`. */
export function jsDocRange(node: ts.Node): { pos: number; end: number } | null {
  const { text } = node.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  return comments.findLast(({ pos, end }) => text.startsWith('/**', pos) && end - pos > 4) ?? null;
}

/** The statement or member around a function whose leading comment is the function's JSDoc. */
export function jsDocOwner(node: ts.Node): ts.Node {
  let owner = node;
  while (!ts.isStatement(owner) && !ts.isClassElement(owner) && !ts.isObjectLiteralElementLike(owner))
    owner = owner.parent;
  return owner;
}
