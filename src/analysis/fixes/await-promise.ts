import ts from 'typescript';
import type { Fix } from '../../model/change.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { dropsPromises } from '../tasks/dropped-promises.ts';
import type { Fixer } from './fixer.ts';

/** Awaits a promise, or marks it as not awaited. */
export const awaitPromise: Fixer = {
  codes: ['promise-not-awaited'],
  fix({ sourceFile, checker, node }) {
    // An await of `forEach` waits for nothing.
    if (!ts.isExpression(node) || (ts.isCallExpression(node) && dropsPromises(node, checker))) return [];
    const file = sourceFile.fileName;
    const start = node.getStart(sourceFile);
    const write = (text: string): Fix['edits'][number] => ({ file, start, end: start, text });
    const leave: Fix = { title: 'Mark as not awaited with void', edits: [write('void ')], preferred: false };
    const around = ts.findAncestor(node.parent, ts.isFunctionLike);
    if (!around || !canBeAsync(around)) return [leave];
    if (hasModifier(around, ts.SyntaxKind.AsyncKeyword))
      return [{ title: 'Await it', edits: [write('await ')], preferred: true }, leave];
    // With a declared return type, callers rely on what is returned.
    if (around.type) return [leave];
    const at = around.getStart(sourceFile);
    const modifiers = ts.getModifiers(around) ?? [];
    const behind = modifiers.at(-1);
    const async = behind ? { at: behind.end, text: ' async' } : { at, text: 'async ' };
    const edits = [{ file, start: async.at, end: async.at, text: async.text }, write('await ')];
    const changes = { declaration: around, result: 'promise' } as const;
    return [{ title: 'Make the function async and await it', edits, preferred: true, changes }, leave];
  },
};

function canBeAsync(
  node: ts.SignatureDeclaration,
): node is ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration {
  const isKind =
    ts.isFunctionDeclaration(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node);
  return isKind && node.asteriskToken === undefined;
}
