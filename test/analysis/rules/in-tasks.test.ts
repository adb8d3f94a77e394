import { describe, expect, it } from 'vitest';
import { check, codes, task } from './check-text.ts';
import { shortCode } from './short-code.ts';

/** For each pitfall of a task's code: code that has it, and similar code that does not. Each is a body, and the code before it. */
const cases: Record<string, { bad: [string, string?][]; good: [string, string?][] }> = {
  'argument-mutated': {
    bad: [
      ['list.map = () => []; list.length = 0;'],
      ['list.push(1);'],
      ['if (list[0]) list.pop(); list.push(1);'],
      ['list.push(1); list.push(2);'],
      ['list.sort();'],
      ['list[0] = 1;'],
      ['list.length = 0;'],
    ],
    good: [
      ['list.push(1); return list;'],
      ['list.map = () => [];'],
      ['(list as any).prototype.run = () => 1;'],
      ['list.push(1); const sum = list.join(); list.pop(); return sum;'],
      ['return list.toSorted();'],
      ['const copy = [...list]; copy.push(1); return copy.length;'],
      ['list = [...list]; list.push(1); return list.length;'],
    ],
  },
  'process-only-call': {
    bad: [
      ["process.chdir('/');"],
      ["if (!isMainThread) process.chdir('/');", "import { isMainThread } from 'node:worker_threads';"],
      ["if (parentPort !== null) process.chdir('/');", "import { parentPort } from 'node:worker_threads';"],
      ["chdir('/');", "import { chdir } from 'node:process';"],
      ["const { chdir } = process; chdir('/');"],
      ['process.umask(0o22);'],
    ],
    good: [
      ['process.cwd();'],
      ['process.umask();'],
      ["if (isMainThread) process.chdir('/');", "import { isMainThread } from 'node:worker_threads';"],
      ["if (!isMainThread) return; process.chdir('/');", "import { isMainThread } from 'node:worker_threads';"],
      ["if (!parentPort) process.chdir('/');", "import { parentPort } from 'node:worker_threads';"],
      ["if (parentPort === null) process.chdir('/');", "import { parentPort } from 'node:worker_threads';"],
      ["if (threadId === 0) process.chdir('/');", "import { threadId } from 'node:worker_threads';"],
      ["try { process.chdir('/'); } catch { return; }"],
      ["const canMove = !(process.chdir as { disabled?: boolean }).disabled; if (canMove) process.chdir('/');"],
      ["const process = { chdir: (to: string) => to }; process.chdir('/');"],
    ],
  },
  'process-exit': {
    bad: [['process.exit(1);'], ['stop();', 'function stop(): never { process.exit(1); }']],
    good: [["throw new Error('x');"], ['process.exitCode = 1;']],
  },
  'environment-written': {
    bad: [
      ["process.env['MODE'] = 'fast';"],
      ['process.env.MODE = "fast";'],
      ["delete process.env['MODE'];"],
      ["Object.assign(process.env, { MODE: 'fast' });"],
    ],
    good: [["return process.env['MODE'];"], ["const env = { ...process.env }; env['MODE'] = 'fast'; return env;"]],
  },
  'cannot-be-interrupted': {
    bad: [
      ["execSync('ls');", "import { execSync } from 'node:child_process';"],
      ["childProcess.spawnSync('ls');", "import * as childProcess from 'child_process';"],
      ["return readFileSync(0, 'utf8');", "import { readFileSync } from 'node:fs';"],
    ],
    good: [
      ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
      ["return readFileSync('x', 'utf8');", "import { readFileSync } from 'node:fs';"],
      ["execSync('ls');", 'function execSync(command: string) { return command; }'],
    ],
  },
  'shares-io-threads': {
    bad: [
      ["pbkdf2('a', 'b', 1, 1, 'sha1', () => undefined);", "import { pbkdf2 } from 'node:crypto';"],
      ["return fs.readFile('x', 'utf8');", "import fs from 'node:fs/promises';"],
      ["gzip('a', () => undefined);", "import { gzip } from 'node:zlib';"],
      ["lookup('example.org', () => undefined);", "import { lookup } from 'node:dns';"],
      [
        "return derive('a', 'b', 1, 1, 'sha1').then(() => 1);",
        "import { pbkdf2 } from 'node:crypto'; import { promisify } from 'node:util'; const derive = promisify(pbkdf2);",
      ],
    ],
    good: [
      ["return fs.readFile('x', 'utf8').then((text) => text.split('').sort());", "import fs from 'node:fs/promises';"],
      ["return pbkdf2Sync('a', 'b', 1, 1, 'sha1').byteLength;", "import { pbkdf2Sync } from 'node:crypto';"],
      ["return readFileSync('x', 'utf8');", "import { readFileSync } from 'node:fs';"],
    ],
  },
  'chance-or-clock': {
    bad: [
      ['return Math.random();'],
      ['return randomUUID();', "import { randomUUID } from 'node:crypto';"],
      ['return { at: Date.now() };'],
      ['return Math.random() < 0.5 ? 1 : 2;'],
      ['return [1].map(() => Math.random());'],
      ['const roll = () => Math.random(); return roll();'],
    ],
    good: [
      ['return Math.sqrt(2);'],
      ['const at = () => Date.now(); const later = { run() { return at(); } }; return Object.keys(later);'],
      ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random());'],
      [
        'let at = Date.now(); for (let i = 0; i < 9; i++) { const took = Date.now() - at; if (took > 9) at += took; } return 1;',
      ],
      ['const started = Date.now(); while (Date.now() - started < 5); return 1;'],
      ['const Math = { random: () => 4 }; return Math.random();'],
    ],
  },
  'promise-not-awaited': {
    bad: [
      ['save();', 'async function save() { await null; }'],
      ['return new Promise((resolve) => { save(); resolve(1); });', 'async function save() { await null; }'],
      ['const saved = save(); saved.catch(() => 1);', 'async function save() { await null; }'],
    ],
    good: [
      [
        'return new Promise((resolve, reject) => { save().then((x) => resolve(x)).catch(reject); });',
        'async function save() { await null; }',
      ],
      [
        'return new Promise((resolve, reject) => { setTimeout(() => { save().then(resolve, reject); }, 1); });',
        'async function save() { await null; }',
      ],
      ['return save();', 'async function save() { await null; }'],
      ['const saved = save(); saved.catch(() => 1); return saved;', 'async function save() { await null; }'],
      ['void save();', 'async function save() { await null; }'],
      ['save();', 'function save() { return 1; }'],
    ],
  },
  'pool-in-task': {
    bad: [
      ["new Worker('/x.js');", "import { Worker } from 'node:worker_threads';"],
      ['start();', "import { fork } from 'child_process'; function start() { fork('/x.js'); }"],
      ["new Piscina({ filename: '/x.js' });", "import Piscina from 'piscina';"],
    ],
    good: [
      ["new Worker('/x.js');", 'class Worker { constructor(readonly file: string) {} }'],
      ['return 1;', "import { Worker } from 'node:worker_threads'; export const start = () => new Worker('/x.js');"],
    ],
  },
  'error-class-lost': {
    bad: [
      ["throw new NotFound('x');", 'class NotFound extends Error {}'],
      ['check();', "class NotFound extends Error {} function check() { throw new NotFound('x'); }"],
      ["throw Object.assign(new Error('x'), { code: 'E' });"],
      ["return Promise.reject(new NotFound('x'));", 'class NotFound extends Error {}'],
      ["throw new NotFound('x');", 'class Failure extends RangeError {} class NotFound extends Failure {}'],
      [
        'try { check(); } catch (error) { throw error; }',
        "class NotFound extends Error {} function check() { throw new NotFound('x'); }",
      ],
      [
        'try { check(); } catch { return 1; } again();',
        "class NotFound extends Error {} function check() { throw new NotFound('x'); } function again() { check(); }",
      ],
      ["const error: NodeJS.ErrnoException = new Error('x'); error.code = 'E'; throw error;"],
    ],
    good: [
      [
        "try { check(); } catch (error) { throw new Error('failed', { cause: String(error) }); }",
        "class NotFound extends Error {} function check() { throw new NotFound('x'); }",
      ],
      ["return Promise.reject(new RangeError('x'));"],
      ["throw new RangeError('x', { cause: 1 });"],
      ['try { return 1; } catch (error) { throw error as NodeJS.ErrnoException; }'],
      ["throw new TypeError('x');"],
      ["throw new Halt('x');", 'class Halt { constructor(readonly reason: string) {} }'],
      [
        "throw new Halt('x');",
        'class Base {} class Halt extends Base { constructor(readonly reason: string) { super(); } }',
      ],
      [
        'try { return check(); } catch { return 1; }',
        "class NotFound extends Error {} function check() { throw new NotFound('x'); }",
      ],
      [
        'try { return pass(); } catch { return 1; }',
        "class NotFound extends Error {} function check() { throw new NotFound('x'); } function pass() { check(); }",
      ],
      ["try { throw new NotFound('x'); } catch { return 1; }", 'class NotFound extends Error {}'],
    ],
  },
  'top-level-effect': {
    bad: [
      ['return 1;', "import { writeFileSync } from 'node:fs'; writeFileSync('x', 'y');"],
      ['return 1;', 'declare const app: { listen(port: number): void }; app.listen(80);'],
      ['return 1;', 'setInterval(() => undefined, 1000);'],
      ['return 1;', "import { writeFileSync } from 'node:fs'; function main() { writeFileSync('x', 'y'); } main();"],
      [
        'return 1;',
        "import { createServer } from 'node:http'; async function start() { const server = createServer(); server.listen(80); } void start();",
      ],
    ],
    good: [
      ['return 1;', "import { readFileSync } from 'node:fs'; const text = readFileSync('x', 'utf8'); export { text };"],
      ['return 1;', 'declare const app: { listen(port: number): void }; if (import.meta.main) app.listen(80);'],
      ['return 1;', "import { writeFileSync } from 'node:fs'; export const save = () => { writeFileSync('x', 'y'); };"],
    ],
  },
};

