import ts from 'typescript';
import { findFunctions } from '../functions/find-functions.ts';
import { functionValue } from '../functions/function-value.ts';
import type { Channel } from '../cloning/find-clone-problems.ts';
import type { ListedFunction } from '../../model/target.ts';
import { channelOfTask, joinChannels } from './channel-of.ts';
import { dispatchedTasks, isSentAsText } from './dispatched-tasks.ts';
import { exposedFunctions, exposedMark, exposedMethods, type ExposedFunction } from './exposed-functions.ts';
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
  const functions = findFunctions(sourceFile).flatMap(asCandidate);
  const asked = new Set<ts.Node>(targets.flatMap((target) => findTarget(sourceFile, target)?.node ?? []));
  const profiled = new Set(asked);
  for (const { node, listed } of functions) if (listed.profilable && listed.tagged) profiled.add(node);
  const isChosen = ({ node, listed }: ListedCandidate): boolean =>
    profiled.has(node) || (scope === 'all' && listed.profilable);
  const running = runningIn(sourceFile, checker, handedOut);
  const candidates: Candidate[] = functions.filter((found) => isChosen(found) || running.has(found.node));
  for (const node of running.keys()) if (!candidates.some((each) => each.node === node)) candidates.push({ node });
  // A function and its other names share a body, which is checked once.
  const seen = new Set<ts.Node>();
  return candidates
    .sort((a, b) => Number(a.listed?.kind === 'value') - Number(b.listed?.kind === 'value'))
    .filter(({ node }) => !seen.has(node) && seen.add(node))
    .map((found): Candidate => {
      const runs = running.get(found.node);
      if (!runs) return found;
      const { channel, role } = runs;
      // Profiling runs a function in both kinds of workers, with copies, and in its module.
      return {
        ...found,
        ...(!asked.has(found.node) && { channel }),
        ...(role !== undefined && !profiled.has(found.node) && { role }),
      };
    });
}

type Runs = Required<Pick<Candidate, 'channel'>> & Pick<Candidate, 'role'>;

/** The functions of a file that the project passes to workers. */
function runningIn(
  sourceFile: ts.SourceFile,
  checker: ts.TypeChecker,
  handedOut: ReadonlyMap<string, Channel>,
): Map<ts.FunctionLikeDeclaration, Runs> {
  const running = new Map<ts.FunctionLikeDeclaration, Runs>();
  const add = (node: ts.FunctionLikeDeclaration | null, channel: Channel, role?: Candidate['role']): void => {
    if (node?.getSourceFile() !== sourceFile) return;
    const before = running.get(node);
    // Of a function that runs in several ways, only what is true of all of them is known.
    const joined = before === undefined || before.role === role ? role : undefined;
    running.set(node, {
      channel: joinChannels(before?.channel, channel),
      ...(joined !== undefined && { role: joined }),
    });
  };
  for (const [name, channel] of handedOut)
    for (const { node, isExposed } of exportedAs(name, sourceFile, checker))
      add(node, channel, isExposed ? 'proxied' : undefined);
  for (const task of dispatchedTasks(sourceFile, checker)) {
    const role = task.library === 'comlink' ? 'proxied' : isSentAsText(task) ? 'text' : undefined;
    add(functionOf(task.task, checker), channelOfTask(task, checker), role);
  }
  for (const { task, channel, role } of workerTasks(sourceFile, checker))
    add(functionOf(task, checker), channel, role === 'listener' ? role : undefined);
  return running;
}

type ListedCandidate = Candidate & Required<Pick<Candidate, 'listed'>>;

function asCandidate({ node, listed }: { node: ts.SignatureDeclaration | null; listed: ListedFunction }) {
  return node && isWithBody(node) ? [{ node, listed } satisfies ListedCandidate] : [];
}

/** Finds a function by its name and, where several have it, its line. */
export function findTarget(sourceFile: ts.SourceFile, { name, location }: TargetReference): ListedCandidate | null {
  const named = findFunctions(sourceFile)
    .filter(({ listed }) => listed.name === name)
    .flatMap(asCandidate);
  return named.find(({ listed }) => listed.location.line === location.line) ?? named[0] ?? null;
}

/** Returns the function declaration that an expression refers to, across imports, or `null`. */
export function functionOf(expression: ExposedFunction, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  if (ts.isMethodDeclaration(expression)) return isWithBody(expression) ? expression : null;
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

interface ExportedFunction {
  node: ts.FunctionLikeDeclaration | null;
  isExposed: boolean;
}

/** Returns the functions that a file exports under a name; `*` means all, `api.*` those that the value of `api` exposes. */
function exportedAs(name: string, sourceFile: ts.SourceFile, checker: ts.TypeChecker): ExportedFunction[] {
  const module = checker.getSymbolAtLocation(sourceFile);
  if (!module) return [];
  const isExposed = name.endsWith(exposedMark);
  const exported = isExposed ? name.slice(0, -exposedMark.length) : name;
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => symbol.name === exported || exported === '*')
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .flatMap((symbol) => {
      const node = functionBehind(symbol, checker);
      if (node || !isExposed) return [{ node, isExposed }];
      return exposedBy(symbol, checker).map((each) => ({ node: functionOf(each, checker), isExposed }));
    });
}

function exposedBy({ valueDeclaration: declaration }: ts.Symbol, checker: ts.TypeChecker): ExposedFunction[] {
  if (!declaration) return [];
  if (ts.isExportAssignment(declaration)) return exposedFunctions(declaration.expression, checker);
  if (ts.isClassLike(declaration)) return exposedMethods(declaration, checker);
  return ts.isVariableDeclaration(declaration) && declaration.initializer
    ? exposedFunctions(declaration.initializer, checker)
    : [];
}

function isWithBody(node: ts.SignatureDeclaration): node is ts.FunctionLikeDeclaration & { body: ts.Node } {
  return (node as ts.FunctionLikeDeclaration).body !== undefined;
}
