import { expect, it } from 'vitest';
import { codes, task } from './check-text.ts';

it.each([
  ['rows: { n: number }[]', 'for (const row of rows) row.n *= 2;'],
  ['rows: { n: number }[]', 'rows.forEach((row) => { row.n = 0; });'],
  ['rows: { tags: string[] }[]', 'rows.map(({ tags }) => tags.sort());'],
  ['rows: Map<string, number[]>', 'for (const [, list] of rows) list.reverse();'],
  ['rows: Map<string, { n: number }>', "rows.get('a')!.n++;"],
  ['rows: Record<string, { n: number }>', 'for (const row of Object.values(rows)) row.n = 1;'],
  ['{ data }: { data: Float32Array }', 'for (let i = 0; i < data.length; i++) data[i]! *= 2;'],
  ['xs: number[]', 'const ys = xs; ys.reverse(); return ys[0];'],
  ['xs: number[]', 'xs.sort(); return xs[0];'],
  ['xs: number[]', '[xs[0], xs[1]] = [xs[1]!, xs[0]!];'],
  ['job: { list: number[] }', 'const { list } = job; list.push(1); return list.length;'],
  ['job: { n?: number }', 'Object.assign(job, { n: 1 });'],
  ['job: { n?: number }', 'delete job.n;'],
  ['xs: number[]', 'fill(xs); return xs.length;', 'function fill(to: number[]) { to[0] = 1; }'],
  ['rows: { n: number }[]', 'rows.forEach(scale);', 'function scale(row: { n: number }) { row.n /= 2; }'],
  [
    'xs: number[]',
    'outer(xs);',
    'function outer(to: number[]) { inner(to, 1); }\nfunction inner(to: number[], n: number) { to.push(n); }',
  ],
])('a change of an argument is found: %s, %s', (parameter, body, before = '') => {
  const found = codes(task(parameter, body, before));
  expect(found).toEqual(['argument-mutated']);
});

it.each([
  ['rows: { n: number }[]', 'for (const row of rows) row.n *= 2; return rows;'],
  ['rows: { n: number }[]', 'return rows.map((row) => { row.n = 0; return row; });'],
  ['rows: { n: number }[]', 'const all = []; for (const row of rows) { row.n = 0; all.push(row); } return all;'],
  ['rows: { n: number }[]', 'const copies = rows.map((row) => ({ ...row })); for (const row of copies) row.n = 0;'],
  ['rows: { n: number }[]', 'for (let row of rows) { row = { n: 1 }; }'],
  ['{ data }: { data: Float32Array }', 'data.fill(0); return { data };'],
  ['{ data }: { data: Float32Array }', 'const copy = data.slice(); copy.fill(0); return copy[0];'],
  ['{ list = [] }: { list?: number[] }', 'list.push(1); return list.length;'],
  ['xs: number[]', 'let ys = xs; ys = [...ys]; ys.sort(); return ys[0];'],
  ['xs: number[]', 'const [...rest] = xs; rest.pop(); return rest.length;'],
  ['...lists: number[][]', 'lists.pop(); return lists.length;'],
  [
    'xs: number[]',
    'const made: number[] = []; fill(made); return made.length + xs.length;',
    'function fill(to: number[]) { to[0] = 1; }',
  ],
  [
    'rows: { n: number }[]',
    'return rows.map(scale);',
    'function scale(row: { n: number }) { row.n /= 2; return row; }',
  ],
  ['rows: { n: number }[]', 'rows.forEach(show);', 'function show(row: { n: number }) { console.log(row.n); }'],
  ['xs: number[]', 'read(xs);', 'function read(to: number[]) { to = [...to]; to.push(1); }'],
  ['job: { list: number[] }', 'const { list } = job; list.push(1); return list;'],
])('a change that the caller does not miss is not: %s, %s', (parameter, body, before = '') => {
  expect(codes(task(parameter, body, before))).toEqual([]);
});
