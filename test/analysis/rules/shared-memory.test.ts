import { describe, expect, it } from 'vitest';
import { shortCode } from './short-code.ts';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('shared-memory-');
const rows = (texts: readonly string[]): [string, string][] =>
  texts.map((text) => [shortCode(text), modules.module(text)]);
const given = "import { workerData } from 'node:worker_threads';\n";
const counts = 'const counts = new Int32Array(new SharedArrayBuffer(64));\n';
const field = 'class Counter { #view = new Int32Array(new SharedArrayBuffer(8));';

describe('shared memory', () => {
  it.each(
    rows([
      `${given}const counts = new Int32Array(workerData.memory);\nexport function raise() { counts[0]!++; Atomics.notify(counts, 0); }`,
      `${given}const { shared } = workerData;\nconst counts = new Int32Array(shared);\nfor (let i = 0; i < 9; i++) counts[0]!++;\nexport type Memory = SharedArrayBuffer;`,
      `${field} raise() { this.#view[0]!++; } }\nexport { Counter };`,
      'export class Counter { view: Int32Array; constructor(memory: SharedArrayBuffer) { this.view = new Int32Array(memory); } raise() { this.view[0]! += 1; } }',
      `${field} get value() { return Atomics.load(this.#view, 0); } set value(v) { Atomics.store(this.#view, 0, v); } }\nexport function raise(c: Counter) { c.value++; }`,
      `${counts}const counter = { get n() { return counts[0]!; }, set n(v: number) { counts[0] = v; } };\nexport function raise() { counter.n = counter.n + 1; }`,
      'export function raise(state: Int32Array) { const v = Atomics.load(state, 0); Atomics.store(state, 0, v + 1); }',
      'export function raise(state: Int32Array<SharedArrayBuffer>) { const v = state[0]!; state[0] = v + 1; }',
      'export function claim(state: Int32Array<SharedArrayBuffer>) { if (state[0] === 0) { state[0] = 1; return true; } return false; }',
      'export function claim(state: Int32Array) { if (Atomics.load(state, 0) !== 0) return false; Atomics.store(state, 0, 1); return true; }',
      'export function least(state: Int32Array<SharedArrayBuffer>, x: number) { if (x < state[0]!) state[0] = x; }',
      `${counts}export function raise(bin: number) { counts[bin]! += 1; }`,
      'export function least(state: Int32Array<SharedArrayBuffer>, x: number) { const old = state[0]!; if (x < old) state[0] = x; }',
      'const view = new DataView(new SharedArrayBuffer(8));\nexport function raise(x: number) { view.setUint32(0, view.getUint32(0) + x); }',
      `${counts}function bump(list: Int32Array) { list[0]!++; }\nexport function raise() { bump(counts); }`,
      `${counts}export function raise(x: number) { const bin = x % 16; counts[bin]! += 1; }`,
    ]),
  )('is written by several workers in %s', (_, file) => {
    expect(modules.check(file)).toMatchObject([{ code: 'shared-memory-race' }]);
  });

  it.each(
    rows([
      `${given}const bytes = new Uint8Array(workerData.bytes);\nexport function raise() { bytes[0]!++; }\nexport type Memory = SharedArrayBuffer;`,
      `${counts}for (let i = 0; i < 16; i++) counts[i]! += i;`,
      `${counts}declare const lock: { acquire(): void; release(): void };\nexport function raise() { lock.acquire(); try { counts[0]! += 1; } finally { lock.release(); } }`,
      `${counts}declare function withLock(f: () => void): void;\nexport const raise = () => { withLock(() => { counts[0]! += 1; }); };`,
      `${counts}export function raise() { while (Atomics.compareExchange(counts, 0, 0, 1) !== 0); counts[1]! += 1; Atomics.store(counts, 0, 0); }`,
      `${counts}export function raise() { while (Atomics.exchange(counts, 0, 1) === 1); counts[1]! += 1; Atomics.store(counts, 0, 0); }`,
      'const view = new DataView(new ArrayBuffer(8));\nexport function raise(x: number) { view.setUint32(0, view.getUint32(0) + x); }\nexport type Memory = SharedArrayBuffer;',
      `${counts}function bump(list: Int32Array) { list[0]!++; }\nexport function raise() { const own = new Int32Array(4); bump(own); return own[0]! + counts.length; }`,
      `${counts}export function raise(job: { index: number }) { counts[job.index]! += 1; }`,
      `${counts}export function raise(part: number, size: number) { const base = part * size; for (let i = 0; i < size; i++) counts[base + i]! += 1; }`,
      `${counts}export function raise(id: number, n: number) { for (let i = id; i < 16; i += n) counts[i]! += 1; }`,
      'export function scale(memory: SharedArrayBuffer, from: number, to: number) { const own = new Float32Array(memory).subarray(from, to); for (let i = 0; i < own.length; i++) own[i]! *= 2; }',
      'export function scale(memory: SharedArrayBuffer, offset: number, n: number) { const own = new Float32Array(memory, offset, n); for (let i = 0; i < n; i++) own[i]! *= 2; }',
      'export function publish(state: Int32Array, x: number) { Atomics.store(state, 1, x); Atomics.add(state, 0, 1); }',
      'class Plain { n = 0; get value() { return this.n; } set value(v) { this.n = v; } }\nexport function raise(p: Plain) { p.value++; }\nexport type Memory = SharedArrayBuffer;',
    ]),
  )('has no race in %s', (_, file) => {
    expect(modules.check(file)).toEqual([]);
  });

  const starter = (worker: string, memory: string, data: string): string =>
    modules.write(
      `start-${worker}`,
      `import { Worker } from 'node:worker_threads';\nconst memory = ${memory};\nexport const go = () => new Worker(new URL('./${worker}', import.meta.url), { workerData: ${data} });\n`,
    );
  const worker = (name: string, code: string): string =>
    modules.write(
      name,
      `import { parentPort, workerData } from 'node:worker_threads';\n${code}\nparentPort!.on('message', (n: number) => { counts[n % 8]! += 1; });\n`,
    );
  const shared = 'new SharedArrayBuffer(64)';
  it.each([
    ['a memory', 'a.ts', 'const counts = new Int32Array(workerData);', shared, 'memory'],
    [
      'a field',
      'b.ts',
      'const { counts: given } = workerData;\nconst counts = new Int32Array(given);',
      shared,
      '{ counts: memory }',
    ],
    ['an array', 'c.ts', 'const counts = workerData as Int32Array;', `new Int32Array(${shared})`, 'memory'],
    [
      'an array in a field',
      'd.ts',
      'const counts: Float64Array = workerData.counts;',
      `new Float64Array(${shared})`,
      '{ counts: memory }',
    ],
  ])('is found in workerData by what the starter gives: %s', (_, name, code, memory, data) => {
    const file = worker(name, code);
    modules.check(starter(name, memory, data));
    expect(modules.check(file)).toMatchObject([{ code: 'shared-memory-race' }]);
  });

  it('is not found in workerData that is copied', () => {
    const file = worker('e.ts', 'const counts = new Int32Array(workerData.counts);');
    modules.check(starter('e.ts', 'new ArrayBuffer(64)', '{ counts: memory }'));
    expect(modules.check(file).map(({ code }) => code)).not.toContain('shared-memory-race');
  });

  const [[, floats] = ['', ''], [, integers] = ['', '']] = rows([
    'const sums = new Float64Array(new SharedArrayBuffer(64));\nexport function add(x: number) { sums[0]! += x; }',
    `${counts}export function add(x: number) { counts[0]! += x; }`,
  ]);

  it('gets advice that its kind of array can follow', () => {
    expect(modules.check(floats)).toMatchObject([{ args: { variable: 'sums[0]', hasAtomics: false } }]);
    expect(modules.check(integers)[0]?.args).toEqual({ variable: 'counts[0]' });
  });
});