/** Puts a title before each case; a body that does nothing is left out of it. */
const titled = (rows: readonly [string, string?][]): [string, string, string | undefined][] =>
  rows.map(([body, before]) => [shortCode(body === 'return 1;' ? '' : body, before), body, before]);

describe.each(Object.entries(cases))('%s', (code, { bad, good }) => {
  const parameters = code === 'argument-mutated' ? 'list: number[]' : '';

  it.each(titled(bad))('is found in %s', (_, body, before) => {
    expect(codes(task(parameters, body, before))).toEqual([code]);
  });

  it.each(titled(good))('is not found in %s', (_, body, before) => {
    expect(codes(task(parameters, body, before))).toEqual([]);
  });

  it.each(titled(bad))('is not reported for a function that is not a candidate: %s', (_, body, before) => {
    expect(codes(`${before ?? ''}\nexport function f(${parameters}) { ${body} }`)).toEqual([]);
  });
});

it.each([
  ['cannot be sent', 'job: { run: () => void; done: boolean }', ['argument-not-cloneable']],
  ['may fail to be sent', 'job: { run?: () => void; done: boolean }', ['argument-not-cloneable', 'argument-mutated']],
  ['the function makes itself', 'job = { done: false }', []],
])('a change of an argument that %s', (_, parameter, expected) => {
  expect(codes(task(parameter, 'job.done = true;'))).toEqual(expected);
});

