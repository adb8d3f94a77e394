import { describe, expect, it } from 'vitest';
import { codes } from './check-text.ts';
import { shortCode } from './short-code.ts';

const piscina = "import { Piscina } from 'piscina';\nconst pool = new Piscina();\n";

const oneByOne = [
  `${piscina}export async function f(plain: string[]) { const out: unknown[] = []; for await (const x of plain) out.push(await pool.run(x)); return out; }`,
  `${piscina}export async function f(xs: string[]) { const m = new Map<string, unknown>(); for (const x of xs) m.set(x, await pool.run(x)); return m; }`,
  `import workerpool from 'workerpool'; const pool = workerpool.pool(); export async function f(xs: Record<string, number>) { const m = new Map<string, unknown>(); for (const k in xs) m.set(k, await pool.exec('f', [xs[k]])); return m; }`,
  `import { FixedThreadPool } from 'poolifier'; const pool = new FixedThreadPool(2, './w.js'); export async function f(xs: Record<string, number>) { const m = new Map<string, unknown>(); for (const k of Object.keys(xs)) m.set(k, await pool.execute({ n: xs[k] })); return m; }`,
  `${piscina}export async function f(xs: string[]) { const m: Record<string, unknown> = {}; for (const x of xs) m[x] = await pool.run(x); return m; }`,
  `${piscina}export async function f(xs: { name: string; size: number }[]) { for (const x of xs) x.size = await pool.run(x.name); return xs; }`,
  `${piscina}export async function f(xs: string[]) { let all: unknown[] = []; for (const x of xs) all = [...all, await pool.run(x)]; return all; }`,
  `${piscina}export async function f(xs: string[]) { let all: unknown[] = []; for (const x of xs) all.push(...(await pool.run(x))); return all; }`,
  `${piscina}export async function f(xs: string[]) { let text = ''; for (const x of xs) text += \`\${x}: \${await pool.run(x)}\\n\`; return text; }`,
  `${piscina}export async function f(xs: string[]) { const out: unknown[] = []; for (const x of xs) out.push(x.length > 3 ? await pool.run(x) : x); return out; }`,
  `${piscina}export async function f(xs: string[]) { const out: unknown[] = []; for (const x of xs) if (x !== '') out.push(await pool.run(x)); return out; }`,
  `${piscina}export async function f(xs: string[]) { const out = []; for (const x of xs) { const { size, name } = await pool.run(x); out.push({ size, name, x }); } return out; }`,
  `${piscina}export async function f(xs: string[], cache: Map<string, unknown>) { const out = []; for (const x of xs) { const known = cache.get(x) ?? (await pool.run(x)); out.push(known); } return out; }`,
  `${piscina}export async function f(xs: string[]) { for (const [i, x] of xs.entries()) console.log(i, await pool.run(x)); }`,
  `${piscina}export async function f(xs: string[]) { let i = xs.length; while (i--) { console.log(await pool.run(xs[i])); } }`,
  `${piscina}export const f = (xs: string[]) => xs.reduce(async (acc, x) => { const all = await acc; all.push(await pool.run(x)); return all; }, Promise.resolve([] as unknown[]));`,
  `${piscina}export const f = (xs: string[]) => xs.reduce(async (acc, x) => [...(await acc), await pool.run(x)], Promise.resolve([] as unknown[]));`,
  `${piscina}export const f = (xs: string[]) => xs.reduce<Promise<Record<string, unknown>>>(async (acc, x) => ({ ...(await acc), [x]: await pool.run(x) }), Promise.resolve({}));`,
  `${piscina}export const f = (xs: string[]) => xs.reduce((p, x) => p.then(async () => { await pool.run(x); }), Promise.resolve());`,
  `${piscina}export const f = (xs: string[]) => xs.reduce((p, x) => p.then((all) => pool.run(x).then((y) => [...all, y])), Promise.resolve([] as unknown[]));`,
  `${piscina}export async function f(xs: string[]) { let p = Promise.resolve(); for (const x of xs) p = p.then(() => pool.run(x)); await p; }`,
  `${piscina}export async function f(xs: string[]) { const results = new Array(xs.length); for (let i = 0; i < xs.length; i += 1) results[i] = await pool.run({ x: xs[i], i }); return results; }`,
  `${piscina}export async function* f(xs: string[]) { for (const x of xs) yield await pool.run(x); }`,
  `${piscina}export async function* f(xs: string[]) { for (const x of xs) { const result = await pool.run(x); yield result; } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { const [y] = await Promise.all([pool.run(x)]); console.log(y); } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { console.log({ name: x, size: await pool.run(x) }); } }`,
  `${piscina}export async function f(xs: string[]) { let done = 0; for (const x of xs) { (await pool.run(x)) && done++; } return done; }`,
  `${piscina}export async function f(xs: string[]) { let total = 0; for (const x of xs) total = total + (await pool.run(x)); return total; }`,
  `${piscina}class C { results: unknown[] = []; async all(xs: string[]) { for (const x of xs) { this.results.push(await pool.run(x)); } } } export { C };`,
  `${piscina}class C { results: Record<string, unknown> = {}; async all(xs: string[]) { for (const x of xs) { this.results[x] = await pool.run({ x, root: this.root }); } } root = 'a' } export { C };`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { switch (x) { case 'a': await pool.run(x); break; default: console.log(x); } } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { console.log(typeof (await pool.run(x))); } }`,
  `${piscina}export async function f(xs: string[]) { const errors = []; for (const x of xs) { const result = await pool.run(x).catch((error: Error) => error); if (result instanceof Error) { errors.push(result); continue; } console.log(result); } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { const task = { x }; const result = await pool.run(task); console.log(result); } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { await Promise.resolve(pool.run(x)); } }`,
  `${piscina}export async function f(xs: string[]) { const it = xs[Symbol.iterator](); let r = it.next(); while (!r.done) { await pool.run(r.value); r = it.next(); } }`,
  `${piscina}type N = { value: number; parent: N | null; name: string } export async function f(nodes: N[]) { for (const n of nodes) n.value = await pool.run({ name: n.name }); }`,
  `${piscina}export async function f(rows: { name: string, value: number }[]) { for (let i = 1; i < rows.length; i++) { const row = rows[i]!; row.value = await pool.run(row.name); } }`,
  `${piscina}import path from 'node:path'; export async function f(xs: string[]) { for (const x of xs) { console.log(path.join('out', (await pool.run(path.basename(x))) as string)); } }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { console.log(JSON.stringify(await pool.run(JSON.parse(x)))); } }`,
  `${piscina}export function f(xs: string[]) { let p: Promise<unknown> = Promise.resolve(); xs.forEach((x) => { p = p.then(() => pool.run(x)); }); return p; }`,
  `${piscina}export async function* f(xs: string[]) { for (const x of xs) yield pool.run(x); }`,
  `${piscina}declare function withTimeout<T>(p: Promise<T>, ms: number): Promise<T>; export async function f(xs: string[]) { for (const x of xs) console.log(await withTimeout(pool.run(x), 100)); }`,
  `${piscina}declare const timeout: Promise<never>; export async function f(xs: string[]) { for (const x of xs) console.log(await Promise.race([pool.run(x), timeout])); }`,
];

const otherwise = [
  `${piscina}export async function f(plain: AsyncIterable<string>) { const out: unknown[] = []; for await (const x of plain) out.push(await pool.run(x)); return out; }`,
  `${piscina}export async function f(xs: string[]) { const jobs: Promise<unknown>[] = []; for (const x of xs) jobs.push(pool.run(x)); for (const job of jobs) console.log(await job); }`,
  `${piscina}export async function f(xs: string[]) { for await (const y of xs.map((x) => pool.run(x))) console.log(y); }`,
  `${piscina}export async function f(xs: string[]) { const m = new Map<string, unknown>(); let last: unknown; for (const x of xs) { last = m.get(x); m.set(x, await pool.run({ x, last })); } return m; }`,
  `${piscina}export async function f(xs: string[]) { const m: Record<string, unknown> = {}; for (const x of xs) m[x] = await pool.run({ x, seen: m }); return m; }`,
  `${piscina}export async function f(state: { value: number }, n: number) { for (let i = 0; i < n; i++) state.value = await pool.run({ i, value: state.value }); return state; }`,
  `${piscina}export async function f(xs: string[]) { const batch = 4; const out = []; for (let i = 0; i < xs.length; i += batch) out.push(...(await Promise.all(xs.slice(i, i + batch).map((x) => pool.run(x))))); return out; }`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { const [a, b] = await Promise.all([pool.run(x), pool.run(x + 'b')]); console.log(a, b); } }`,
  `${piscina}export async function f(xs: string[]) { const seen = new Set<string>(); for (const x of xs) { if (seen.has(x)) continue; const found = (await pool.run(x)) as string[]; for (const y of found) seen.add(y); } return seen; }`,
  `${piscina}class C { state = 0; async all(xs: string[]) { for (const x of xs) { this.state = await pool.run({ x, state: this.state }); } } } export { C };`,
  `${piscina}class C { state = 0; next(x: string) { return { x, state: this.state }; } async all(xs: string[]) { for (const x of xs) { this.state = await pool.run(this.next(x)); } } } export { C };`,
  `${piscina}export async function f(xs: string[]) { for (const x of xs) { try { return await pool.run(x); } catch {} } throw new Error(); }`,
  `${piscina}export async function f(xs: string[], model: { weights(): number[]; update(r: unknown): void }) { for (const x of xs) model.update(await pool.run({ x, weights: model.weights() })); }`,
  `${piscina}class T { w = [0]; apply(g: number[]) { this.w = g; } async all(xs: string[]) { for (const x of xs) this.apply((await pool.run({ x, w: this.w })) as number[]); } } export { T };`,
  `${piscina}export async function f(nodes: { value: number; parent: { value: number } }[]) { for (const n of nodes) n.value = await pool.run(n.parent.value); }`,
  `${piscina}type N = { value: number; parent: N | null; name: string } export async function f(nodes: N[]) { for (const n of nodes) n.value = await pool.run({ up: n.parent, name: n.name }); }`,
  `${piscina}export async function f(rows: { value: number }[]) { for (let i = 1; i < rows.length; i++) { const row = rows[i]!; row.value = await pool.run(rows[i - 1]!.value); } }`,
  `${piscina}export async function f(xs: string[]) { let last: unknown; for (const x of xs) { await pool.run({ x, last }).then((r) => { last = r; }); } }`,
  `${piscina}export async function f(xs: string[]) { const seen: string[] = []; for (const x of xs) { const links = (await pool.run({ x, seen })) as string[]; links.forEach((l) => seen.push(l)); } }`,
  `${piscina}export async function f(xs: string[]) { let last: unknown; const input = (x: string) => ({ x, last }); for (const x of xs) { last = await pool.run(input(x)); } }`,
  `${piscina}export async function f(xs: string[]) { let token = ''; for (const x of xs) { const request = { x, token }; const reply = (await pool.run(request)) as { token: string }; token = reply.token; } }`,
  `${piscina}export async function f(xs: string[]) { let p: Promise<unknown> = Promise.resolve(); for (const x of xs) p = p.then((last) => pool.run({ x, last })); await p; }`,
  `${piscina}let p: Promise<unknown> = Promise.resolve(); export function f(x: string) { p = p.then(() => pool.run(x)); return p; }`,
  `${piscina}export const f = (xs: string[]) => xs.reduce((p, x) => p.then(async (last) => { const r = await pool.run({ x, last }); return r; }), Promise.resolve() as Promise<unknown>);`,
  `${piscina}export const f = (xs: string[]) => xs.reduce(async (acc, x) => { const all = (await acc) as unknown[]; return [...all, await pool.run({ x, n: all.length })]; }, Promise.resolve([]) as Promise<unknown>);`,
  `${piscina}export const f = (xs: string[]) => Promise.all(xs.reduce((all, x) => [...all, pool.run(x)], [] as Promise<unknown>[]));`,
  `${piscina}export async function* f(xs: string[]) { const jobs = xs.map((x) => pool.run(x)); for (const job of jobs) yield await job; }`,
  `${piscina}export async function f(xs: Promise<string>[]) { for await (const x of xs) console.log(await pool.run(x)); }`,
];

describe('await-in-loop', () => {
  it.each(oneByOne.map((text) => [shortCode(text), text] as const))('is found in %s', (_, text) => {
    expect(codes(text)).toEqual(['await-in-loop']);
  });

  it.each(otherwise.map((text) => [shortCode(text), text] as const))('is not found in %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});
