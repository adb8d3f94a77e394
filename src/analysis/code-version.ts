import { createHash } from 'node:crypto';
import { normalize } from 'node:path';
import ts from 'typescript';
import { findTarget } from './tasks/find-candidates.ts';
import { reachedCode } from './tasks/reached-code.ts';
import type { CodeVersion } from '../model/code-version.ts';
import type { TargetReference } from './protocol.ts';

/** Returns the version of a function's code as the project has it now; `null` if the file no longer has the function. */
export function codeVersion(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
): CodeVersion | null {
  const found = findTarget(sourceFile, target);
  if (!found) return null;
  const pieces = reachedCode(found.node, program.getTypeChecker());
  const hash = createHash('sha256');
  const files = new Set<string>();
  for (const piece of pieces) {
    files.add(normalize(piece.getSourceFile().fileName));
    addTokens(piece, hash);
    hash.update('\0');
  }
  return { digest: hash.digest('hex'), files: [...files] };
}

/** Adds the words of the code without comments, types and layout. */
function addTokens(node: ts.Node, hash: ReturnType<typeof createHash>): void {
  if (ts.isJSDoc(node) || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))) return;
  const children = node.getChildren();
  if (children.length === 0) hash.update(`${node.getText()}\n`);
  for (const child of children) addTokens(child, hash);
}
