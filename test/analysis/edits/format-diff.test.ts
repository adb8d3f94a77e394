import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/analysis/edits/apply-edits.ts';
import { formatDiff } from '../../../src/analysis/edits/format-diff.ts';

/** Applies a unified diff as strictly as git: every context line and every number must fit. */
function apply(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const rows = diff.split('\n').slice(2);
  const result: string[] = [];
  let at = 0;
  for (let index = 0; index < rows.length;) {
    const [, oldLine, oldCount, newLine, newCount] =
      /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(rows[index++] ?? '')?.map(Number) ?? [];
    const start = oldCount === 0 ? (oldLine ?? 0) : (oldLine ?? 0) - 1;
    result.push(...lines.slice(at, start));
    at = start;
    expect(newLine).toBe(newCount === 0 ? result.length : result.length + 1);
    let [old, next] = [0, 0];
    for (; index < rows.length && !rows[index]?.startsWith('@@'); index++) {
      const row = rows[index] ?? '';
      const line = row.slice(1) + (rows[index + 1] === '\\ No newline at end of file' ? '' : '\n');
      if (row.startsWith('\\')) continue;
      if (!row.startsWith('+')) {
        expect(lines[at++]).toBe(line);
        old++;
      }
      if (!row.startsWith('-')) {
        result.push(line);
        next++;
      }
    }
    expect([old, next]).toEqual([oldCount, newCount]);
  }
  return [...result, ...lines.slice(at)].join('');
}

it('changes a text as the edits do', () => {
  const textOf = fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'c'), { maxLength: 40 }).map((parts) => parts.join(''));
  const cuts = fc.array(fc.tuple(fc.nat(80), fc.constantFrom('', 'x', 'x\n', '\nx\ny\n', 'a\n')), { maxLength: 6 });
  fc.assert(
    fc.property(textOf, cuts, (before, made) => {
      const places = made.map(([at]) => at % (before.length + 1)).sort((a, b) => a - b);
      const edits = places.flatMap((start, index) =>
        index % 2 === 0 ? [{ start, end: places[index + 1] ?? start, text: made[index]?.[1] ?? '' }] : [],
      );
      expect(apply(before, formatDiff('x.ts', before, edits))).toBe(applyEdits(before, edits));
    }),
  );
});

it('shows a new file from nothing', () => {
  expect(formatDiff('src/new.ts', null, [{ start: 0, end: 0, text: 'a\nb\n' }])).toBe(
    '--- /dev/null\n+++ b/src/new.ts\n@@ -0,0 +1,2 @@\n+a\n+b',
  );
});
