import ts from 'typescript';
import { functionOf } from './find-candidates.ts';
import type { Candidate, RuleContext } from './rules/rule.ts';

/** Code that runs as part of a task. */
export interface TaskNode {
  node: ts.Node;
  /** The call in the candidate itself that leads there; `null` in the candidate itself. */
  via: ts.CallExpression | ts.NewExpression | null;
}

const mostFunctions = 200;

/**
 * Visits all code that runs when a candidate is called: its own, and that of the project's functions which it calls or
 * hands over, directly or not. Installed packages are left out.
 */
export function walkTask(
  candidate: Candidate,
  { checker, program }: RuleContext,
  visit: (found: TaskNode) => void,
): void {
  const seen = new Set<ts.Node>([candidate.node]);
  const queue: { body: ts.Node; via: TaskNode['via'] }[] = [{ body: candidate.node, via: null }];
  const enqueue = (expression: ts.Expression, via: TaskNode['via']): void => {
    const called = functionOf(expression, checker) ?? constructorOf(expression, checker);
    if (!called?.body || seen.has(called) || seen.size > mostFunctions) return;
    if (program.isSourceFileFromExternalLibrary(called.getSourceFile())) return;
    seen.add(called);
    queue.push({ body: called, via });
  };
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { via } = next;
    const walk = (node: ts.Node): void => {
      visit({ node, via });
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        const first = via ?? node;
        enqueue(node.expression, first);
        for (const argument of node.arguments ?? [])
          if (ts.isIdentifier(argument) || ts.isPropertyAccessExpression(argument)) enqueue(argument, first);
      }
      ts.forEachChild(node, (child) => {
        if (!ts.isTypeNode(child)) walk(child);
      });
    };
    ts.forEachChild(next.body, walk);
  }
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
