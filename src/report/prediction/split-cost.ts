/** One measured total, with its numbers of messages and items. */
export interface CostPoint {
  messages: number;
  items: number;
  totalMs: number;
}

/** A cost as a part per message and a part per item, neither negative. */
export interface SplitCost {
  perMessageMs: number;
  perItemMs: number;
}

/**
 * Splits totals into perMessage x messages + perItem x items by least squares. If the points cannot separate them (only
 * one chunk size), `usualPerMessageMs` is used as far as the smallest total allows.
 */
export function splitCost(points: readonly CostPoint[], usualPerMessageMs: number): SplitCost {
  const filled = points.filter((point) => point.messages > 0 && point.items > 0);
  if (filled.length === 0) return { perMessageMs: usualPerMessageMs, perItemMs: 0 };
  const densities = filled.map((point) => point.messages / point.items);
  if (Math.max(...densities) >= 2 * Math.min(...densities)) {
    const solved = leastSquares(filled);
    if (solved) return solved;
  }
  const perItem = (perMessageMs: number): number[] =>
    filled.map((point) => Math.max(0, point.totalMs - perMessageMs * point.messages) / point.items);
  const room = Math.min(...filled.map((point) => point.totalMs / point.messages));
  const perMessageMs = Math.min(usualPerMessageMs, room);
  const rest = perItem(perMessageMs);
  return { perMessageMs, perItemMs: rest.reduce((total, value) => total + value, 0) / rest.length };
}

/** Solves with both parts at least 0: if one would be negative, the other explains everything. */
function leastSquares(points: readonly CostPoint[]): SplitCost | null {
  let mm = 0;
  let mi = 0;
  let ii = 0;
  let mt = 0;
  let it = 0;
  for (const { messages, items, totalMs } of points) {
    mm += messages * messages;
    mi += messages * items;
    ii += items * items;
    mt += messages * totalMs;
    it += items * totalMs;
  }
  const determinant = mm * ii - mi * mi;
  if (determinant <= 1e-12 * mm * ii) return null;
  const perMessageMs = (mt * ii - it * mi) / determinant;
  const perItemMs = (it * mm - mt * mi) / determinant;
  if (perMessageMs < 0) return { perMessageMs: 0, perItemMs: it / ii };
  if (perItemMs < 0) return { perMessageMs: mt / mm, perItemMs: 0 };
  return { perMessageMs, perItemMs };
}
