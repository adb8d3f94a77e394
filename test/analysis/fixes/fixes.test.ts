import { describe, expect, it } from 'vitest';
import { fixers } from '../../../src/analysis/fixes/index.ts';
import { fixableCodes } from '../../../src/model/change.ts';
import type { FindingCode } from '../../../src/model/finding.ts';
import { applyFix, applyRunFix } from './apply-fix.ts';

const pool = "import { Pool } from 'parallel-profiler';\n";
const square = '/** @inputs [] */\nexport function square(x: number): number {\n  return x * x;\n}\n';

describe('the list of codes that have fixes', () => {
  it('matches the fixers', () => {
    expect([...fixableCodes].sort()).toEqual([...new Set(fixers.flatMap(({ codes }) => codes))].sort());
  });
});

/** A text, the code that it has, and what stands in it after the preferred fix, which also takes the finding away. */
const fixed: [what: string, code: FindingCode, text: string, expected: string[]][] = [
  [
    'tasks that are sent before any is awaited',
    'await-in-loop',
    "import { Piscina } from 'piscina';\nconst pool = new Piscina();\nexport async function sizes(images: string[]): Promise<number[]> {\n  const found: number[] = [];\n  for (const image of images) {\n    found.push((await pool.run(image)) as number);\n  }\n  return found;\n}\n",
    [
      'found.push(...(await Promise.all(',
      '.map(async (image) => (await pool.run(image)) as number))));\n  return found;',
    ],
  ],
  [
    'tasks that are sent before a loop over their results',
    'await-in-loop',
    "import { Piscina } from 'piscina';\nconst pool = new Piscina();\nexport async function sizes(images: string[]): Promise<Map<string, number>> {\n  const found = new Map<string, number>();\n  for (const image of images) {\n    const size = (await pool.run(image)) as number;\n    if (size === 0) continue;\n    found.set(image, size);\n  }\n  return found;\n}\n",
    [
      'for (const [image, result] of await Promise.all(',
      '.map(async (image) => [image, await pool.run(image)] as const))) {\n    const size = (result) as number;\n    if (size === 0) continue;',
    ],
  ],
  [
    'a guard around a pool and all that needs it',
    'missing-main-guard',
    `${pool}\n${square}\nconst pool = new Pool(import.meta.url);\nconst squares = await pool.map(square, [1, 2]);\nconsole.log(\`two\nlines \${squares}\`);\nawait pool.terminate();\n`,
    [
      "import { Pool, isMain } from 'parallel-profiler';",
      'if (isMain) {\n  const pool = new Pool(import.meta.url);\n  const squares',
      '  console.log(`two\nlines ${squares}`);\n  await pool.terminate();\n}\n',
    ],
  ],
  [
    'a guard around what starts a worker of its own file',
    'missing-main-guard',
    "import { Worker } from 'node:worker_threads';\nfunction start() {\n  return new Worker(new URL(import.meta.url));\n}\n// Twice.\nstart();\n",
    [
      "import { Worker, isMainThread } from 'node:worker_threads';",
      'if (isMainThread) {\n  // Twice.\n  start();\n}\n',
    ],
  ],
  [
    'a guard around a fork',
    'missing-main-guard',
    "import { fork } from 'node:child_process';\nimport { fileURLToPath } from 'node:url';\nfork(fileURLToPath(import.meta.url));\n",
    ['if (process.send === undefined) {\n  fork('],
  ],
  [
    'a guard that keeps declarations between outside',
    'missing-main-guard',
    `${pool}const pool = new Pool(import.meta.url);\n${square}\nvoid pool.map(square, [1]).then(console.log);\n`,
    ['return x * x;\n}\n\nif (isMain) {\n  const pool = new Pool(import.meta.url);\n  void pool.map'],
  ],
  [
    'the cores that there are, through the import that is there',
    'core-count-from-cpus',
    "import os from 'node:os';\nimport { Piscina } from 'piscina';\nexport const maxThreads = os.cpus().length - 1;\nexport { Piscina };\n",
    ['maxThreads = os.availableParallelism() - 1'],
  ],
  [
    'the cores that there are, in place of the import that is left over',
    'core-count-from-cpus',
    "import { cpus } from 'os';\nimport { Piscina } from 'piscina';\nexport const maxThreads = cpus().length;\nexport { Piscina };\n",
    ["import { availableParallelism } from 'os';", 'maxThreads = availableParallelism()'],
  ],
  [
    'the cores that there are, by a new import',
    'more-workers-than-cores',
    `${pool}export const make = () => new Pool('/tasks.mjs', { processes: 512 });\n`,
    ["import { availableParallelism } from 'node:os';", 'processes: availableParallelism() }'],
  ],
  ...(
    [
      ['count[0]++;', 'Atomics.add(count, 0, 1);'],
      ['count[i] -= 2;', 'Atomics.sub(count, i, 2);'],
      ['count[0] = count[0]! | i;', 'Atomics.or(count, 0, i);'],
      ['const now = ++count[0]!; void now;', 'const now = (Atomics.add(count, 0, 1) + 1);'],
    ] as const
  ).map(([written, expected]): (typeof fixed)[number] => [
    `one step for ${written}`,
    'shared-memory-race',
    `const count = new Int32Array(new SharedArrayBuffer(16));\nexport function more(i: number): void {\n  ${written}\n  void i;\n}\n`,
    [expected],
  ]),
  [
    'an await',
    'promise-not-awaited',
    '/** @inputs [] */\nexport async function task(x: number) {\n  Promise.resolve(x);\n  return await Promise.resolve(1);\n}\n',
    ['  await Promise.resolve(x);'],
  ],
  [
    'an async function for an await',
    'promise-not-awaited',
    '/** @inputs [] */\nexport function task(x: number) {\n  Promise.resolve(x);\n}\n',
    ['export async function task(x: number) {\n  await Promise'],
  ],
  [
    'one pool for all rounds, ended after the last',
    'pool-in-loop',
    `${pool}export async function all(rows: number[][]): Promise<void> {\n  for (const row of rows) {\n    const pool = new Pool('/tasks.mjs');\n    await pool.map('square', row);\n    await pool.terminate();\n  }\n}\n`,
    [
      "  const pool = new Pool('/tasks.mjs');\n  for (const row of rows) {\n    await pool.map('square', row);\n  }\n  await pool.terminate();\n}",
    ],
  ],
  [
    'an export before a function that workers look for',
    'function-not-reachable',
    `${pool}const twice = (x: number): number => 2 * x;\nexport async function all(xs: number[]) {\n  await using pool = new Pool(import.meta.url);\n  return pool.map(twice, xs);\n}\n`,
    ['export const twice = '],
  ],
  [
    'an inner function at module level',
    'function-not-reachable',
    `${pool}export async function all(xs: number[]) {\n  // Doubles.\n  function twice(x: number): string {\n    return \`\n    \${2 * x}\`;\n  }\n  await using pool = new Pool(import.meta.url);\n  return pool.map(twice, xs);\n}\n`,
    [
      '// Doubles.\nexport function twice(x: number): string {\n  return `\n    ${2 * x}`;\n}\n\nexport async function all(xs: number[]) {\n  await using',
    ],
  ],
  [
    'a name for a function that is written at the call',
    'function-not-reachable',
    `${pool}export async function all(xs: number[]) {\n  await using pool = new Pool(import.meta.url);\n  return pool.map((x: number) => 2 * x, xs);\n}\n`,
    ['export const task = (x: number) => 2 * x;\n\nexport async function all', 'pool.map(task, xs)'],
  ],
  [
    'a copy of what a buffer holds, for the caller',
    'buffer-copies-pool',
    '/** @inputs [] */\nexport function pack(x: number): Buffer {\n  return Buffer.from([x]);\n}\n',
    ['pack(x: number): Uint8Array {\n  return new Uint8Array(Buffer.from([x]));'],
  ],
  [
    'copies of buffers, for the workers',
    'buffer-copies-pool',
    `${pool}/** @inputs [] */\nexport function sum(bytes: Buffer): number {\n  return bytes.length;\n}\nexport const all = async (parts: Buffer[]) => {\n  await using pool = new Pool(import.meta.url);\n  return pool.map(sum, parts);\n};\n`,
    ['sum(bytes: Uint8Array)', 'pool.map(sum, parts.map((buffer) => new Uint8Array(buffer)))'],
  ],
  [
    'the data of an instance as argument',
    'class-instance-loses-prototype',
    'class Point {\n  constructor(readonly x: number, readonly y: number) {}\n  length() {\n    return Math.hypot(this.x, this.y);\n  }\n}\n/** @inputs [] */\nexport function task(point: Point): number {\n  return point.x + point.y;\n}\n',
    ["task(point: Pick<Point, 'x' | 'y'>)"],
  ],
  [
    'a plain object as result',
    'class-instance-loses-prototype',
    'class Point {\n  x = 1;\n  length() {\n    return this.x;\n  }\n}\n/** @inputs [] */\nexport function task(x: number): Point {\n  const point = new Point();\n  point.x = x;\n  return point;\n}\n',
    ['task(x: number) {', 'return { ...point };'],
  ],
  [
    'a copy where a transfer would take the buffer away',
    'used-after-transfer',
    "import { parentPort } from 'node:worker_threads';\nconst data = new Uint8Array(8);\nparentPort?.postMessage(data, [data.buffer]);\ndata[0] = 1;\n",
    ['parentPort?.postMessage(data);'],
  ],
  [
    'a fork that clones',
    'fork-loses-types',
    "import { fork } from 'node:child_process';\nconst child = fork('/child.mjs');\nchild.send(new Map([[1, 2]]));\n",
    ["fork('/child.mjs', { serialization: 'advanced' })"],
  ],
];