it.each([
  ['let count = 0;', '() => count++'],
  ['let count = 0; function raise() { count += 1; }', '{ next: () => raise() }'],
  ['', '() => { list.push(1); }'],
  ['async function save(list: number[]) { return list; }', '{ end() { save(list); } }'],
  ['let count = 0; class Later { constructor(readonly run: () => void) {} }', 'new Later(() => { count++; })'],
])('code of a function that a task returns does not run in the task: %s %s', (before, returned) => {
  const found = codes(task('x: number, list: number[]', `return ${returned};`, before));
  expect(found).toEqual(['result-not-cloneable']);
});

it('code of a function that a task only names and returns does not run in the task', () => {
  const before = 'let count = 0; class OwnError extends Error {}';
  const body = 'const run = () => { count++; throw new OwnError(); }; return run;';
  expect(codes(task('', body, before))).toEqual(['result-not-cloneable']);
  expect(codes(task('', `const run = () => { count++; }; run(); return run;`, before))).toContain(
    'module-state-written',
  );
});

it.each([
  ['keeps', 'if (constants[0] !== value) constants.push(value); return constants.length;', []],
  ['calls', 'constants.push(value); return value();', ['module-state-written']],
])('code of a function that is passed to one that %s it', (_, body, expected) => {
  const before = `let count = 0; const raise = () => ++count; function use(constants: unknown[], value: () => number) { ${body} }`;
  expect(codes(task('', 'return use([], raise);', before))).toEqual(expected);
});

