import { describe, expect, it } from 'vitest';
import { check, codes } from './check-text.ts';
import { shortCode } from './short-code.ts';

const piscina = "import { Piscina } from 'piscina';\nconst pool = new Piscina();\n";
const save = 'async function save(x: number) { await null; return x; }\n';

const dropped = [
  `${save}/** @inputs [] */ export function task(xs: number[]) { xs.forEach(async (x) => { await save(x); }); return xs.length; }`,
  `${save}/** @inputs [] */ export function task(xs: number[]) { new Set(xs).forEach((x) => save(x)); return xs.length; }`,
  `${save}/** @inputs [] */ export function task(xs: number[]) { xs.map(async (x) => { await save(x); }); return xs.length; }`,
  `${piscina}export function all(xs: number[]) { const out: unknown[] = []; xs.forEach(async (x) => { out.push(await pool.run(x)); }); return out; }`,
  `${piscina}export async function all(xs: number[]) { xs.forEach(async (x) => await pool.run(x)); }`,
  `${piscina}[1, 2].forEach(async (x) => { console.log(await pool.run(x)); });\nawait pool.destroy();`,
];

const awaited = [
  `${save}/** @inputs [] */ export async function task(xs: number[]) { await Promise.all(xs.map(async (x) => { await save(x); })); return xs.length; }`,
  `class Queue { async forEach(f: (x: number) => Promise<void>) { await f(1); } }\n/** @inputs [] */ export async function task(x: number) { await new Queue().forEach(async (y) => { await null; void y; }); return x; }`,
  `/** @inputs [] */ export function task(xs: number[]) { return new Promise<void>((resolve) => { let left = xs.length; xs.forEach(async () => { await null; if (--left === 0) resolve(); }); }); }`,
  `${piscina}[1, 2].forEach(async (x) => { console.log(await pool.run(x)); });`,
  `${piscina}export function start(xs: number[], onResult: (x: unknown) => void) { xs.forEach(async (x) => { onResult(await pool.run(x)); }); }`,
  `${piscina}export function start(xs: number[]) { xs.forEach(async (x) => { try { console.log(await pool.run(x)); } catch (error) { console.error(error); } }); }`,
  `${piscina}export async function all(xs: number[]) { const jobs: Promise<unknown>[] = []; xs.forEach((x) => { jobs.push(pool.run(x)); }); return Promise.all(jobs); }`,
  `${piscina}export async function all(xs: number[]) { const out: unknown[] = []; await Promise.all(xs.map(async (x) => { out.push(await pool.run(x)); })); return out; }`,
];

describe('promises of a callback', () => {
  it.each(dropped.map((text) => [shortCode(text), text] as const))('are dropped in %s', (_, text) => {
    expect(check(text)).toMatchObject([{ code: 'promise-not-awaited', args: { isCallback: true } }]);
  });

  it.each(awaited.map((text) => [shortCode(text), text] as const))('are not dropped in %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});