describe('the preferred fix', () => {
  it.each(fixed)('inserts %s (%s)', (_, code, text, expected) => {
    const after = applyFix(text, code);
    for (const part of expected) expect(after.text).toContain(part);
    expect(after.codes).not.toContain(code);
    expect(after.errors).toEqual([]);
  });
});

describe('the ignore comment is the only fix', () => {
  it.each<[string, FindingCode, string]>([
    [
      'where what needs the pool is exported',
      'missing-main-guard',
      `${pool}${square}const pool = new Pool(import.meta.url);\nexport const squares = await pool.map(square, [1, 2]);\n`,
    ],
    [
      'for floats, which Atomics do not take',
      'shared-memory-race',
      'const sums = new Float64Array(new SharedArrayBuffer(16));\nexport function more(): void {\n  sums[0]! += 1;\n}\n',
    ],
    [
      'where the methods of an instance are used',
      'class-instance-loses-prototype',
      'class Point {\n  x = 1;\n  length() {\n    return this.x;\n  }\n}\n/** @inputs [] */\nexport function task(point: Point): number {\n  return point.length();\n}\n',
    ],
    [
      'where an inner function captures something',
      'function-not-reachable',
      `${pool}export async function all(xs: number[], k: number) {\n  const add = (x: number) => x + k;\n  await using pool = new Pool(import.meta.url);\n  return pool.map(add, xs);\n}\n`,
    ],
    [
      'where a pool depends on the round',
      'pool-in-loop',
      `${pool}export async function all(files: string[]): Promise<void> {\n  for (const file of files) {\n    const pool = new Pool(file);\n    await pool.map('square', [1]);\n  }\n}\n`,
    ],
    [
      'where a pool is ended in a finally',
      'pool-in-loop',
      `${pool}export async function all(xs: number[]): Promise<void> {\n  for (const x of xs) {\n    const pool = new Pool('/a.mjs');\n    try {\n      await pool.map('f', [x]);\n    } finally {\n      await pool.terminate();\n    }\n  }\n}\n`,
    ],
  ])('%s', (_, code, text) => {
    expect(applyFix(text, code).titles).toEqual([`Ignore ${code} here …`]);
  });
});

