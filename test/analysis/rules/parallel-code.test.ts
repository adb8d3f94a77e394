import { describe, expect, it } from 'vitest';
import { codes } from './check-text.ts';
import { shortCode } from './short-code.ts';

const threads = "import { Worker, isMainThread, parentPort } from 'node:worker_threads';\n";
const processes = "import { fork } from 'node:child_process';\n";
const memoize = "import memoize from './memoize.js';\n";
const piscina = "import { Piscina } from 'piscina';\n";
const workerpool = "import workerpool from 'workerpool';\nconst pool = workerpool.pool();\n";
const ours = "import { Pool } from 'parallel-profiler';\ndeclare const tasks: URL;\nconst pool = new Pool(tasks);\n";
const os = "import os, { cpus, availableParallelism } from 'node:os';\n";

/** For each pitfall of code that starts workers: code that has it, and similar code that does not. */
const cases: Record<string, { bad: string[]; good: string[] }> = {
  'missing-main-guard': {
    bad: [
      `${threads}const file = __filename;\nconst size = 3;\nif (size > 2) new Worker(file);`,
      `${threads}new Worker(new URL(import.meta.url));`,
      `${threads}import { fileURLToPath } from 'node:url';\nconst self = fileURLToPath(import.meta.url);\nnew Worker(self);`,
      `${threads}main();\nfunction main() { new Worker(__filename); }`,
      `${threads}for (let i = 0; i < 4; i++) new Worker(__filename);`,
      `${processes}fork(__filename);`,
      `${threads}(async () => { new Worker(__filename); })();`,
    ],
    good: [
      `${threads}if (isMainThread) new Worker(__filename); else parentPort?.postMessage(1);`,
      `${threads}if (isMainThread) { main(); }\nfunction main() { new Worker(__filename); }`,
      `${threads}if (!isMainThread) { throw new Error('worker'); }\nnew Worker(__filename);`,
      `${threads}export function start() { return new Worker(__filename); }`,
      "import { Worker, workerData } from 'node:worker_threads';\nconst level: number = workerData?.level ?? 0;\nif (level < 2) new Worker(__filename, { workerData: { level: level + 1 } });",
      "import { Worker, workerData } from 'node:worker_threads';\nconst { depth = 0 } = (workerData ?? {}) as { depth?: number };\nif (depth < 2) new Worker(__filename, { workerData: { depth: depth + 1 } });",
      `${threads}switch (isMainThread) { case true: new Worker(__filename); }`,
      `${threads}const here = isMainThread;\nif (here) new Worker(__filename);`,
      "import { isMain, Pool } from 'parallel-profiler';\nif (isMain) new Pool(import.meta.url);",
      `${threads}new Worker(new URL('./other.js', import.meta.url));`,
      `${processes}if (process.connected) process.send?.(1); else fork(__filename);`,
      `${processes}if (!process.connected) fork(__filename);`,
      `${processes}if (process.argv[2] === 'child') { process.exit(); } else { fork(__filename, ['child']); }`,
      `class Worker { constructor(readonly file: string) {} }\nnew Worker(__filename);`,
    ],
  },
  'core-count-from-cpus': {
    bad: [
      `${os}${piscina}export const workers = os.cpus().length;`,
      `${os}export const numThreads = Math.max(1, cpus().length - 1);`,
      `const os = require('os');\n${piscina}export const pool = new Piscina({ maxThreads: os.cpus().length });`,
      `${os}${threads}for (let i = 0; i < os.cpus().length; i++) new Worker('/x.js');`,
      `${os}${threads}export const all = () => Array.from({ length: os.cpus().length }, () => new Worker('/x.js'));`,
      `${os}${threads}export const all = () => [...Array(cpus().length).keys()].map((i) => new Worker('/x.js', { workerData: i }));`,
      `${os}${threads}export const all = () => os.cpus().map((_, i) => new Worker('/x.js', { workerData: i }));`,
      `${os}${threads}export const all = () => { for (const _ of os.cpus()) new Worker('/x.js'); };`,
      `${os}${threads}export const all = () => { let n = cpus().length; while (n--) new Worker('/x.js'); };`,
      `${os}${threads}function start(n: number) { for (let i = 0; i < n; i++) new Worker('/x.js'); }\nexport const all = () => { start(cpus().length); };`,
      `${os}${threads}const list = os.cpus();\nexport const all = () => { for (let i = 0; i < list.length; i++) new Worker('/x.js'); };`,
      `${os}${threads}class Crew { #n: number; constructor(n?: number) { this.#n = n ?? cpus().length; } go() { for (let i = 0; i < this.#n; i++) this.#add(); } #add() { new Worker('/x.js'); } }\nexport { Crew };`,
      `${os}${piscina}const { length: cores } = cpus();\nexport const pool = new Piscina({ maxThreads: cores - 1 });`,
      `${os}${piscina}const half = Math.ceil(cpus().length / 2);\nexport const pool = new Piscina({ maxThreads: half });`,
      `${os}${piscina}const amount = (): number => cpus().length;\nexport const pool = new Piscina({ maxThreads: amount() });`,
      `import cluster from 'node:cluster';\n${os}const n = cpus().length;\nif (cluster.isPrimary) for (let i = 0; i < n; i++) cluster.fork();`,
    ],
    good: [
      `${os}export const workers = availableParallelism();`,
      `${os}console.log(\`\${os.cpus().length} cores\`);`,
      `${os}export const info = { cpus: os.cpus().length };`,
      `${os}export const model = cpus()[0]?.model;`,
      `${os}${threads}export const load = () => os.loadavg()[0]! / cpus().length;\nexport const one = () => new Worker('/x.js');`,
      `${os}${threads}export const report = () => ({ cpus: cpus().length, size: os.totalmem() });\nexport const one = () => new Worker('/x.js');`,
      `${os}${threads}const cores = cpus().length;\nconsole.log(cores);\nexport const one = () => new Worker('/x.js');`,
      `${os}${piscina}export const pool = new Piscina({ maxThreads: os.availableParallelism?.() ?? os.cpus().length });`,
      `${os}export function workerCount() { if (os.availableParallelism) return os.availableParallelism(); return os.cpus().length; }`,
      `${os}export const busy = os.cpus().map((cpu) => cpu.times.user);\nfor (const cpu of cpus()) console.log(cpu.model);`,
      `function cpus() { return [1]; }\nexport const workers = cpus().length;`,
    ],
  },
  'await-in-loop': {
    bad: [
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { const ys: unknown[] = []; for (const x of xs) { ys.push(await pool.run(x)); } return ys; }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { const size = (await pool.run({ x })) as number; console.log(size); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (let i = 0; i < xs.length; i++) await pool.run(xs[i]).then(console.log); }`,
      `${piscina}const pool = new Piscina();\nexport const f = (xs: string[]) => xs.reduce(async (sum, x) => (await sum) + (await pool.run(x)), Promise.resolve(0));`,
      `${workerpool}export async function f(xs: string[]) { for (const x of xs) await pool.exec('resize', [x]); }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { try { await pool.run(x); } catch (error) { console.error(error); } } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { let i = 0; while (i < xs.length) { await pool.run(xs[i]); i++; } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { const queue = [...xs]; while (queue.length > 0) { const x = queue.shift(); await pool.run(x); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { let i = 0; do { await pool.run(xs[i]); i += 1; } while (i < xs.length); }`,
      `${piscina}const pool = new Piscina();\nconst one = (x: string) => pool.run(x);\nexport async function f(xs: string[]) { for (const x of xs) await one(x); }`,
      `${piscina}const pool = new Piscina();\nasync function size(x: string) { const found = await pool.run(x); return String(found).length; }\nexport async function f(xs: string[]) { let sum = 0; for (const x of xs) sum += await size(x); return sum; }`,
      `${piscina}const pool = new Piscina();\nexport const f = (xs: string[]) => xs.reduce((last, x) => last.then(() => pool.run(x)), Promise.resolve() as Promise<unknown>);`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { const job = pool.run(x); console.log(await job); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[], signal: AbortSignal) { for (const x of xs) { if (signal.aborted) break; await pool.run(x); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[], signal: AbortSignal) { for (const x of xs) { if (signal.aborted) throw new Error(x); await pool.run(x); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { try { if (!(await pool.run(x))) throw new Error(x); } catch (error) { console.error(error); } } }`,
      `${piscina}const pool = new Piscina();\ndeclare const app: { post(path: string, f: (files: string[]) => Promise<void>): void };\napp.post('/', async (files) => { for (const file of files) await pool.run(file); });`,
      `${piscina}let lazy: Piscina | undefined;\nconst pool = () => (lazy ??= new Piscina());\nexport async function f(xs: string[]) { for (const x of xs) await pool().run(x); }`,
      `${piscina}class Images { #pool: Piscina; constructor() { this.#pool = new Piscina(); } async all(xs: string[]) { for (const x of xs) await this.#pool.run(x); } }\nexport { Images };`,
      `${piscina}export async function f(deps: { pool: Piscina }, xs: string[]) { for (const x of xs) await deps.pool.run(x); }`,
      `${ours}export function f(x: number) { return x; }\nexport async function all(xs: number[]) { for (const x of xs) console.log(await pool.apply(f, [x])); }`,
    ],
    good: [
      `${piscina}const pool = new Piscina();\nexport const f = (xs: string[]) => Promise.all(xs.map((x) => pool.run(x)));`,
      `${piscina}const pool = new Piscina();\nexport async function f(seed: number) { let value = seed; for (let i = 0; i < 3; i++) value = await pool.run(value); return value; }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { let last = ''; for (const x of xs) { last = await pool.run({ x, last }); } return last; }`,
      `${piscina}const pool = new Piscina();\nexport async function f(x: string) { for (let i = 0; i < 3; i++) { try { return await pool.run({ x, i }); } catch { continue; } } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) if (await pool.run(x)) break; }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { const ok = await pool.run(x); if (!ok) throw new Error(x); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) assert(await pool.run(x)); }\ndeclare function assert(ok: unknown): void;`,
      `${piscina}const pool = new Piscina();\nexport const f = (groups: string[][]) => Promise.all(groups.map(async (xs) => { for (const x of xs) await pool.run(x); }));`,
      `${piscina}const pool = new Piscina();\nexport async function f(next: () => Promise<string>) { for (;;) await pool.run(await next()); }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { const queue = [...xs]; const lane = async () => { while (queue.length > 0) { const x = queue.shift(); await pool.run(x); } }; await Promise.all(Array.from({ length: 4 }, lane)); }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { const queue = [...xs]; async function lane() { for (let x = queue.shift(); x !== undefined; x = queue.shift()) await pool.run(x); } await Promise.all([lane(), lane()]); }`,
      `${piscina}const pool = new Piscina();\nexport async function f(start: string) { const queue = [start]; while (queue.length > 0) { const url = queue.pop(); const links = (await pool.run(url)) as string[]; queue.push(...links); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(seed: number) { let value = seed; while (value < 100) value = await pool.run(value); return value; }`,
      `${piscina}const pool = new Piscina();\nexport async function f(ready: () => Promise<boolean>) { while (await ready()) await pool.run(1); }`,
      `${piscina}const pool = new Piscina();\nexport async function f(xs: string[]) { for (const x of xs) { await pool.run(x); await new Promise((resolve) => setTimeout(resolve, 100)); } }`,
      `${piscina}const pool = new Piscina();\nexport async function f(n: number) { for (let i = 0; i < n; i++) await pool.run('warm-up'); }`,
      `${piscina}const pool = new Piscina();\nexport const f = (xs: string[]) => xs.reduce(async (all, x) => pool.run({ all: await all, x }), Promise.resolve({}) as Promise<unknown>);`,
      `${piscina}const pool = new Piscina();\nexport const f = (xs: string[]) => xs.reduce((last, x) => last.then((result) => pool.run({ result, x })), Promise.resolve() as Promise<unknown>);`,
      `${piscina}const pool = new Piscina({ maxThreads: 1 });\nexport async function f(xs: string[]) { for (const x of xs) await pool.run(x); }`,
      `class Pool { async run(x: string) { return x; } }\nconst pool = new Pool();\nexport async function f(xs: string[]) { for (const x of xs) await pool.run(x); }`,
    ],
  },
  'argument-not-cloneable': {
    bad: [
      `${piscina}const pool = new Piscina();\nexport const f = () => pool.run({ n: 1, onDone: () => 1 });`,
      `${piscina}const pool = new Piscina();\nconst db = { name: 'a', find(x: string) { return x; } };\nexport const f = () => pool.run({ n: 1, db });`,
      `${piscina}const pool = new Piscina();\nexport const f = () => pool.run(Promise.resolve(1));`,
      `${piscina}export const pool = new Piscina({ workerData: { log: () => 1 } });`,
      `${threads}export const worker = new Worker('/x.js', { workerData: { log: console.log } });`,
      `${threads}export const f = (worker: Worker) => { worker.postMessage({ cb: () => 1 }); };`,
      `${threads}export const f = () => { parentPort?.postMessage(async () => 1); };`,
      `${workerpool}export const f = () => pool.exec((g: unknown) => typeof g, [() => 1]);`,
      `${workerpool}export const f = () => pool.exec('g', [1, () => 1]);`,
      `${threads}export const f = (worker: Worker) => { worker.postMessage({ state: new Proxy({ a: 1 }, {}) }); };`,
      `${threads}const reactive = (x: object) => new Proxy(x, {});\nexport const f = (worker: Worker) => { worker.postMessage(reactive({ a: 1 })); };`,
      `${threads}export const f = (worker: Worker) => { worker.postMessage(process.stdout); };`,
      `${ours}export const g = (x: unknown) => x;\nexport const f = (xs: number[]) => pool.map(g, xs.map((x) => () => x));`,
      `${processes}export const f = () => fork('/x.js', { serialization: 'advanced' }).send({ onDone: () => 1 } as never);`,
    ],
    good: [
      `${piscina}const pool = new Piscina();\nexport const f = () => pool.run({ n: 1, when: new Date(), ids: new Map([[1, new Set([2n])]]) });`,
      `${piscina}const pool = new Piscina();\nexport const f = () => pool.run({ memory: new SharedArrayBuffer(8), json: JSON.stringify({ f: () => 1 }) });`,
      `${piscina}const pool = new Piscina();\nexport const f = (x: any, y: unknown) => [pool.run(x), pool.run(y)];`,
      `${threads}export const f = (worker: Worker) => { worker.postMessage(new Float64Array(3)); };`,
      `${threads}export const f = (worker: Worker, port: import('node:worker_threads').MessagePort) => { worker.postMessage({ port }, [port]); };`,
      `${workerpool}export const f = () => pool.exec((x: number) => x + 1, [1]);`,
      `const bus = { postMessage(f: () => void) { f(); } };\nexport const f = () => { bus.postMessage(() => undefined); };`,
    ],
  },
  'class-instance-loses-prototype': {
    bad: [
      `${piscina}const pool = new Piscina();\nclass Account { deposit() { return 1; } }\nexport const f = () => pool.run({ account: new Account() });`,
      `${ours}class Account { deposit() { return 1; } }\nexport const g = (x: unknown) => x;\nexport const f = () => pool.apply(g, [new Account()]);`,
    ],
    good: [
      `${piscina}const pool = new Piscina();\nclass Account { deposit() { return 1; } }\nexport const f = (account: Account) => pool.run({ ...account });`,
      `${threads}class NotFound extends Error { status = 404; }\nexport const f = (worker: Worker) => { worker.postMessage(new NotFound('x')); };`,
    ],
  },
  'pool-in-loop': {
    bad: [
      `${threads}export function all(files: string[]) { for (const file of files) new Worker('/x.js', { workerData: file }); }`,
      `${threads}export const all = (files: string[]) => files.map((file) => new Worker('/x.js', { workerData: file }));`,
      `${threads}export const all = (files: string[]) => Promise.all(files.map((file) => new Promise((resolve) => { new Worker('/x.js', { workerData: file }).on('message', resolve); })));`,
      `${piscina}export async function all(files: string[]) { for (const file of files) { const pool = new Piscina(); await pool.run(file); } }`,
      `${threads}declare const app: { get(path: string, f: () => void): void };\napp.get('/', () => { new Worker('/x.js'); });`,
      `import { createServer } from 'node:http';\n${threads}createServer(() => { new Worker('/x.js'); });`,
      `${piscina}export async function handler(n: number) { const pool = new Piscina(); const result = await pool.run(n); await pool.destroy(); return result; }`,
      `${piscina}export async function one(n: number) { const pool = new Piscina(); try { return await pool.run(n); } finally { await pool.destroy(); } }`,
    ],
    good: [
      `${piscina}export async function all(xs: number[]) { const pool = new Piscina(); try { return await Promise.all(xs.map((x) => pool.run(x))); } finally { await pool.destroy(); } }`,
      `${piscina}let pool: Piscina | undefined;\nexport const lazy = (n: number) => (pool ??= new Piscina()).run(n);`,
      `${os}${threads}export const all = () => Array.from(Array(4).keys(), (i) => new Worker('/x.js', { workerData: i }));`,
      `${threads}export const all = (n: number) => Array.from({ length: n }, (_, id) => new Worker('/x.js', { workerData: id }));`,
      `${threads}for (let id = 0; id < 4; id++) new Worker('/x.js', { workerData: id });`,
      `${piscina}const pool = new Piscina();\nexport const all = (files: string[]) => Promise.all(files.map((file) => pool.run(file)));`,
      "import { Process } from 'parallel-profiler';\ndeclare function range(n: number): number[];\nexport const all = range(5).map((id) => new Process('/x.js', { args: [id] }));",
      `${threads}const worker = new Worker('/x.js');\nworker.on('exit', () => { new Worker('/x.js'); });`,
      `${threads}export function start() { return new Worker('/x.js'); }`,
    ],
  },
  'more-workers-than-cores': {
    bad: [
      `${os}${piscina}export const pool = new Piscina({ maxThreads: availableParallelism() * 4 });`,
      `${os}${piscina}const cores = availableParallelism();\nexport const pool = new Piscina({ maxThreads: 2 * cores });`,
      `${piscina}export const pool = new Piscina({ maxThreads: 500 });`,
    ],
    good: [
      `${os}${piscina}export const pool = new Piscina({ maxThreads: availableParallelism() });`,
      `${piscina}export const pool = new Piscina({ maxThreads: 8, maxQueue: 1000 });`,
      `${os}${piscina}export const pool = new Piscina({ maxThreads: availableParallelism() * 0.5 });`,
    ],
  },
  'shared-memory-race': {
    bad: [
      'const counts = new Int32Array(new SharedArrayBuffer(8));\nexport function raise() { counts[0]! += 1; }',
      'const counts = new Int32Array(new SharedArrayBuffer(8));\nexport function raise(i: number) { counts[i]!++; }',
      'export function raise(counts: Int32Array<SharedArrayBuffer>) { counts[0] = counts[0]! + 1; }',
      'const memory = new SharedArrayBuffer(8);\nconst counts = new Int32Array(memory);\nexport function raise() { counts[0]! -= 1; }',
      'const bins = new Int32Array(new SharedArrayBuffer(64));\nexport function f(from: number, to: number) { for (let i = from; i < to; i++) bins[i % 16]!++; }',
      'const bins = new Int32Array(new SharedArrayBuffer(64));\nexport function f() { for (let i = 0; i < 16; i++) bins[i]!++; }',
      'export function claim(state: Int32Array) { if (Atomics.load(state, 0) === 0) { Atomics.store(state, 0, 1); return true; } return false; }',
      'export function raise(state: Int32Array) { Atomics.store(state, 0, Atomics.load(state, 0) + 1); }',
    ],
    good: [
      'const counts = new Int32Array(new SharedArrayBuffer(8));\nexport function raise() { Atomics.add(counts, 0, 1); }',
      'const pixels = new Uint8Array(new SharedArrayBuffer(64));\nexport function f(from: number, to: number) { for (let y = from; y < to; y++) for (let x = 0; x < 8; x++) pixels[y * 8 + x]! *= 2; }',
      'const counts = new Int32Array(new SharedArrayBuffer(64));\nexport function f(workerId: number) { counts[workerId]! += 1; }',
      'export function claim(state: Int32Array) { return Atomics.compareExchange(state, 0, 0, 1) === 0; }',
      'export function move(state: Int32Array) { if (Atomics.load(state, 0) === 0) Atomics.store(state, 1, 1); }',
      'const counts = new Int32Array(8);\nexport function raise() { counts[0]! += 1; }\nexport type Other = SharedArrayBuffer;',
      'const counts = new Int32Array(new SharedArrayBuffer(8));\nexport function fill(i: number) { counts[i] = i; }',
    ],
  },
  'used-after-transfer': {
    bad: [
      `export function send(port: MessagePort, data: ArrayBuffer) { port.postMessage(data, [data]); return new Uint8Array(data); }`,
      `export function send(port: MessagePort, data: Float64Array<ArrayBuffer>) { port.postMessage(data, [data.buffer]); data[0] = 1; }`,
      `export function send(data: ArrayBuffer) { structuredClone(data, { transfer: [data] }); console.log(data); }`,
      `${piscina}export async function send(pool: Piscina, data: ArrayBuffer) { await pool.run({ data }, { transferList: [data] }); return data.slice(1); }`,
    ],
    good: [
      `export function send(port: MessagePort, data: ArrayBuffer) { const view = new Uint8Array(data); port.postMessage(data, [data]); return view.length; }`,
      `export function send(port: MessagePort, data: ArrayBuffer) { port.postMessage(data); return new Uint8Array(data); }`,
      `${piscina}export async function send(pool: Piscina, data: ArrayBuffer) { const size = data.byteLength; await pool.run({ data }, { transferList: [data] }); return size; }`,
      `${piscina}export async function send(pool: Piscina, data: ArrayBuffer) { await pool.run({ data }, { name: 'f' }); return data.slice(1); }`,
      `export function send(port: MessagePort, data: ArrayBuffer) { port.postMessage(data, [data]); data = new ArrayBuffer(8); return new Uint8Array(data); }`,
      `export function send(port: MessagePort, data: ArrayBuffer) { port.postMessage(data, [data]); console.assert(data.byteLength === 0); }`,
    ],
  },
  'worker-path-from-cwd': {
    bad: [`${threads}export const worker = new Worker('./task.js');`],
    good: [
      `${threads}export const worker = new Worker(new URL('./task.js', import.meta.url));`,
      `${threads}export const worker = new Worker('/opt/task.js');`,
      `${threads}export const worker = new Worker('./x', { eval: true });`,
    ],
  },
  'worker-v8-flag': {
    bad: [`${threads}export const worker = new Worker('/x.js', { execArgv: ['--max-old-space-size=4096'] });`],
    good: [
      `${threads}export const worker = new Worker('/x.js', { execArgv: ['--no-warnings'], resourceLimits: { maxOldGenerationSizeMb: 4096 } });`,
      `${processes}export const child = fork('/x.js', { execArgv: ['--max-old-space-size=4096'] });`,
    ],
  },
  'debug-flag-in-worker': {
    bad: [
      `${processes}export const child = fork('/x.js', [], { execArgv: ['--inspect=9229'] });`,
      `${threads}export const worker = new Worker('/x.js', { execArgv: ['--inspect-brk'] });`,
    ],
    good: [
      `${processes}export const child = fork('/x.js', [], { execArgv: ['--inspect=0'] });`,
      `${processes}export const child = fork('/x.js', [], { execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')) });`,
    ],
  },
  'process-exit': {
    bad: [
      "import { parentPort, workerData } from 'node:worker_threads';\nparentPort!.postMessage(workerData);\nprocess.exit(0);",
      "import { parentPort } from 'node:worker_threads';\nparentPort?.on('message', (m) => { if (m === 'stop') process.exit(0); });",
    ],
    good: [
      "import { Worker } from 'node:worker_threads';\nnew Worker('/x.js').on('exit', (code) => process.exit(code));",
      "import { Worker, parentPort, isMainThread } from 'node:worker_threads';\nif (isMainThread) new Worker('/x.js').on('exit', (code) => process.exit(code)); else parentPort?.postMessage(1);",
    ],
  },
  'captured-variable': {
    bad: [
      `${workerpool}export function scaled(factor: number) { return pool.exec((x: number) => x * factor, [1]); }`,
      `${workerpool}const table = [1, 2];\nfunction look(x: number) { return table[x]; }\nexport const run = () => pool.exec(look, [1]);`,
      `${workerpool}import { hash } from './hash.ts';\nexport const run = () => pool.exec((x: string) => hash(x), ['a']);`,
    ],
    good: [
      `${workerpool}export const run = () => pool.exec((x: number, factor: number) => Math.sqrt(x) * factor, [1, 2]);`,
      `${workerpool}export const run = () => pool.exec(function sum(n: number): number { return n === 0 ? 0 : n + sum(n - 1); }, [1]);`,
      `${workerpool}const table = [1, 2];\nexport const run = () => pool.exec('look', [table[0]]);`,
      'declare const pool: { exec(f: unknown): void };\nconst factor = 2;\npool.exec((x: number) => x * factor);',
    ],
  },
  'function-not-reachable': {
    bad: [
      `${ours}export const run = (xs: number[]) => pool.map((x: number) => x * 2, xs);`,
      `${ours}function double(x: number) { return x * 2; }\nexport const run = (xs: number[]) => pool.map(double, xs);`,
      `${ours}export function run(xs: number[]) { const double = (x: number) => x * 2; return pool.map(double, xs); }`,
      `${ours}${memoize}export function double(x: number) { return x * 2; }\nconst fast = memoize(double);\nexport const run = (xs: number[]) => pool.map(fast, xs);`,
    ],
    good: [
      `${ours}export function double(x: number) { return x * 2; }\nexport const run = (xs: number[]) => pool.map(double, xs);`,
      `${ours}function double(x: number) { return x * 2; }\nexport { double };\nexport const run = (xs: number[]) => pool.map(double, xs);`,
      `${ours}${memoize}function double(x: number) { return x * 2; }\nexport const fast = memoize(double);\nexport const run = (xs: number[]) => pool.map(fast, xs);`,
      `${ours}${memoize}function double(x: number) { return x * 2; }\nconst fast = memoize(double);\nexport { fast as quick };\nexport const run = (xs: number[]) => pool.map(fast, xs);`,
      `${ours}export const run = (xs: number[]) => pool.map('double', xs);`,
      `${ours}export const run = (xs: number[]) => xs.map((x) => x * 2);`,
    ],
  },
  'constant-resent': {
    bad: [
      `${piscina}const pool = new Piscina();\nexport const run = (xs: number[], table: Float64Array) => Promise.all(xs.map((x) => pool.run({ x, table })));`,
      `${piscina}const pool = new Piscina();\nexport async function run(xs: number[], words: Map<string, number>) { for (const x of xs) void pool.run([x, words]); }`,
      `${ours}export function f(x: number, table: readonly number[]) { return table[x]; }\nexport function run(xs: number[], table: number[]) { return pool.starmap(f, xs.map((x) => [x, table] as const)); }`,
    ],
    good: [
      `${piscina}const pool = new Piscina();\nexport const run = (xs: number[], table: Float64Array) => Promise.all(xs.map((x) => pool.run({ x, y: table[x] })));`,
      `${piscina}const pool = new Piscina();\nexport const run = (xs: number[][]) => Promise.all(xs.map((x) => pool.run({ x })));`,
      `${piscina}const pool = new Piscina();\nconst kinds = ['a', 'b'];\nexport const run = (xs: number[]) => Promise.all(xs.map((x) => pool.run({ x, kinds })));`,
      `${piscina}const pool = new Piscina();\nexport const run = (xs: number[], table: Float64Array<SharedArrayBuffer>) => Promise.all(xs.map((x) => pool.run({ x, table })));`,
      `${piscina}const pool = new Piscina();\nexport const run = (xs: number[]) => pool.run(xs);`,
      `class Pool { async query(text: string, ids: number[]) { return [text, ids]; } }\nconst pool = new Pool();\nexport async function f(tables: string[], ids: number[]) { for (const table of tables) await pool.query(table, ids); }`,
      `import { Pool } from 'undici';\nconst pool = new Pool('http://localhost');\nexport async function f(paths: string[], body: Buffer) { for (const path of paths) await pool.request({ path, method: 'POST', body }); }`,
      `class ThreadPool { exec(options: object, n: number) { return [options, n]; } }\nconst pool = new ThreadPool();\nexport function f(xs: number[], table: number[]) { for (const x of xs) pool.exec(table, x); }`,
    ],
  },
  'fork-loses-types': {
    bad: [
      `${processes}const child = fork('/x.js');\nchild.send({ at: new Date() });`,
      `${processes}export const send = () => fork('/x.js').send({ ids: new Map([[1, 2]]) } as never);`,
      `${processes}const child = fork('/x.js');\nexport const send = () => child.send({ onDone: () => 1 } as never);`,
      `${processes}const child = fork('/x.js', ['a'], { cwd: '/' });\nexport const send = (all: Map<string, number>[]) => child.send(all);`,
    ],
    good: [
      `${processes}const child = fork('/x.js', { serialization: 'advanced' });\nchild.send({ at: new Date() });`,
      `${processes}const child = fork('/x.js');\nchild.send({ at: new Date().toISOString(), list: [1, 'a', null] });`,
      `const child = { send: (x: unknown) => x };\nchild.send({ at: new Date() });\nexport const fork = 1;`,
    ],
  },
};

const titled = (texts: readonly string[]): [string, string][] => texts.map((text) => [shortCode(text), text]);

describe.each(Object.entries(cases))('%s', (code, { bad, good }) => {
  it.each(titled(bad))('is found in %s', (_, text) => {
    expect(codes(text)).toEqual([code]);
  });

  it.each(titled(good))('is not found in %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});
