import ts from 'typescript';
import type { SourceLocation } from '../../model/target.ts';
import type { SyntaxProblem } from '../protocol.ts';
import { changeBetween } from './text-snapshot.ts';

const kept = new Map<string, { text: string; sourceFile: ts.SourceFile }>();
const mostKept = 8;

/** Returns the kind of source for a file name: `.cts` and `.mts` are TypeScript, `.cjs` and `.mjs` JavaScript. */
function scriptKindOf(file: string): ts.ScriptKind {
  const extension = /\.([cm]?[jt]s|[jt]sx)$/i.exec(file)?.[1]?.toLowerCase();
  if (extension === 'tsx') return ts.ScriptKind.TSX;
  if (extension === 'jsx') return ts.ScriptKind.JSX;
  if (extension?.endsWith('js')) return ts.ScriptKind.JS;
  return ts.ScriptKind.TS;
}

/**
 * Parses a text into a tree with parents set. Never throws: code that does not parse is skipped. Caches the last few
 * texts and reparses only the changes of a file parsed before; do not use its previous tree afterwards.
 */
export function parseSource(text: string, file: string): ts.SourceFile {
  const known = kept.get(file);
  if (known?.text === text) return known.sourceFile;
  kept.delete(file);
  const sourceFile = (known && reparse(known, text)) ?? parseWhole(text, file);
  kept.set(file, { text, sourceFile });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? file);
  return sourceFile;
}

/** Parses the changes of a text; `null` if it nests deeper than the call stack, which only this way of parsing needs. */
function reparse(known: { text: string; sourceFile: ts.SourceFile }, text: string): ts.SourceFile | null {
  try {
    return ts.updateSourceFile(known.sourceFile, text, changeBetween(known.text, text));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function parseWhole(text: string, file: string): ts.SourceFile {
  const kind = scriptKindOf(file);
  const isJavaScript = kind === ts.ScriptKind.JS || kind === ts.ScriptKind.JSX;
  // Parsing JSDoc more than doubles the time, and only JavaScript declares its types there.
  const jsDocParsingMode = isJavaScript ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseNone;
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode };
  return ts.createSourceFile(file, text, options, true, kind);
}

/** Returns the first place where the text does not parse, or `null`. Checks syntax only, not types. */
export function firstSyntaxError(text: string, file: string): SyntaxProblem | null {
  return syntaxErrorIn(parseSource(text, file));
}

/** Returns the first syntax error of a tree that is already parsed, or `null`. */
export function syntaxErrorIn(sourceFile: ts.SourceFile): SyntaxProblem | null {
  // The parser keeps its diagnostics on the tree. The public API needs a whole program, which is too slow per key
  // press.
  const { parseDiagnostics } = sourceFile as ts.SourceFile & { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  const first = parseDiagnostics[0];
  if (!first) return null;
  return {
    message: ts.flattenDiagnosticMessageText(first.messageText, ' '),
    location: locate(sourceFile, first.start, first.start + first.length),
  };
}

/** Converts offsets of a tree to lines and columns, both from 1. */
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

/** Returns the location of a node, without the comments before it. */
export function locationOf(node: ts.Node): Required<SourceLocation> {
  const sourceFile = node.getSourceFile();
  return locate(sourceFile, node.getStart(sourceFile), node.getEnd());
}

/** Returns the offsets of the JSDoc comment right before a node, or `null`. */
export function jsDocRange(node: ts.Node): { pos: number; end: number } | null {
  const { text } = node.getSourceFile();
  // For the compiler, a comment behind other code belongs to that code: `class A { /** ... */ static f() {} }`.
  const onSameLine = (ts.getTrailingCommentRanges(text, node.pos) ?? []).filter(
    ({ end }) => !text.slice(end, node.getStart()).includes('\n'),
  );
  const comments = [...onSameLine, ...(ts.getLeadingCommentRanges(text, node.pos) ?? [])];
  return comments.findLast(({ pos, end }) => text.startsWith('/**', pos) && end - pos > 4) ?? null;
}

/** Returns the statement or member around a function whose leading comment is the function's JSDoc. */
export function jsDocOwner(node: ts.Node): ts.Node {
  let owner = node;
  while (!ts.isStatement(owner) && !ts.isClassElement(owner) && !ts.isObjectLiteralElementLike(owner))
    owner = owner.parent;
  return owner;
}
