import type { Report } from '../model/report.ts';

/**
 * The expression that gives just one of the items that a run was made with, in an array. It is evaluated in the module's
 * scope like the one it is made from, so it yields the item itself, also where that cannot be written down.
 * @param item counted from 0
 * @returns `null` where the items did not come from an expression
 */
export function singleItemExpression({ expression, asked }: Report['inputs'], item: number): string | null {
  if (expression === null) return null;
  // A comment at its end must not swallow what follows.
  const whole = expression.includes('//') ? `${expression}\n` : expression;
  // Any iterable gives items, not only what has an index.
  const items = `[...(${whole})]`;
  // Where so many items were asked for, those that there are may have been taken again from the start.
  return asked === undefined ? `[${items}[${item}]]` : `((items) => [items[${item} % items.length]])(${items})`;
}
