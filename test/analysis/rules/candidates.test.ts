import { describe, expect, it } from 'vitest';
import { codes } from './check-text.ts';

const f = 'export function f(callback: () => void) { callback(); }\n';

const port = "import { parentPort } from 'node:worker_threads';\n";

describe('a function', () => {
  it.each([
    ['tagged with @inputs', '/** @inputs [] */\nexport function f(callback: () => void) { callback(); }'],
    [
      'passed to a parallel-profiler pool',
      `import { Pool } from 'parallel-profiler';\n${f}const pool = new Pool(import.meta.url);\nexport const run = () => pool.map(f, []);`,
    ],
    [
      'passed to a workerpool',
      `import workerpool from 'workerpool';\n${f}const pool = workerpool.pool();\nexport const run = () => pool.exec(f, []);`,
    ],
    ['registered by a workerpool worker', `import workerpool from 'workerpool';\n${f}workerpool.worker({ f });`],
    ['registered under another name', `import * as workerpool from 'workerpool';\n${f}workerpool.worker({ g: f });`],
    [
      'passed to an object whose type is named like a pool',
      `declare class ThreadPool { run(f: unknown): void }\n${f}export const go = (p: ThreadPool) => { p.run(f); };`,
    ],
    ['the message listener of a worker', `${port}${f}parentPort?.on('message', f);`],
    [
      'called by a worker that replies with the result',
      `${port}${f}parentPort!.on('message', (m) => parentPort!.postMessage(f(m)));`,
    ],
    [
      'called by a worker with parts of the message',
      `${port}${f}if (!parentPort) throw new Error();\nconst main = parentPort;\nmain.on('message', async ({ id, job }) => {\n  const { callback } = job;\n  const result = await f(callback);\n  main.postMessage({ id, result });\n});`,
    ],
    [
      'called by a worker that replies when its promise resolves',
      `${port}export async function f(callback: () => void) { callback(); }\nparentPort!.once('message', (m) => { f(m).then((r) => parentPort!.postMessage(r)); });`,
    ],
    [
      'called by a forked process for each message',
      `${f}process.on('message', (m: any) => { process.send?.(f(m.job)); });`,
    ],
  ])('is a candidate if it is %s', (_, text) => {
    expect(codes(text)).toContain('argument-not-cloneable');
  });

  it.each([
    ['only exported', f],
    ['passed to Array.map', `${f}export const all = (fs: (() => void)[]) => fs.map(f);`],
    [
      'passed to a method named pool of another object',
      `${f}declare const car: { pool(f: unknown): void };\ncar.pool(f);`,
    ],
    ['called by a worker with other arguments', `${port}${f}parentPort!.on('message', (m) => { f(() => m); });`],
    [
      'called by a worker that does not reply with the result',
      `${port}${f}parentPort!.on('message', (m) => { f(m); });`,
    ],
    ['a listener for another event', `${port}${f}parentPort!.on('close', f);`],
    [
      'a listener of another port',
      `${f}declare const port: { on(e: string, f: unknown): void };\nport.on('message', f);`,
    ],
  ])('is no candidate if it is %s', (_, text) => {
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
