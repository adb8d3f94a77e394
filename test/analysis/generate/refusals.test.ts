import { afterAll, describe, expect, it } from 'vitest';
import { TestProject } from './project.ts';

const tasks = `export const double = (x: number): number => 2 * x;
export const join = (a: string, b: string, c: string): string => a + b + c;
export const call = (f: () => number): number => f();
export function* count(x: number): Generator<number> {
  yield x;
}
`;
const head = `import { call, count, double, join } from './tasks.ts';\nvoid [call, count, double, join];\nconst numbers = [1, 2, 3];\n`;
const project = new TestProject({ 'tasks.ts': tasks });
afterAll(() => {
  project[Symbol.dispose]();
});

describe('a call that cannot be rewritten safely', () => {
  it.each([
    [
      'class A { list = numbers.map(double); }\nvoid A;',
      /part of a class that is evaluated with it, which cannot wait/,
    ],
    ['class A { constructor() { void numbers.map(double); } }\nvoid A;', /it is in a constructor, which cannot wait/],
    [
      'export const all = [numbers].filter((xs) => xs.map(double).length > 1);',
      /a callback whose caller does not wait/,
    ],
    ['function all() { return numbers.map(double); }\n[1].forEach(all);', /on line 5 it is passed to code/],
    [
      "export const joined = ['a'].map(join as never);\nexport const x = ['a'].map((s) => join(s, s, s));",
      /the index and the whole array/,
    ],
    ['export const x = [numbers].map((xs) => xs.map((x) => inner(x)));\nfunction inner(x: number) { return x; }', null],
    ['export function all(k: number) { const add = (x: number) => x + k; return numbers.map(add); }', /uses k of it/],
    [
      'export function all() { const twice = (x: number) => 2 * x; return numbers.map(twice); }',
      /move it to module level first/,
    ],
    [
      'export function all(f: (x: number) => number) { return numbers.map((x) => { const y = f(x); return y + 1; }); }',
      /it uses f of the function around it, a function/,
    ],
    [
      'export function all() { let sum = 0; return numbers.map((x) => { sum += double(x); return sum; }); }',
      /it changes sum of the function around it: every worker would change its own copy/,
    ],
    [
      'export function all() { const seen: number[] = []; return numbers.map((x) => { seen.push(x); return double(x); }); }',
      /it changes seen of the function around it/,
    ],
    [
      'export class A { k = 1; all() { return numbers.map((x) => { const y = double(x); return y + this.k; }); } }',
      /it uses this of the function around it/,
    ],
    [
      'export function all() { type Own = number; return numbers.map((x) => { const y: Own = double(x); return y; }); }',
      /it uses the type Own of the function around it/,
    ],
    [
      'export const all = numbers.map((x, i, every) => { const y = double(x); return y + every.length; });',
      /it takes the whole array/,
    ],
    [
      'export const all = async () => Promise.all(numbers.map(async (x) => double(await Promise.resolve(x))));',
      /awaited for each item/,
    ],
    ['export const all = numbers.map(count);', /generator/],
    ['export const all = [(): number => 1].map(call);', /call cannot run in a worker\./],
    ['declare const c: boolean;\nexport const all = c ? numbers.map(double) : [];', /the call is conditional/],
    [
      'declare const c: boolean;\nexport const all = c && Promise.all(numbers.map(async (x) => double(x)));',
      /write await before Promise.all/,
    ],
    ['let calls = 0;\nexport const tick = (x: number) => x + calls++;\nexport const all = numbers.map(tick);', /./],
  ])('is rejected with a reason: %s', (code, reason) => {
    project.write('refused.ts', `${head}${code}\n`);
    const [site] = project.sites('refused.ts');
    if (!site) throw new Error('No call was found.');
    const generated = project.generate('refused.ts', site, 'parallel-profiler');
    if (reason === null) expect(generated.status).toBe('refused');
    else expect(generated).toMatchObject({ status: 'refused', reason: expect.stringMatching(reason) as string });
  });

  it.each([
    'export const all = numbers.map(String);',
    "export const all = ['a'].map((s) => s.trim());",
    'export const all = numbers.map((x) => x + 1);',
  ])('is not offered if it is not worth a worker: %s', (code) => {
    project.write('refused.ts', `${head}${code}\n`);
    expect(project.sites('refused.ts')).toEqual([]);
  });
});

describe('other files of the project', () => {
  it('are compiled too, and a change that breaks them is rejected', () => {
    project.write('shared.ts', `${head}export function all() { return numbers.map(double); }\n`);
    project.write('uses-shared.ts', "import { all } from './shared.ts';\nexport const first = all()[0];\n");
    const [site] = project.sites('shared.ts');
    if (!site) throw new Error('No call was found.');
    expect(project.generate('shared.ts', site, 'piscina')).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('the new code would not compile') as string,
    });
    project.write('uses-shared.ts', 'export const first = 1;\n');
  });
});