describe('code of a function that a task makes and', () => {
  const before =
    'let count = 0; class Own extends Error {} function fail(): never { throw new Own(); } function use(list: unknown[], value: unknown) { if (list[0] !== value) list.push(value); } function pass(list: unknown[], value: unknown) { list.length; use(list, value); } const queue: (() => void)[] = []; function flush() { for (const each of queue) each(); } function defer(run: () => void) { queue.push(run); }';
  const kept = 'job.list.push(1);';

  it.each([
    ['puts into an argument', `${kept} job.list.push(() => { count++; fail(); });`],
    ['puts into a list that it makes there', 'job.list ??= []; job.list.push(() => { count++; fail(); });'],
    ['passes to a function that keeps it', 'use(job.list, () => { count++; fail(); });'],
    ['names, and passes to one that passes it on', 'const run = () => { count++; fail(); }; pass(job.list, run);'],
  ])('%s does not run in the task', (_, body) => {
    const found = codes(task('job: { list: unknown[] }', body, before));
    expect(found.filter((code) => code !== 'argument-mutated')).toEqual([]);
  });

  it.each([
    [
      'puts into an argument and runs',
      'job.list.push(() => { count++; }); for (const each of job.list) (each as () => void)();',
    ],
    ['puts into a list of its own', 'const own: (() => void)[] = []; own.push(() => { count++; }); own[0]?.();'],
    ['names, keeps and calls', 'const run = () => { count++; }; use(job.list, run); run();'],
    ['keeps in its module', 'defer(() => { count++; }); flush();'],
    ['keeps in a list of its module', 'queue.push(() => { count++; }); flush();'],
    ['gives with its argument to another', 'job.list.push(() => { count++; }); start(job);'],
  ])('%s runs in the task', (_, body) => {
    const start = 'function start(job: { list: unknown[] }) { for (const each of job.list) (each as () => void)(); }';
    expect(codes(task('job: { list: unknown[] }', body, `${before} ${start}`))).toContain('module-state-written');
  });
});

describe('the code of a class that a task makes and returns', () => {
  const before =
    'let count = 0; class Own extends Error {} class Base {} class Keeper { constructor(readonly kept: unknown) {} } function raise() { return ++count; } function pass<T>(given: T): T { return given; }';
  const found = (body: string): string[] =>
    codes(task('', body, before)).filter((code) => /module-state-written|error-class-lost/.test(code));

  it.each([
    ['a method', 'class P { run() { count++; throw new Own(); } } return P;'],
    ['a static method', 'class P { static run() { raise(); } } return P;'],
    ['a getter and a setter', 'class P { get at() { return raise(); } set at(x: number) { count = x; } } return P;'],
    ['a constructor', 'class P { constructor() { count++; } } return P;'],
    ['a field', 'class P { readonly id = raise(); next = () => count++; } return P;'],
    ['a method of a class without a name', 'return class extends Base { run() { count++; } };'],
    ['a method of a class that is kept', 'class P { run() { count++; } } pass(P); return 1;'],
    [
      'a constructor of a class that is passed to another',
      'class P { constructor() { count++; } } new Keeper(P); return 1;',
    ],
    ['a method of an object that is made', 'class P { run() { count++; } } return [new P()].length;'],
    [
      'what a method calls if it is not told to do less',
      'class P { run(isLazy = true) { if (!isLazy) this.fill(); return this; } fill() { count++; } } new P().run(); return P;',
    ],
    [
      'what a method does if it is not told to do less',
      'class P { run(isLazy = true) { if (!isLazy) count++; return this; } } new P().run(); return P;',
    ],
  ])('does not run: %s', (_, body) => {
    expect(found(body)).toEqual([]);
  });

  it.each([
    ['a static block', 'class P { static { count++; } } return P;'],
    ['a static field', 'class P { static readonly id = raise(); } return P;'],
    ['a computed name', 'class P { [`id${count++}`] = 1; } return P;'],
    ['its base', 'return class extends (count++ ? Base : Own) {};'],
    ['a constructor that is called', 'class P { constructor() { count++; } } new P(); return P;'],
    ['a field of an object that is made', 'class P { readonly id = raise(); } new P(); return P;'],
    ['a method that is called', 'class P { run() { count++; } } new P().run(); return P;'],
    ['a static method that is called', 'class P { static run() { raise(); } } P.run(); return P;'],
    ['a static method that is passed on', 'class P { static run() { raise(); } } [1].map(P.run); return P;'],
    ['a method that another calls', 'class P { run() { this.next(); } next() { count++; } } new P().run(); return P;'],
    [
      'what a method does if it is not told to do more',
      'class P { run(isLazy = false) { if (!isLazy) count++; return this; } } new P().run(); return P;',
    ],
    [
      'what a method is told to call, the second time',
      'class P { run(isLazy = true) { if (!isLazy) this.fill(); return this; } fill() { count++; } } new P().run(); new P().run(false); return P;',
    ],
    [
      'what a method is told to do',
      'class P { run(isLazy = true) { if (!isLazy) count++; return this; } } new P().run(false); return P;',
    ],
  ])('runs: %s', (_, body) => {
    expect(found(body)).toEqual(['module-state-written']);
  });
});

