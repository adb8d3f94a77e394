import { describe, expect, it } from 'vitest';
import { shortCode } from './short-code.ts';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('sent-values-');
const piscina = "import { Piscina } from 'piscina';\nconst pool = new Piscina({ filename: '/x.js' });\n";
const workerpool = "import workerpool from 'workerpool';\nconst pool = workerpool.pool('/x.js');\n";
const threads = "import { Worker } from 'node:worker_threads';\n";
const values = 'const cb = () => 1;\nconst options = { onDone: cb };\nconst flag = Date.now() > 1;\n';

/** Expressions for a task, with the code before them and the place that is found. */
const lost: [string, string, string][] = [
  ['cb', values, 'cb'],
  ['{ ...options, n: 1 }', values, '.onDone'],
  ['[...[cb]]', values, '[]'],
  ['flag ? cb : options', values, 'cb'],
  ['makeJob(1)', 'const makeJob = (n: number) => ({ n, done: () => n });', '.done'],
  ['job', 'const job: any = { n: 1, done: () => 1 };', 'job.done'],
  ['{ job } as any', 'const job: Record<string, unknown> = { done: () => 1 };', '.job.done'],
  ['held', 'const held: unknown = () => 1;', 'held'],
  ['{ ...job, n: 1 }', 'const job: any = { done: () => 1 };', '.done'],
  ['{ ...job, done() {} }', 'declare const job: any;', '.done'],
  ['{ done: () => 1, ...job }', 'declare const job: any;', '.done'],
  ['{ ...job, ...options }', `${values}declare const job: any;`, '.onDone'],
  ['[...all]', 'const all: any = [() => 1];', '[0]'],
  ["{ s: Symbol('x') }", '', '.s'],
  ["fetch('/x')", '', ''],
  ['new WeakMap()', '', ''],
];

describe('a value that is sent', () => {
  const rows = lost.map(([value, before, path]): [string, string, string] => [
    value,
    path,
    modules.module(`${piscina}${before}\nexport const go = () => pool.run(${value});`),
  ]);

  it.each(rows)('%s cannot be copied, at "%s"', (_, path, file) => {
    expect(modules.check(file)).toMatchObject([{ code: 'argument-not-cloneable', severity: 'error', args: { path } }]);
  });

  const others = [
    `${threads}const options = { workerData: { done: () => 1 } };\nexport const worker = new Worker('/x.js', options);`,
    `${threads}const data = { workerData: { done: () => 1 } };\nexport const worker = new Worker('/x.js', { ...data, stdin: true });`,
    `${threads}export const worker = new Worker('/x.js', { workerData: () => 1 });`,
    `${threads}const worker = new Worker('/x.js');\nexport const go = () => { worker.postMessage({ done: () => 1 }); };`,
    `${workerpool}const given = [() => 1];\nexport const go = () => pool.exec('f', given);`,
    'export const go = (worker: Worker, port: MessagePort) => { worker.postMessage({ port, done: () => 1 }, [port]); };',
    'self.onmessage = () => { self.postMessage({ done: () => 1 }); };',
    `${piscina}export const go = () => { const job: { done?: () => void } = {}; job.done = () => {}; return pool.run(job); };`,
    `${piscina}export const go = () => { const job: Record<string, unknown> = {}; job['done'] = () => 1; return pool.run({ job }); };`,
    `${piscina}export const go = () => { const data = new Map<string, unknown>(); data.set('done', () => 1); return pool.run(data); };`,
    'addEventListener("message", () => { postMessage(() => 1); });',
    `${piscina}const { port2 } = new MessageChannel();\nexport const go = () => pool.run({ port: port2 }, { name: 'f' });`,
    `${piscina}export const go = (bytes: ArrayBuffer) => pool.run({ bytes, done: () => 1 }, { transferList: [bytes] });`,
  ].map((text): [string, string] => [shortCode(text), modules.module(text)]);

  it.each(others)('cannot be copied in %s', (_, file) => {
    expect(modules.check(file)).toMatchObject([{ code: 'argument-not-cloneable', severity: 'error' }]);
  });

  const sometimes = modules.module(`${piscina}${values}export const go = () => pool.run(flag ? { n: 1 } : options);`);

  it('may fail if only one of its alternatives does', () => {
    expect(modules.check(sometimes)).toMatchObject([
      { code: 'argument-not-cloneable', severity: 'warning', args: { may: true } },
    ]);
  });

  const ports = 'const { port2 } = new MessageChannel();\n';
  const fine = [
    `${piscina}${ports}export const go = () => pool.run({ port: port2 }, { transferList: [port2] });`,
    `${piscina}${ports}const options = { transferList: [port2] };\nexport const go = () => pool.run({ port: port2 }, options);`,
    `${workerpool}${ports}export const go = () => pool.exec('f', [port2], { transfer: [port2] });`,
    `${threads}${ports}export const worker = new Worker('/x.js', { workerData: { port: port2 }, transferList: [port2] });`,
    `import { FixedThreadPool } from 'poolifier';\n${ports}const pool = new FixedThreadPool(2, '/x.js');\nexport const go = () => pool.execute({ port: port2 }, 'f', [port2]);`,
    `${piscina}export const go = (log: boolean) => { const job: { done?: () => void } = {}; if (log) job.done = () => {}; return pool.run(job); };`,
    `${piscina}export const go = () => { const job: { n?: number } = {}; job.n = 1; const sent = pool.run(job); Object.assign(job, { done: () => 1 }); return sent; };`,
    `${piscina}const make = (n: number) => ({ n });\nexport const go = (flag: boolean) => pool.run(flag ? make(1) : [...[1, 2]]);`,
    `${piscina}const job: any = { n: 1, at: new Date() };\nexport const go = () => pool.run({ job, more: { ...job } });`,
    `${piscina}declare const job: any;\nexport const go = (more: any[]) => pool.run({ n: 1, ...job, more: [...more], get at() { return 1; } });`,
    `${piscina}class Point { x = 1; shift() { this.x++; } }\ndeclare const job: any;\nexport const go = (point: Point) => pool.run({ ...job, ...point });`,
    `${piscina}let job: any = () => 1;\njob = 1;\nexport const go = () => pool.run(job);`,
    `${piscina}export const go = async () => pool.run(await fetch('/x').then((answer) => answer.text()));`,
    `${piscina}interface Job { n: number; onDone?: () => void }\nexport const go = (job: Job) => pool.run(job);`,
    `${threads}const options = { workerData: { n: 1 }, env: {} };\nexport const worker = new Worker('/x.js', { ...options });`,
    `${workerpool}const given = [1, 'a'];\nexport const go = () => pool.exec('f', given, { on: (event: unknown) => event });`,
    'export const go = (worker: Worker, port: MessagePort, bytes: ArrayBuffer) => { worker.postMessage({ port, bytes }, [port, bytes]); };',
  ].map((text): [string, string] => [shortCode(text), modules.module(text)]);

  it.each(fine)('can be copied in %s', (_, file) => {
    expect(modules.check(file)).toEqual([]);
  });
});