describe('the module that workers load', () => {
  const square = 'function square(x: number): number {\n  return x * x;\n}\n';

  it('is the file itself behind a guard, with the options that a run recommends', () => {
    project.write('main.ts', `${square}const squares = [1, 2].map(square);\nconsole.log(squares);\n`);
    project.rewrite('main.ts', 'parallel-profiler', { kind: 'processes', workers: 3, chunkSize: 4 });
    expect(project.read('main.ts')).toBe(`import { Pool, isMain } from 'parallel-profiler';

export ${square}if (isMain) {
  const pool = new Pool(import.meta.url, { kind: 'processes', processes: 3 });
  const squares = await pool.map(square, [1, 2], { chunkSize: 4 }).finally(() => pool.terminate());
  console.log(squares);
}
`);
    expect(project.errors('main.ts')).toEqual([]);
  });

  it('is the file itself without a guard if loading it has no effects', () => {
    project.write('main.ts', `${square}export function all(xs: number[]): number[] {\n  return xs.map(square);\n}\n`);
    const generated = project.rewrite('main.ts', 'parallel-profiler');
    expect(project.read('main.ts')).not.toContain('isMain');
    expect(project.read('main.ts')).toContain(
      'export async function all(xs: number[]): Promise<number[]> {\n  const pool',
    );
    expect(generated).toMatchObject({
      notes: ['all is now async: code in other files that calls it has to await it.'],
    });
    expect(project.errors('main.ts')).toEqual([]);
  });

  it('is a new file if exports depend on the results', () => {
    const before = `import { basename, dirname } from 'node:path';\n\nexport interface Named { name: string }\nconst suffix = '!';\n/** Names. */\nexport function nameOf(path: string): Named {\n  return { name: basename(path) + suffix };\n}\nexport const names: Named[] = ['/a', '/b'].map(nameOf);\nexport const folder = dirname('/a/b');\nconsole.log(JSON.stringify(names));\n`;
    project.write('names.ts', before);
    const expected = project.run('names.ts');
    const generated = project.rewrite('names.ts', 'parallel-profiler');
    expect(generated).toMatchObject({ status: 'written' });
    expect(project.read('name-of.ts')).toContain("import { basename } from 'node:path';");
    expect(project.read('name-of.ts')).toContain("const suffix = '!';");
    expect(project.read('names.ts')).toContain("import { dirname } from 'node:path';");
    expect(project.read('names.ts')).toContain("export { type Named, nameOf } from './name-of.ts';");
    expect(project.errors('names.ts')).toEqual([]);
    expect(project.run('names.ts')).toBe(expected);
  });
});

describe('items of a function that takes anything', () => {
  const same = 'export const same = (x: unknown): string => typeof x;\n';
  it.each([
    ['const jobs = [{ run: () => 1 }];', 'jobs.map(same)', /jobs\[\]\.run is a function, which cannot be sent/],
    ['const jobs = [{ run: () => 1 }];', 'jobs.map((job) => same({ job, size: 2 }))', /\.job\.run is a function/],
    ['const jobs = [() => 1];', 'jobs.map((job) => same(job))', /job is a function/],
    ['const jobs = [new WeakMap<object, number>()];', 'jobs.map((job) => same(job))', /job is .*WeakMap/],
  ])('that cannot be sent: %s %s', (items, call, reason) => {
    using own = new TestProject({ 'main.ts': `${same}${items}\nexport const all = () => ${call};\n` });
    for (const library of ['parallel-profiler', 'piscina', 'bullmq'] as const)
      expect(own.rewrite('main.ts', library)).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(reason) as string,
      });
  });

  it.each([
    ['const jobs: { run?: () => number; size: number }[] = [{ size: 1 }];', 'jobs.map(same)'],
    ['const jobs: (number | (() => number))[] = [1, 2];', 'jobs.map((job) => same(job))'],
    ['const jobs: unknown[] = [1, 2];', 'jobs.map((job) => same(job))'],
    ['interface Shape { area(): number }\nconst jobs: Shape[] = [];', 'jobs.map((job) => same(job))'],
  ])('that may be sent: %s %s', (items, call) => {
    using own = new TestProject({ 'main.ts': `${same}${items}\nexport const all = () => ${call};\n` });
    expect(own.rewrite('main.ts', 'parallel-profiler')).toMatchObject({ status: 'written' });
  });
});

describe('a library that is not installed', () => {
  it.each(['piscina', 'tinypool'] as const)('is reported, and the code for %s is written anyway', (library) => {
    const text =
      'export const square = (x: number): number => x * x;\nexport const all = (xs: number[]) => xs.map(square);\n';
    using bare = new TestProject({ 'main.ts': text }, { type: 'module' }, false);
    const generated = bare.rewrite('main.ts', library);
    const note = `${library} is not installed for this file: npm install ${library}`;
    expect(generated).toMatchObject({ status: 'written', notes: expect.arrayContaining([note]) as string[] });
  });
});

it('Node modules resolve without the types of Node', () => {
  const text =
    'export const square = (x: number): number => x * x;\nexport const all = (xs: number[]) => xs.map(square);\n';
  using bare = new TestProject({ 'main.ts': text }, { type: 'module' }, false);
  expect(bare.rewrite('main.ts', 'worker_threads')).toMatchObject({ status: 'written' });
});

describe('a CommonJS module', () => {
  it('passes __filename to the pool and does not await at the top level', () => {
    using commonJs = new TestProject(
      {
        'main.cjs':
          "'use strict';\nconst { Pool } = require('parallel-profiler');\nfunction square(x) {\n  return x * x;\n}\nasync function main() {\n  return [1, 2].map(square);\n}\nvoid Pool;\nif (require.main === module) main().then((squares) => console.log(squares.join()));\n",
      },
      {},
    );
    expect(commonJs.run('main.cjs')).toBe('1,4\n');
    const generated = commonJs.rewrite('main.cjs', 'parallel-profiler');
    expect(generated).toMatchObject({ status: 'written' });
    expect(commonJs.read('main.cjs')).toContain('new Pool(__filename)');
    expect(commonJs.run('main.cjs')).toBe('1,4\n');
  });
});
