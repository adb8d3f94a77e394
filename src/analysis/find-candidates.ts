import ts from 'typescript';
import { findFunctions, type FoundFunction } from './find-functions.ts';
import { handedOver } from './handed-over.ts';
import { inputsTag } from './inputs-tag.ts';
import { unwrap } from './member-path.ts';
import { jsDocOwner } from './parse-source.ts';
import type { TargetReference } from './protocol.ts';
import type { Candidate } from './rules/rule.ts';

/**
 * The functions of a file that run in workers, or are meant to: those asked for, those with an `@inputs` tag, and those
 * that are handed to a pool or offered by a worker.
 */
export function findCandidates(
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
  targets: readonly TargetReference[],
): Candidate[] {
  const functions = findFunctions(sourceFile).filter((found): found is Candidate => hasBody(found));
  const chosen = new Set<Candidate>();
  for (const target of targets) {
    const named = functions.filter(({ listed }) => listed.name === target.name);
    const found = named.find(({ listed }) => listed.location.line === target.location.line) ?? named[0];
    if (found) chosen.add(found);
  }
  if (sourceFile.text.includes('@inputs'))
    for (const found of functions) if (found.listed.profilable && inputsTag(jsDocOwner(found.node))) chosen.add(found);
  for (const { task } of handedOver(sourceFile, checker)) {
    const node = functionOf(task, checker);
    const found = functions.find((candidate) => candidate.node === node);
    if (found) chosen.add(found);
  }
  return functions.filter((found) => chosen.has(found));
}

/** The function-like declaration that an expression leads to, across imports, or `null`. */
export function functionOf(expression: ts.Expression, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  const value = unwrap(expression);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  const named = ts.isPropertyAccessExpression(value) ? value.name : value;
  if (!ts.isIdentifier(named) && !ts.isPrivateIdentifier(named)) return null;
  let symbol = ts.isShorthandPropertyAssignment(named.parent)
    ? checker.getShorthandAssignmentValueSymbol(named.parent)
    : checker.getSymbolAtLocation(named);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  for (const declaration of symbol?.declarations ?? []) {
    if (ts.isFunctionLike(declaration) && isWithBody(declaration)) return declaration;
    if (
      (ts.isVariableDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration) ||
        ts.isPropertyDeclaration(declaration)) &&
      declaration.initializer
    ) {
      const initializer = unwrap(declaration.initializer);
      if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) return initializer;
    }
  }
  return null;
}

function hasBody(found: FoundFunction): boolean {
  return isWithBody(found.node);
}

function isWithBody(node: ts.SignatureDeclaration): node is ts.FunctionLikeDeclaration & { body: ts.Node } {
  return (node as ts.FunctionLikeDeclaration).body !== undefined;
}
