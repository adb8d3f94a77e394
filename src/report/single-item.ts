import { positionAmongAll } from '../math/position-among-all.ts';
import type { Report } from '../model/report.ts';

/**
 * Returns the expression for an array with just one of a run's items. It is evaluated in the module's scope like the
 * original, so it yields the item itself, even one that cannot be written as a literal.
 * @param item starts at 0
 * @returns `null` if the items did not come from an expression
 */
export function singleItemExpression(inputs: Report['inputs'], item: number): string | null {
  const { expression, asked } = inputs;
  if (expression === null) return null;
  // A comment at the end must not hide the code appended after it.
  const whole = expression.includes('//') ? `${expression}\n` : expression;
  // Any iterable yields items, not only an indexable value.
  const items = `[...(${whole})]`;
  // If a number of items was requested, the existing ones may have been repeated from the start.
  const position = positionOfItem(inputs, item);
  return asked === undefined ? `[${items}[${position}]]` : `((items) => [items[${position} % items.length]])(${items})`;
}

/** Returns the position of a report's item among all items of the inputs, including those that were skipped. */
export function positionOfItem({ skipped = [] }: Pick<Report['inputs'], 'skipped'>, item: number): number {
  return positionAmongAll(
    item,
    skipped.map((each) => each.item).toSorted((a, b) => a - b),
  );
}