describe('code of functions that a task makes', () => {
  const before =
    'let count = 0; class Own extends Error {} async function save() { await null; } function later(run: () => void) { return () => { run(); }; } const job = { pool: [] };';
  const code = '{ count++; save(); if (count) throw new Own(); }';
  const found = (body: string, parameters = 'job: { run?: () => void; list: unknown[] }'): string[] =>
    codes(task(parameters, body, before)).filter((each) => /state-written|class-lost|not-awaited/.test(each));

  it.each([
    ['which one calls that it returns', `const run = () => ${code}; return () => run();`],
    [
      'which functions call that it returns in an object',
      `function run() ${code} const end = () => { run(); }; return { end };`,
    ],
    ['which a member of the result calls', `const run = () => ${code}; const api = { end() { run(); } }; return api;`],
    ['which call each other and are returned', `function a() { b(); } function b() ${code} return { b: () => a() };`],
    ['which it wraps for one that it returns', `const run = later(() => ${code}); return { end: () => run() };`],
    ['which it wraps and returns', `return later(() => ${code});`],
    ['which it puts into a member of an argument', `job.run = () => ${code};`],
    ['which one calls that it puts into an argument', `const run = () => ${code}; job.run = () => { run(); };`],
    ['which it names and puts into an argument', `const run = () => ${code}; job.run = run;`],
    ['whose type it names', `const run = () => ${code}; return { run } as { run: typeof run };`],
  ])('and %s does not run in the task', (_, body) => {
    expect(found(body)).toEqual([]);
  });

  it.each([
    ['wraps and calls', `const run = later(() => ${code}); run();`],
    ['calls through another', `const run = () => ${code}; const end = () => { run(); }; end();`],
    ['calls and returns', `const run = () => ${code}; run(); return () => run();`],
    ['calls as a member', `const api = { end() ${code} }; api.end(); return api;`],
    ['passes on', `const run = () => ${code}; [1].forEach(run); return run;`],
    ['puts into an argument and calls', `job.run = () => ${code}; job.run();`],
    [
      'puts into an argument that it passes on',
      `job.run = () => ${code}; start(job); function start(of: typeof job) { of.run?.(); }`,
    ],
    ['puts into its own object', `const own: typeof job = { list: [] }; own.run = () => ${code}; own.run();`],
    ['awaits', `const run = async () => ${code}; return Promise.all([run()]);`],
  ])('and %s runs in the task', (_, body) => {
    expect(found(body)).toEqual(
      expect.arrayContaining(['module-state-written', 'promise-not-awaited', 'error-class-lost']),
    );
  });
});

it.each([
  ['let count = 0;', 'return [x].map(() => count++);', 'module-state-written'],
  ['let count = 0;', 'const next = () => count++; return next();', 'module-state-written'],
  ['', '[x].forEach((y) => { list.push(y); });', 'argument-mutated'],
  ['let count = 0;', 'return new Promise((resolve) => resolve(count++));', 'module-state-written'],
  [
    'async function save(list: number[]) { return list; }',
    'const end = () => { save(list); }; end();',
    'promise-not-awaited',
  ],
])('code of a function that a task calls runs in the task: %s %s', (before, body, code) => {
  expect(codes(task('x: number, list: number[]', body, before))).toEqual([code]);
});

it('a finding in a callee names the call that leads there', () => {
  const text = task('', 'stop();', 'function stop(): never { process.exit(1); }');
  expect(check(text)[0]).toMatchObject({ location: { line: 3 }, related: [{ location: { line: 1 } }] });
});
