import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { hasModifier } from '../functions/read-signature.ts';
import type { FixContext } from './fixer.ts';

/**
 * Wraps everything that the function of a finding returns. A declared return type is replaced with `type`, or with the
 * inferred type if `type` is `null`. Returns `null` if the finding is not about a result, or only about a part of one.
 */
export function asPlainResult(
  { sourceFile, node }: FixContext,
  wrap: (value: string) => string,
  type: string | null,
): TextEdit[] | null {
  const declaration = functionAround(node);
  if (!declaration?.body) return null;
  const file = sourceFile.fileName;
  const edits = returned(declaration.body).map((value) => {
    const text = value.getText(sourceFile);
    const isArrowBody = value === declaration.body;
    const wrapped = wrap(text);
    return {
      file,
      start: value.getStart(sourceFile),
      end: value.end,
      text: isArrowBody && wrapped.startsWith('{') ? `(${wrapped})` : wrapped,
    };
  });
  if (edits.length === 0) return null;
  const annotation = declaration.type;
  if (!annotation) return edits;
  if (type === null) {
    const colon = sourceFile.text.lastIndexOf(':', annotation.getStart(sourceFile));
    return [{ file, start: colon, end: annotation.end, text: '' }, ...edits];
  }
  const isAsync = ts.canHaveModifiers(declaration) && hasModifier(declaration, ts.SyntaxKind.AsyncKeyword);
  return [
    { file, start: annotation.getStart(sourceFile), end: annotation.end, text: isAsync ? `Promise<${type}>` : type },
    ...edits,
  ];
}

/** Returns the function that a return type or a name belongs to. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | null {
  const { parent } = node;
  const found = ts.isFunctionLike(parent)
    ? parent
    : ts.isVariableDeclaration(parent) && parent.initializer && ts.isFunctionLike(parent.initializer)
      ? parent.initializer
      : null;
  return found && 'body' in found ? found : null;
}

function returned(body: ts.ConciseBody): ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  const values: ts.Expression[] = [];
  const visit = (part: ts.Node): void => {
    if (ts.isFunctionLike(part)) return;
    if (ts.isReturnStatement(part) && part.expression) values.push(part.expression);
    ts.forEachChild(part, visit);
  };
  visit(body);
  return values;
}
