import ts from 'typescript';
import { bindFile, isReference, referredSymbol } from './bind-file.ts';
import { isWritten } from './is-written.ts';
import { isFunction } from './member-path.ts';
import { isInside } from './node-at.ts';

const known = new WeakMap<ts.SourceFile, Map<ts.Symbol, ts.Identifier[]>>();

/** Returns where a file assigns a variable or changes the object that it holds, in source order. */
export function writesOf(symbol: ts.Symbol, sourceFile: ts.SourceFile): readonly ts.Identifier[] {
  let writes = known.get(sourceFile);
  if (!writes) {
    writes = new Map();
    known.set(sourceFile, writes);
    collect(sourceFile, bindFile(sourceFile), writes);
  }
  return writes.get(symbol) ?? [];
}

function collect(node: ts.Node, checker: ts.TypeChecker, writes: Map<ts.Symbol, ts.Identifier[]>): void {
  if (ts.isIdentifier(node) && isReference(node) && isWritten(node)) {
    const written = referredSymbol(node, checker);
    if (written) writes.set(written, [...(writes.get(written) ?? []), node]);
  }
  ts.forEachChild(node, (child) => {
    collect(child, checker, writes);
  });
}

/** Returns whether a loop or a callback inside `scope` repeats both nodes, so that either may run after the other. */
export function repeatsBoth(node: ts.Node, other: ts.Node, scope: ts.Node): boolean {
  for (let outer = node.parent; outer !== scope && !ts.isSourceFile(outer); outer = outer.parent) {
    const isRepeated =
      ts.isIterationStatement(outer, false) ||
      (ts.isExpression(outer) &&
        isFunction(outer) &&
        ts.isCallExpression(outer.parent) &&
        outer.parent.expression !== outer);
    if (isRepeated && isInside(other, outer)) return true;
  }
  return false;
}

/** Returns whether a variable of a module changes after a node runs, as far as the code around it shows. */
export function changesAfter(symbol: ts.Symbol, node: ts.Node): boolean {
  const sourceFile = node.getSourceFile();
  return writesOf(symbol, sourceFile).some((write) => {
    const owner = ts.findAncestor(write, ts.isFunctionLike);
    if (owner && !isInside(node, owner)) return false;
    return write.pos >= node.end || repeatsBoth(node, write, sourceFile);
  });
}
