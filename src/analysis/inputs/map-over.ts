import type ts from 'typescript';
import type { Iteration, Move } from '../syntax/iteration.ts';
import { moduleScopeExpression } from '../syntax/module-scope-expression.ts';

/** Moves expressions out of iterations, whose variables stay, and writes down which of them are needed. */
export function moving(iterations: readonly Iteration[], used: Set<Iteration>): Move {
  const owner = (symbol: ts.Symbol): Iteration | undefined => iterations.find(({ variables }) => variables.has(symbol));
  const onUse = (symbol: ts.Symbol): void => {
    const iteration = owner(symbol);
    if (iteration) used.add(iteration);
  };
  return (expression) => moduleScopeExpression(expression, { has: (symbol) => owner(symbol) !== undefined, onUse });
}

/** The item mapped over the iterations that it needs, from the inside out; an outer one may be needed by an inner one only. */
export function mapOver(
  iterations: readonly Iteration[],
  used: Set<Iteration>,
  move: Move,
  item: string,
  argument: ts.Expression | null,
): string | null {
  let body: string | null = item;
  let flat = false;
  for (const iteration of iterations) {
    if (!used.has(iteration) || body === null) continue;
    body = !flat && argument && iteration.isItem(argument) ? iteration.items(move) : iteration.mapped(body, flat, move);
    flat = true;
  }
  return body;
}

/** Lists inside iterations, joined. */
export function nested(
  iterations: readonly Iteration[],
  used: Set<Iteration>,
  move: Move,
  items: string,
): string | null {
  let body: string | null = items;
  for (const iteration of iterations)
    if (used.has(iteration) && body !== null) body = iteration.mapped(body, true, move);
  return body;
}
