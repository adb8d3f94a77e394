import ts from 'typescript';
import { functionOf } from './find-candidates.ts';
import { isCaught } from './is-caught.ts';
import { isInClassMember } from './in-class-member.ts';
import { isInReturnedFunction } from './in-returned-function.ts';
import { isInUncalledFunction } from './in-uncalled-function.ts';
import { isInKeptFunction, isOnlyKept } from './kept-functions.ts';
import { isOfOtherPackage } from '../syntax/other-package.ts';
import { closuresBehind, closuresReturned } from './returned-closures.ts';
import { perChecker } from '../syntax/per-checker.ts';
import type { Candidate, RuleContext } from './candidate.ts';

/** A fact found in code that runs as part of a task. */
export interface TaskFact<Fact> {
  fact: Fact;
  node: ts.Node;
  /** The call in the candidate that leads to the fact; `null` if the fact is in the candidate itself. */
  via: ts.CallExpression | ts.NewExpression | null;
  /** The function that contains it. */
  within: ts.Node;
  /** `config.locale` of `if (!config.locale) setLocale(...)`, if all calls of that function are behind such a condition. */
  missing: string | null;
  /** Whether every call that leads to that function is in a `try` block whose errors are caught. */
  caught: boolean;
}

const mostFunctions = 200;

/**
 * Creates a reader of all code that runs when a candidate is called: its own and, directly or indirectly, that of the
 * project's functions which it calls or passes on. Installed packages are left out. `factOf` is called once for each
 * node that does something (calls, `new`, operators that may write, loops, `throw`), however many candidates reach it.
 */
export function taskReader<Fact>(factOf: (node: ts.Node, checker: ts.TypeChecker) => Fact | null) {
  const factsOf = perChecker((called: ts.Node, checker) => factsIn(called, (node) => factOf(node, checker)));
  return ({ node, role }: Candidate, { checker, program, candidates }: RuleContext): TaskFact<Fact>[] => {
    // A listener hands its messages to tasks, which have their own findings.
    const reached =
      role === 'listener'
        ? functionsBelow(node, checker, program, false, new Set(candidates.map((candidate) => candidate.node)))
        : functionsOf(node, checker, program, role === 'proxied');
    return reached.flatMap(({ called, via, given, missing, caught }) =>
      factsOf(called, checker)
        .filter((each) => !needsArgument(each.node, called, given))
        .filter((each) => called !== node || role === 'proxied' || !isInReturnedFunction(each.node, node))
        .filter((each) => role === 'proxied' || !isInClassMember(each.node, called))
        .filter(
          (each) =>
            role === 'proxied' ||
            role === 'listener' ||
            !(
              isInKeptFunction(each.node, called, checker) ||
              isInUncalledFunction(each.node, called, checker, called === node)
            ),
        )
        .map((each) => ({ ...each, via, within: called, missing, caught })),
    );
  };
}

function factsIn<Fact>(called: ts.Node, factOf: (node: ts.Node) => Fact | null): { fact: Fact; node: ts.Node }[] {
  const found: { fact: Fact; node: ts.Node }[] = [];
  for (const node of executedNodes(called)) {
    const fact = factOf(node);
    if (fact !== null) found.push({ fact, node });
  }
  return found;
}

interface Called {
  called: ts.Node;
  via: ts.CallExpression | ts.NewExpression | null;
  /** The most arguments that a call of it has; infinite if some calls are unknown. */
  given: number;
  missing: string | null;
  caught: boolean;
}

/**
 * Whether a node runs only if the caller gives a parameter that no call gives: `if (options) state = options`, or
 * `if (!isLazy) fill()` for `isLazy = true`.
 */
function needsArgument(node: ts.Node, called: ts.Node, given: number): boolean {
  if (given === Infinity || !ts.isFunctionLike(called)) return false;
  const defaults = new Map<string, boolean>();
  for (const { name, initializer, dotDotDotToken } of called.parameters.slice(given)) {
    if (!ts.isIdentifier(name) || dotDotDotToken) continue;
    if (!initializer || initializer.kind === ts.SyntaxKind.FalseKeyword) defaults.set(name.text, false);
    else if (initializer.kind === ts.SyntaxKind.TrueKeyword) defaults.set(name.text, true);
  }
  if (defaults.size === 0) return false;
  for (let at = node; at !== called && at.parent !== called; at = at.parent) {
    const { parent } = at;
    if (!ts.isIfStatement(parent) || parent.expression === at) continue;
    if (defaultOf(parent.expression, defaults) === (parent.elseStatement === at)) return true;
  }
  return false;
}

/** Returns the value of `isLazy` or `!isLazy`, if the parameter has its default. */
function defaultOf(condition: ts.Expression, defaults: ReadonlyMap<string, boolean>): boolean | undefined {
  if (ts.isIdentifier(condition)) return defaults.get(condition.text);
  if (!ts.isPrefixUnaryExpression(condition) || condition.operator !== ts.SyntaxKind.ExclamationToken) return undefined;
  const negated = defaultOf(condition.operand, defaults);
  return negated === undefined ? undefined : !negated;
}

/** Returns the functions that run when a candidate is called: itself, and those that it reaches. */
export function reachedFunctions({ node, role }: Candidate, { checker, program }: RuleContext): ReadonlySet<ts.Node> {
  return new Set(functionsOf(node, checker, program, role === 'proxied').map(({ called }) => called));
}

/** The candidate and the functions that it reaches, each once, by the first path found. */
const functionsOf = perChecker((candidate: ts.Node, checker, program: ts.Program, isProxied: boolean) =>
  functionsBelow(candidate, checker, program, isProxied, []),
);

