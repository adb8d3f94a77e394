import { describe, expect, it } from 'vitest';
import { codes } from './check-text.ts';

const asynchronous = (body: string, before = ''): string =>
  `${before}\n/** @inputs [] */\nexport async function task(path: string) { ${body} }\n`;
const fs = "import { readFile } from 'node:fs/promises';";

describe('waits-for-io', () => {
  it.each<[string, string?]>([
    ['return readFile(path, "utf8");', fs],
    ['const answer = await fetch(path); return answer.status;'],
    ['for (let i = 0; i < 3; i++) await fetch(path);'],
    ['await Promise.all([path].map((x) => fetch(x)));'],
    ['await Promise.all([path].map(async (x) => { await fetch(x); }));'],
    ['return load(path);', `${fs} async function load(path: string) { return (await readFile(path)).length; }`],
    ['await setTimeout(10);', "import { setTimeout } from 'node:timers/promises';"],
  ])('is found in %s', (body, before) => {
    expect(codes(asynchronous(body, before))).toEqual(['waits-for-io']);
  });

  it.each<[string, string?]>([
    ['const text = await readFile(path, "utf8"); let n = 0; for (const c of text) if (c === "a") n++; return n;', fs],
    [
      "return createHash('sha1').update(await readFile(path)).digest('hex');",
      `${fs} import { createHash } from 'node:crypto';`,
    ],
    ['return path.length;'],
    ['return JSON.parse(await readFile(path, "utf8"));', fs],
    ['return (await readFile(path, "utf8")).split("").sort().length;', fs],
    [
      'return fib(20) + (await readFile(path)).length;',
      `${fs} function fib(n: number): number { return n < 2 ? n : fib(n - 1) + fib(n - 2); }`,
    ],
    [
      'return ts.transpileModule(await readFile(path, "utf8"), {}).outputText.length;',
      `${fs} import ts from 'typescript';`,
    ],
    ['return load(path);', 'async function load(path: string) { return path; }'],
  ])('is not found in %s', (body, before) => {
    expect(codes(asynchronous(body, before))).not.toContain('waits-for-io');
  });
});

describe('this-not-sent', () => {
  const offered = (body: string, modifier = ''): string =>
    `import workerpool from 'workerpool';\nclass Box { ${modifier} factor = 2; ${modifier} scale(x: number) { ${body} } }\n` +
    (modifier === '' ? 'const box = new Box();\n' : 'const box = Box;\n') +
    'workerpool.worker({ scale: box.scale });';

  it.each(['return x * this.factor;', 'return [x].map((y) => y * this.factor);'])('is found in %s', (body) => {
    expect(codes(offered(body))).toEqual(['this-not-sent']);
  });

  it.each([
    ['return x * 2;', ''],
    ['return [x].map(function (this: number[], y) { return y * this.length; }, [1]);', ''],
    ['return x * this.factor;', 'static'],
  ])('is not found in %s', (body, modifier) => {
    expect(codes(offered(body, modifier))).toEqual([]);
  });

  it('is not found if the object is passed along', () => {
    const text = offered('return x * this.factor;').replace('box.scale', '(x: number) => box.scale(x)');
    expect(codes(text)).toEqual([]);
  });
});
