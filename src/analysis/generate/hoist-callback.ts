import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { applyEdits } from '../edits/apply-edits.ts';
import { wholeLines } from '../edits/guard-statements.ts';
import { freeName } from '../edits/import-name.ts';
import { dedentText } from '../edits/indent-text.ts';
import { capturedBy, typesFor } from '../edits/move-to-module-level.ts';
import { hasRequire, indentAt, styleOf } from '../edits/source-style.ts';
import { writeOf } from '../syntax/written-variables.ts';

/** Edits that make a callback an exported function of its module, or the reason why it must stay. */
export type Hoisted = { edits: TextEdit[]; problem: null } | { edits: null; problem: string };

/**
 * Makes the callback of `xs.map(callback)` an exported function that takes what the callback captures as further
 * arguments, and calls it in its place.
 */
export function hoistCallback(callback: ts.ArrowFunction | ts.FunctionExpression, checker: ts.TypeChecker): Hoisted {
  const sourceFile = callback.getSourceFile();
  const outermost = ts.findAncestor(callback, (each) => ts.isSourceFile(each.parent));
  if (!outermost || hasRequire(sourceFile)) return stays('the file is a CommonJS module');
  if (callback.asteriskToken) return stays('a generator cannot be sent between workers');
  if (callback.parameters.some(({ dotDotDotToken }) => dotDotDotToken) || callback.parameters.length > 2)
    return stays('it takes the whole array, which would be sent with every item');
  const captured = valuesOf(callback, checker);
  if (typeof captured === 'string') return stays(captured);

  const file = sourceFile.fileName;
  const isTyped = !/\.[cm]?jsx?$/.test(file);
  const name = freeName(sourceFile, taskName(callback));
  const start = callback.getStart(sourceFile);
  const types = isTyped ? typesFor(callback, checker, start) : [];
  const added = captured.map(({ text, type }) => (isTyped ? `${text}: ${type}` : text)).join(', ');
  const function_ = applyEdits(callback.getText(), withParameters(callback, types, added, start));
  const body = dedented(function_, indentAt(sourceFile, start));
  const [at] = wholeLines(sourceFile, outermost as ts.Statement);
  const items = ['item', 'index'].slice(0, callback.parameters.length).map((each) => freeName(sourceFile, each));
  const given = [...items, ...captured.map(({ text }) => text)].join(', ');
  return {
    edits: [
      { file, start: at, end: at, text: `export const ${name} = ${body}${styleOf(sourceFile).end}\n\n` },
      { file, start, end: callback.end, text: `(${items.join(', ')}) => ${name}(${given})` },
    ],
    problem: null,
  };

  function dedented(text: string, indent: string): string {
    const copy = ts.createSourceFile('callback.ts', text, ts.ScriptTarget.Latest, true);
    return dedentText(copy, 0, text.length, indent);
  }
}

/** Returns the values that a callback captures with their types, or why they cannot be passed to it. */
function valuesOf(
  callback: ts.ArrowFunction | ts.FunctionExpression,
  checker: ts.TypeChecker,
): { text: string; type: string }[] | string {
  const values = new Map<ts.Symbol, { text: string; type: string }>();
  for (const { text, node, symbol } of capturedBy(callback, checker)) {
    if (!symbol) return `it uses ${text} of the function around it`;
    if ((symbol.flags & ts.SymbolFlags.Value) === 0) return `it uses the type ${text} of the function around it`;
    const type = checker.getTypeOfSymbolAtLocation(symbol, node);
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
      return `it uses ${text} of the function around it, a function, which cannot be sent to workers`;
    values.set(symbol, { text, type: checker.typeToString(type, callback, ts.TypeFormatFlags.NoTruncation) });
  }
  const written = writtenIn(callback, checker).find((symbol) => values.has(symbol));
  if (written) return `it changes ${written.name} of the function around it: every worker would change its own copy`;
  return [...values.values()];
}

function writtenIn(callback: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const write = writeOf(node, checker);
    if (write) found.push(write.symbol);
    ts.forEachChild(node, visit);
  };
  visit(callback);
  return found;
}

/** Adds parameters after the callback's own, which get their types. */
function withParameters(
  { parameters }: ts.ArrowFunction | ts.FunctionExpression,
  types: readonly { start: number; end: number; text: string }[],
  added: string,
  start: number,
): { start: number; end: number; text: string }[] {
  if (added === '') return [...types];
  const last = parameters.at(-1);
  if (!last) return [...types, { start: 1, end: 1, text: added }];
  const end = last.end - start;
  const typed = types.find((edit) => edit.end === end);
  if (!typed) return [...types, { start: end, end, text: `, ${added}` }];
  const isBare = typed.text.endsWith(')');
  const text = isBare ? `${typed.text.slice(0, -1)}, ${added})` : `${typed.text}, ${added}`;
  return types.map((edit) => (edit === typed ? { ...edit, text } : edit));
}

/** Names the function after the one that contains the call, such as `rowOfTable`, or `task`. */
function taskName(callback: ts.Node): string {
  const container = ts.findAncestor(
    callback.parent,
    (each) => ts.isFunctionDeclaration(each) || ts.isMethodDeclaration(each),
  );
  const name =
    container && (ts.isFunctionDeclaration(container) || ts.isMethodDeclaration(container))
      ? container.name
      : undefined;
  return name && ts.isIdentifier(name) ? `${name.text}Item` : 'task';
}

function stays(problem: string): Hoisted {
  return { edits: null, problem };
}
