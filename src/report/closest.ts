/** Returns the likely intended word: the candidate with the fewest changes, or `null` if none is close. */
export function closest(written: string, candidates: readonly string[]): string | null {
  const near = candidates
    .map((candidate) => ({ candidate, changes: changesBetween(written, candidate) }))
    .sort((a, b) => a.changes - b.changes)[0];
  return near && near.changes <= Math.ceil(near.candidate.length * 0.4) ? near.candidate : null;
}

/** Computes the Levenshtein distance. */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