describe('an ignore comment', () => {
  const race = 'const sums = new Float64Array(new SharedArrayBuffer(16));\nexport function more(): void {\n';

  it.each([
    [
      'above the line, with its indentation',
      `${race}  sums[0]! += 1;\n}\n`,
      '  // parallel-profiler-ignore shared-memory-race: ',
    ],
    [
      'next to another code',
      `${race}  // parallel-profiler-ignore module-state-written: one writer\n  sums[0]! += 1;\n}\n`,
      '  // parallel-profiler-ignore module-state-written, shared-memory-race: one writer\n  sums',
    ],
    [
      'inside a template',
      `${race}  void \`\n\${(sums[0]! += 1)}\`;\n}\n`,
      '${(/* parallel-profiler-ignore shared-memory-race: ',
    ],
  ])('is inserted %s', (_, text, expected) => {
    const after = applyFix(text, 'shared-memory-race', 'Ignore');
    expect(after.text).toContain(expected);
    expect(after.codes).not.toContain('shared-memory-race');
    expect(after.errors).toEqual([]);
  });
});

describe('a promise that is intentionally not awaited', () => {
  it('is marked with void', () => {
    const text = '/** @inputs [] */\nexport function task(x: number): void {\n  Promise.resolve(x);\n}\n';
    const after = applyFix(text, 'promise-not-awaited');
    expect(after.text).toContain('  void Promise.resolve(x);');
    expect(after.codes).not.toContain('promise-not-awaited');
  });
});

