import ts from 'typescript';
import { functionOf } from './find-candidates.ts';
import type { Candidate, RuleContext } from './rules/rule.ts';

/** Something seen in code that runs as part of a task. */
export interface TaskFact<Fact> {
  fact: Fact;
  node: ts.Node;
  /** The call in the candidate itself that leads there; `null` in the candidate itself. */
  via: ts.CallExpression | ts.NewExpression | null;
}

const mostFunctions = 200;

/**
 * Makes a reader of all code that runs when a candidate is called: its own, and that of the project's functions which it
 * calls or hands over, directly or not. Installed packages are left out. `factOf` is asked once for each node, however many
 * candidates come by.
 */
export function taskReader<Fact>(factOf: (node: ts.Node, checker: ts.TypeChecker) => Fact | null) {
  const known = new WeakMap<ts.TypeChecker, WeakMap<ts.Node, { fact: Fact; node: ts.Node }[]>>();
  return (candidate: Candidate, context: RuleContext): TaskFact<Fact>[] => {
    const { checker } = context;
    const byFunction = known.get(checker) ?? new WeakMap<ts.Node, { fact: Fact; node: ts.Node }[]>();
    known.set(checker, byFunction);
    return functionsOf(candidate, context).flatMap(({ called, via }) => {
      const facts = byFunction.get(called) ?? factsIn(called, (node) => factOf(node, checker));
      byFunction.set(called, facts);
      return facts.map((each) => ({ ...each, via }));
    });
  };
}

function factsIn<Fact>(called: ts.Node, factOf: (node: ts.Node) => Fact | null): { fact: Fact; node: ts.Node }[] {
  const found: { fact: Fact; node: ts.Node }[] = [];
  eachNode(called, (node) => {
    const fact = factOf(node);
    if (fact !== null) found.push({ fact, node });
  });
  return found;
}

interface Called {
  called: ts.Node;
  via: ts.CallExpression | ts.NewExpression | null;
}

/** The candidate, and what it leads to, each once and by the first way. */
function functionsOf(candidate: Candidate, context: RuleContext): Called[] {
  const seen = new Set<ts.Node>([candidate.node]);
  const found: Called[] = [{ called: candidate.node, via: null }];
  for (const { called: caller, via } of found)
    for (const { call, called } of calledIn(caller, context)) {
      if (seen.has(called) || seen.size > mostFunctions) continue;
      seen.add(called);
      found.push({ called, via: via ?? call });
    }
  return found;
}

interface Call {
  call: ts.CallExpression | ts.NewExpression;
  called: ts.Node;
}

const callsKnown = new WeakMap<ts.TypeChecker, WeakMap<ts.Node, Call[]>>();

/** What a function calls or hands over, of the project's own. */
function calledIn(caller: ts.Node, { checker, program }: RuleContext): Call[] {
  const byCaller = callsKnown.get(checker) ?? new WeakMap<ts.Node, Call[]>();
  callsKnown.set(checker, byCaller);
  const before = byCaller.get(caller);
  if (before) return before;
  const found: Call[] = [];
  const add = (expression: ts.Expression, call: Call['call']): void => {
    const called = functionOf(expression, checker) ?? constructorOf(expression, checker);
    if (called?.body && !program.isSourceFileFromExternalLibrary(called.getSourceFile())) found.push({ call, called });
  };
  eachNode(caller, (node) => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    add(node.expression, node);
    for (const argument of node.arguments ?? [])
      if (ts.isIdentifier(argument) || ts.isPropertyAccessExpression(argument)) add(argument, node);
  });
  byCaller.set(caller, found);
  return found;
}

/** All nodes below one, types left out. */
function eachNode(root: ts.Node, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    visit(node);
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(root, walk);
}

function constructorOf(expression: ts.Expression, checker: ts.TypeChecker): ts.ConstructorDeclaration | null {
  if (!ts.isNewExpression(expression.parent)) return null;
  let symbol = checker.getSymbolAtLocation(expression);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration)) return null;
  return (
    (declaration.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined) as
      ts.ConstructorDeclaration | undefined) ?? null
  );
}