function functionsBelow(
  candidate: ts.Node,
  checker: ts.TypeChecker,
  program: ts.Program,
  /** Whether functions that the candidate returns run in the worker too. */
  isProxied: boolean,
  leftOut: Iterable<ts.Node>,
): Called[] {
  const unknown = new Set<ts.Node>([candidate, ...leftOut]);
  const seen = new Map<ts.Node, Called>();
  const found: Called[] = [{ called: candidate, via: null, given: Infinity, missing: null, caught: false }];
  // A function is read again if another call of it gives more arguments, or is caught nowhere.
  const queue = [...found];
  // `export const task = memoize((x) => ...)`
  const { parent: made } = candidate;
  if (ts.isCallExpression(made) && ts.isVariableDeclaration(made.parent))
    for (const closure of closuresReturned(made, checker))
      found.push({ called: closure, via: made, given: Infinity, missing: null, caught: false });
  for (const { called: caller, via, caught: isCaughtAbove, given: givenToCaller } of queue)
    for (const { call, called } of calledIn(caller, checker, program)) {
      if (unknown.has(called) || (caller === candidate && !isProxied && isInReturnedFunction(call, candidate)))
        continue;
      if (!isProxied && (isInClassMember(call, caller) || isInKeptFunction(call, caller, checker))) continue;
      if (!isProxied && isInUncalledFunction(call, caller, checker, caller === candidate)) continue;
      if (needsArgument(call, caller, givenToCaller)) continue;
      const given = argumentsGiven(call, called, checker);
      const known = seen.get(called);
      const missing = missingAt(call);
      const caught = isCaughtAbove || isCaught(call);
      if (known) {
        const isNews = given > known.given || (known.caught && !caught);
        known.given = Math.max(known.given, given);
        known.caught &&= caught;
        if (known.missing !== missing) known.missing = null;
        if (isNews) queue.push(known);
      }
      if (known || found.length > mostFunctions) continue;
      const first = { called, via: via ?? call, given, missing, caught };
      seen.set(called, first);
      found.push(first);
      queue.push(first);
    }
  return found;
}

/** Returns `config.locale` for the call in `if (!config.locale) setLocale(...)`. */
function missingAt(call: ts.Node): string | null {
  const statement = ts.findAncestor(call, ts.isStatement);
  const around = statement && ts.isBlock(statement.parent) ? statement.parent : statement;
  const condition = around && ts.isIfStatement(around.parent) && around.parent.thenStatement === around;
  if (!condition) return null;
  const { expression } = around.parent;
  const isNot = ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken;
  return isNot && ts.isPropertyAccessExpression(expression.operand) ? expression.operand.getText() : null;
}

/** Returns the number of arguments of a call; infinite for one that passes the function on, or spreads a list. */
function argumentsGiven(
  { expression, arguments: given = ts.factory.createNodeArray() }: Call['call'],
  called: ts.Node,
  checker: ts.TypeChecker,
): number {
  const isCalled = functionOf(expression, checker) === called || ts.isConstructorDeclaration(called);
  return isCalled && !given.some(ts.isSpreadElement) ? given.length : Infinity;
}

interface Call {
  call: ts.CallExpression | ts.NewExpression;
  called: ts.Node;
}

/** Functions of the project that a function calls or passes on. */
const calledIn = perChecker((caller: ts.Node, checker, program: ts.Program): Call[] => {
  const found: Call[] = [];
  const add = (expression: ts.Expression, call: Call['call']): void => {
    const called = functionOf(expression, checker);
    const closures = expression === call.expression ? closuresBehind(expression, checker) : [];
    for (const each of new Set([...(called ? [called] : instantiatedBy(expression, checker)), ...closures]))
      if (!isExternal(each, call, program)) found.push({ call, called: each });
  };
  for (const node of executedNodes(caller)) {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
    add(node.expression, node);
    const receiver = functionOf(node.expression, checker);
    for (const [index, argument] of (node.arguments ?? []).entries())
      if (ts.isIdentifier(argument) || ts.isPropertyAccessExpression(argument))
        if (!receiver || !isOnlyKept(receiver, index, checker)) add(argument, node);
  }
  return found;
});

function isExternal(called: ts.Node, call: ts.Node, program: ts.Program): boolean {
  return program.isSourceFileFromExternalLibrary(called.getSourceFile()) && isOfOtherPackage(called, call);
}

const knownNodes = new WeakMap<ts.Node, ts.Node[]>();

/**
 * Returns all nodes below a function that do something, without types. The result is the same for all readers and
 * programs, because an edit keeps the trees of the surrounding functions.
 */
export function executedNodes(root: ts.Node): readonly ts.Node[] {
  const known = knownNodes.get(root);
  if (known) return known;
  const found: ts.Node[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (isExecuted(node)) found.push(node);
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(root, walk);
  knownNodes.set(root, found);
  return found;
}

function isExecuted(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isBinaryExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isPostfixUnaryExpression(node) ||
    ts.isDeleteExpression(node) ||
    ts.isThrowStatement(node) ||
    ts.isIterationStatement(node, false)
  );
}

/** Returns the code that runs when a class is instantiated: its constructor and its fields. */
function instantiatedBy(expression: ts.Expression, checker: ts.TypeChecker): ts.ClassElement[] {
  if (!ts.isNewExpression(expression.parent) || expression.parent.expression !== expression) return [];
  let symbol = checker.getSymbolAtLocation(expression);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration)) return [];
  return declaration.members.filter((member) =>
    ts.isPropertyDeclaration(member)
      ? member.initializer && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) === 0
      : ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
}