describe('the chunk size', () => {
  const strategy = { strategy: 'threads', workers: 2, speedup: 1, betterSpeedup: 2 } as const;
  const text = (options: string) =>
    `${pool}${square}export async function all(xs: number[]) {\n  await using pool = new Pool(import.meta.url);\n  return pool.map(square, xs${options});\n}\n`;

  it('is set to the fastest measured one', () => {
    const after = applyRunFix(text(''), 'chunk-too-small', { ...strategy, chunkSize: 1, better: 64 }, 'square');
    expect(after).toMatchObject({ titles: ['Send 64 items per message, line 8'], errors: [] });
    expect(after.text).toContain('pool.map(square, xs, { chunkSize: 64 })');
  });

  it.each([
    [', { chunkSize: 2, timeout: 9 }', '{ chunkSize: 128, timeout: 9 }'],
    [', { timeout: 9 }', '{ chunkSize: 128, timeout: 9 }'],
  ])('is raised in %s until the transport takes a tenth of the time', (options, expected) => {
    const after = applyRunFix(
      text(options),
      'tasks-too-small',
      { taskMs: 0.01, overheadMs: 0.05, chunkSize: 2 },
      'square',
    );
    expect(after.text).toContain(expected);
  });

  it('is kept if it is large enough', () => {
    const after = applyRunFix(
      text(', { chunkSize: 500 }'),
      'tasks-too-small',
      { taskMs: 1, overheadMs: 1, chunkSize: 2 },
      'square',
    );
    expect(after.titles).toEqual([]);
  });
});

describe('a function that is checked only in the scope of all functions', () => {
  const text = `let calls = 0;\nexport async function f(x: number): Promise<number> {\n  save(x);\n  return x + calls;\n}\nasync function save(x: number): Promise<void> {\n  calls = x;\n}\n`;

  it('is fixed, and the fix is verified in the same scope', () => {
    const after = applyFix(text, 'promise-not-awaited', 0, 'ts', 'all');
    expect(after.text).toContain('  await save(x);');
    expect(after.titles.at(-1)).toMatch(/^Ignore /);
    expect(after.errors).toEqual([]);
    expect(after.codes).toContain('module-state-written');
    expect(after.codes).not.toContain('promise-not-awaited');
  });
});
