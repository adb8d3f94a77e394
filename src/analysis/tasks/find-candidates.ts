import ts from 'typescript';
import { findFunctions, type FoundFunction } from '../functions/find-functions.ts';
import { functionValue } from '../functions/function-value.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { unwrap } from '../syntax/member-path.ts';
import type { PitfallScope, TargetReference } from '../protocol.ts';
import type { Candidate } from './candidate.ts';
import { workerTasks } from './worker-tasks.ts';

/**
 * Finds the functions of a file that run in workers or are meant to: those requested, those with an `@inputs` tag,
 * those passed to a pool, offered by a worker or run for its messages, and exports that other files pass to workers.
 */
export function findCandidates(
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
  targets: readonly TargetReference[],
  scope: PitfallScope = 'candidates',
  handedOut: ReadonlySet<string> = new Set(),
): Candidate[] {
  const functions = findFunctions(sourceFile).filter((found): found is Candidate => hasBody(found));
  const chosen = new Set(scope === 'all' ? functions.filter(({ listed }) => listed.profilable) : []);
  for (const target of targets) {
    const found = findTarget(sourceFile, target);
    if (found) chosen.add(found);
  }
  if (sourceFile.text.includes('@inputs'))
    for (const found of functions) if (found.listed.profilable && found.listed.tagged) chosen.add(found);
  const tasks = [...dispatchedTasks(sourceFile, checker).map(({ task }) => task), ...workerTasks(sourceFile, checker)];
  const nodes = new Set<ts.Node | null>(exportedAs(handedOut, sourceFile, checker));
  for (const task of tasks) nodes.add(functionOf(task, checker));
  const candidates = functions.filter((found) => chosen.has(found) || nodes.has(found.node));
  // A function and its other names share a body, which is checked once.
  const seen = new Set<ts.Node>();
  return candidates
    .sort((a, b) => Number(a.listed.kind === 'value') - Number(b.listed.kind === 'value'))
    .filter(({ node }) => !seen.has(node) && seen.add(node));
}

/** Finds a function by its name and, where several have it, its line. */
export function findTarget(sourceFile: ts.SourceFile, { name, location }: TargetReference): Candidate | null {
  const named = findFunctions(sourceFile).filter(
    (found): found is Candidate => hasBody(found) && found.listed.name === name,
  );
  return named.find(({ listed }) => listed.location.line === location.line) ?? named[0] ?? null;
}

/** Returns the function declaration that an expression refers to, across imports, or `null`. */
export function functionOf(expression: ts.Expression, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  const value = unwrap(expression);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  const named = ts.isPropertyAccessExpression(value) ? value.name : value;
  if (!ts.isIdentifier(named) && !ts.isPrivateIdentifier(named)) return null;
  let symbol = ts.isShorthandPropertyAssignment(named.parent)
    ? checker.getShorthandAssignmentValueSymbol(named.parent)
    : checker.getSymbolAtLocation(named);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  return symbol ? functionBehind(symbol, checker) : null;
}

function functionBehind(symbol: ts.Symbol, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  for (const declaration of symbol.declarations ?? []) {
    if (ts.isExportAssignment(declaration)) return functionOf(declaration.expression, checker);
    if (ts.isFunctionLike(declaration) && isWithBody(declaration)) return declaration;
    if (
      (ts.isVariableDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration) ||
        ts.isPropertyDeclaration(declaration)) &&
      declaration.initializer
    ) {
      const node = functionValue(declaration.initializer)?.node;
      if (node && isWithBody(node) && node.getSourceFile() === declaration.getSourceFile()) return node;
    }
  }
  return null;
}

/** Returns the functions that a file exports under the given names; `*` means all. */
function exportedAs(
  names: ReadonlySet<string>,
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
): (ts.FunctionLikeDeclaration | null)[] {
  const module = names.size > 0 ? checker.getSymbolAtLocation(sourceFile) : undefined;
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .filter(({ name }) => names.has(name) || names.has('*'))
    .map((symbol) =>
      functionBehind(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, checker),
    );
}

function hasBody(found: FoundFunction): boolean {
  return found.node !== null && isWithBody(found.node);
}

function isWithBody(node: ts.SignatureDeclaration): node is ts.FunctionLikeDeclaration & { body: ts.Node } {
  return (node as ts.FunctionLikeDeclaration).body !== undefined;
}
