import ts from 'typescript';
import { findFunctions, type FoundFunction } from '../functions/find-functions.ts';
import { functionValue } from '../functions/function-value.ts';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { channelOfTask, joinChannels } from './channel-of.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { importedSymbol } from '../syntax/bind-file.ts';
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
  handedOut: ReadonlyMap<string, Channel> = new Map(),
): Candidate[] {
  const functions = findFunctions(sourceFile).filter((found): found is Candidate => hasBody(found));
  const chosen = new Set(scope === 'all' ? functions.filter(({ listed }) => listed.profilable) : []);
  const asked = targets.flatMap((target) => findTarget(sourceFile, target) ?? []);
  for (const found of asked) chosen.add(found);
  if (sourceFile.text.includes('@inputs'))
    for (const found of functions) if (found.listed.profilable && found.listed.tagged) chosen.add(found);
  const channels = new Map<ts.Node, Channel>();
  const add = (node: ts.Node | null, channel: Channel): void => {
    if (node) channels.set(node, joinChannels(channels.get(node), channel));
  };
  for (const [name, channel] of handedOut) for (const node of exportedAs(name, sourceFile, checker)) add(node, channel);
  for (const task of dispatchedTasks(sourceFile, checker))
    add(functionOf(task.task, checker), channelOfTask(task, checker));
  for (const task of workerTasks(sourceFile, checker)) add(functionOf(task, checker), 'both');
  const candidates = functions.filter((found) => chosen.has(found) || channels.has(found.node));
  // A function and its other names share a body, which is checked once.
  const seen = new Set<ts.Node>();
  return candidates
    .sort((a, b) => Number(a.listed.kind === 'value') - Number(b.listed.kind === 'value'))
    .filter(({ node }) => !seen.has(node) && seen.add(node))
    .map((found) => {
      // Profiling runs a function in both.
      const channel = asked.includes(found) ? undefined : channels.get(found.node);
      return channel === undefined ? found : { ...found, channel };
    });
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
  const symbol = importedSymbol(value, checker);
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

/** Returns the functions that a file exports under a name; `*` means all. */
function exportedAs(
  exported: string,
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
): (ts.FunctionLikeDeclaration | null)[] {
  const module = checker.getSymbolAtLocation(sourceFile);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .filter(({ name }) => name === exported || exported === '*')
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
