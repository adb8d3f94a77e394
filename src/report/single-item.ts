import { positionAmongAll } from '../math/position-among-all.ts';
import type { Report } from '../model/report.ts';

/**
 * The expression that gives just one of the items that a run was made with, in an array. It is evaluated in the module's
 * scope like the one it is made from, so it yields the item itself, also where that cannot be written down.
 * @param item counted from 0
 * @returns `null` where the items did not come from an expression
 */
export function singleItemExpression(inputs: Report['inputs'], item: number): string | null {
  const { expression, asked } = inputs;
  if (expression === null) return null;
  // A comment at its end must not swallow what follows.
  const whole = expression.includes('//') ? `${expression}\n` : expression;
  // Any iterable gives items, not only what has an index.
  const items = `[...(${whole})]`;
  // Where so many items were asked for, those that there are may have been taken again from the start.
  const position = positionOfItem(inputs, item);
  return asked === undefined ? `[${items}[${position}]]` : `((items) => [items[${position} % items.length]])(${items})`;
}

/** Returns the position of a report's item among all that the inputs gave, those that were skipped included. */
export function positionOfItem({ skipped = [] }: Pick<Report['inputs'], 'skipped'>, item: number): number {
  return positionAmongAll(
    item,
    skipped.map((each) => each.item).toSorted((a, b) => a - b),
  );
}
