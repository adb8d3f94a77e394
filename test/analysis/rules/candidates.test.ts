import { describe, expect, it } from 'vitest';
import { codes } from './check-text.ts';

const f = 'export function f(callback: () => void) { callback(); }\n';

const port = "import { parentPort } from 'node:worker_threads';\n";

describe('a function is a candidate', () => {
  it.each([
    ['with a tag', '/** @inputs [] */\nexport function f(callback: () => void) { callback(); }'],
    [
      'handed to our pool',
      `import { Pool } from 'parallel-profiler';\n${f}const pool = new Pool(import.meta.url);\nexport const run = () => pool.map(f, []);`,
    ],
    [
      'handed to a workerpool',
      `import workerpool from 'workerpool';\n${f}const pool = workerpool.pool();\nexport const run = () => pool.exec(f, []);`,
    ],
    ['offered by a worker', `import workerpool from 'workerpool';\n${f}workerpool.worker({ f });`],
    ['offered under another name', `import * as workerpool from 'workerpool';\n${f}workerpool.worker({ g: f });`],
    [
      'handed to something of a type that is a pool',
      `declare class ThreadPool { run(f: unknown): void }\n${f}export const go = (p: ThreadPool) => { p.run(f); };`,
    ],
    ['that a worker listens with', `${port}${f}parentPort?.on('message', f);`],
    [
      'whose result a worker answers with',
      `${port}${f}parentPort!.on('message', (m) => parentPort!.postMessage(f(m)));`,
    ],
    [
      'that a worker calls with parts of the message',
      `${port}${f}if (!parentPort) throw new Error();\nconst main = parentPort;\nmain.on('message', async ({ id, job }) => {\n  const { callback } = job;\n  const result = await f(callback);\n  main.postMessage({ id, result });\n});`,
    ],
    [
      'whose promise a worker answers with',
      `${port}export async function f(callback: () => void) { callback(); }\nparentPort!.once('message', (m) => { f(m).then((r) => parentPort!.postMessage(r)); });`,
    ],
    ['that a forked process runs', `${f}process.on('message', (m: any) => { process.send?.(f(m.job)); });`],
  ])('%s', (_, text) => {
    expect(codes(text)).toContain('argument-not-cloneable');
  });

  it.each([
    ['just there', f],
    ['mapped over', `${f}export const all = (fs: (() => void)[]) => fs.map(f);`],
    ['handed to a map of something else', `${f}declare const car: { pool(f: unknown): void };\ncar.pool(f);`],
    ['called by a worker with something else', `${port}${f}parentPort!.on('message', (m) => { f(() => m); });`],
    ['called by a worker that keeps the result', `${port}${f}parentPort!.on('message', (m) => { f(m); });`],
    ['a listener of other events', `${port}${f}parentPort!.on('close', f);`],
    [
      'a listener of other ports',
      `${f}declare const port: { on(e: string, f: unknown): void };\nport.on('message', f);`,
    ],
  ])('not when %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});

describe('an ignore comment', () => {
  const text = (comment: string) =>
    `/** @inputs [] */\n${comment}\nexport function f(callback: () => void) { callback(); }`;

  it.each([
    '// parallel-profiler-ignore argument-not-cloneable: only run serially',
    '/* parallel-profiler-ignore argument-not-cloneable, module-state-written: only run serially */',
  ])('suppresses: %s', (comment) => {
    expect(codes(text(comment))).toEqual([]);
  });

  it.each([
    '// parallel-profiler-ignore argument-not-cloneable',
    '// parallel-profiler-ignore argument-not-cloneable:',
    '// parallel-profiler-ignore module-state-written: another one',
  ])('does not suppress: %s', (comment) => {
    expect(codes(text(comment))).toEqual(['argument-not-cloneable']);
  });
});
