import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { generateInputs, generateTrials } from '../../../src/analysis/inputs/generate-inputs.ts';
import { listFunctions } from '../../../src/analysis/functions/list-functions.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import { takesTuples } from '../../../src/analysis/functions/takes-tuples.ts';

const folder = mkdtempSync(join(tmpdir(), 'generate-inputs-'));
const file = join(folder, 'file.ts');
const types = join(import.meta.dirname, '../../../node_modules/@types');
const compilerOptions = { strict: true, target: 'es2023', types: ['node'], typeRoots: [types], noEmit: true };
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['file.ts'] }));
writeFileSync(file, '');
const projects = new Projects();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const declarations = `
enum Level { Low, High = 'high' }
interface Tree { value: number; children: Tree[]; parent?: Tree }
interface Linked { value: number; next: Linked | null }
interface Endless { again: Endless }
class Circle { #radius = 1; get area() { return this.#radius; } }
type Id = string & { readonly brand: unique symbol };
`;

interface Options {
  count?: number;
  seed?: number;
  size?: number;
  /** Of the function. */
  body?: string;
}

function generate(parameters: string, options: Options = {}, head = declarations) {
  const { count = 8, seed = 1, size, body = '' } = options;
  const text = `${head}export function f(${parameters}) {${body}}\n`;
  const { program, sourceFile } = projects.open(file, text);
  const [target] = listFunctions(text, file).filter(({ name }) => name === 'f');
  if (!target) throw new Error('there is no f');
  return {
    text,
    ...generateInputs(program, sourceFile, target, { count, seed, ...(size === undefined ? {} : { size }) }),
  };
}

function expressionOf(parameters: string, options?: Options): string {
  const { expression, reason } = generate(parameters, options);
  if (expression === null) throw new Error(reason);
  return expression;
}

/** The items themselves. */
function itemsOf<Item>(parameters: string, options?: Options): Item[] {
  const { outputText } = ts.transpileModule(expressionOf(parameters, options), {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  });
  return runInNewContext(outputText, { Buffer }) as Item[];
}

/** Returns the compiler's errors about the items, at the position of the function. */
function complaints(parameters: string, expression: string): string[] {
  const [target] = listFunctions(`function f(${parameters}) {}`, file);
  const item = takesTuples(target?.parameters ?? []) ? 'Parameters<typeof f>' : 'Parameters<typeof f>[0]';
  const check = `const items: ${item}[] = ${expression};`;
  const text = `${declarations}export function f(${parameters}) {}\n${check}\nvoid items;`;
  const { program, sourceFile } = projects.open(file, text);
  return program
    .getSemanticDiagnostics(sourceFile)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('generateInputs', () => {
  it.each<[string, string]>([
    ['a number', 'x: number'],
    ['text', 'text: string'],
    ['a boolean', 'yes: boolean'],
    ['a big integer', 'x: bigint'],
    ['null', 'x: null'],
    ['an array', 'xs: readonly number[]'],
    ['arrays of arrays', 'xs: string[][]'],
    ['a tuple', 'pair: [string, number?, ...boolean[]]'],
    ['an object', 'o: { a: number; b?: string; "c-d": boolean[] }'],
    ['an interface that contains itself', 'tree: Tree'],
    ['a linked list', 'list: Linked'],
    ['a union', 'x: string | number | { kind: "a"; n: number } | { kind: "b" }'],
    ['literals', 'x: "red" | "green" | 3 | true'],
    ['an enum', 'level: Level'],
    ['one member of an enum', 'level: Level.High'],
    ['a template', 'size: `${number}px`'],
    ['a brand', 'id: Id'],
    ['a Map', 'm: Map<string, number[]>'],
    ['a Set', 's: ReadonlySet<"a" | "b">'],
    ['a Date', 'd: Date'],
    ['a pattern', 'r: RegExp'],
    ['an Error', 'e: Error'],
    ['a record', 'r: Record<string, { n: number }>'],
    ['a record of known keys', 'r: Partial<Record<"a" | "b", number>>'],
    ['numbered keys', 'r: { [index: number]: string }'],
    ['an intersection', 'x: { a: number } & { b: string }'],
    ['several parameters', 'base: number, exponent: number'],
    ['an optional one behind', 'base: number, exponent: number, note?: string'],
    ['a list of arguments', 'first: string, ...rest: number[]'],
    ['unknown', 'x: unknown'],
    ['a type of Node', 'b: Buffer'],
    ...['Uint8Array', 'Int32Array', 'Float64Array', 'BigInt64Array', 'ArrayBuffer', 'DataView', 'URL'].map(
      (name): [string, string] => [name, `x: ${name}`],
    ),
  ])('returns only values of the type: %s', (_name, parameters) => {
    const expression = expressionOf(parameters);
    expect(complaints(parameters, expression)).toEqual([]);
  });

  it('is tested by a check that detects a wrong value', () => {
    expect(complaints('x: number', '["1"]')).not.toEqual([]);
    expect(complaints('base: number, exponent: number', '[[1]]')).not.toEqual([]);
  });

  it('returns the requested number of items, the same for the same seed only', () => {
    const parameters = 'o: { a: number; b: string }';
    const first = expressionOf(parameters, { count: 20, seed: 7 });
    expect(runInNewContext(first)).toHaveLength(20);
    expect(expressionOf(parameters, { count: 20, seed: 7 })).toBe(first);
    expect(expressionOf(parameters, { count: 20, seed: 8 })).not.toBe(first);
  });

  it('does not repeat items within a run', () => {
    const items = runInNewContext(expressionOf('text: string', { count: 20 })) as string[];
    expect(new Set(items).size).toBeGreaterThan(15);
  });

  it('eventually chooses every member of a union', () => {
    const items = runInNewContext(expressionOf('x: "a" | "b" | "c"', { count: 60 })) as string[];
    expect([...new Set(items)].sort()).toEqual(['a', 'b', 'c']);
  });

  it('names the members of an enum, and writes the values of an enum in another file', () => {
    expect(expressionOf('level: Level', { count: 30 })).toMatch(/Level\.(Low|High)/);
    const head = "import { constants } from 'node:os';\ndeclare enum Elsewhere { A = 'a' }\nvoid constants;\n";
    expect(generate('x: Elsewhere', { count: 1 }, head).expression).toBe('[("a" as never)]');
  });

  it('omits optional parts that cannot be generated, and chooses the other member of a union', () => {
    expect(expressionOf('o: { a: number; done?: () => void }')).not.toContain('done');
    expect(expressionOf('x: number | (() => void)')).toMatch(/^\[\d+(, \d+)*\]$/);
  });

  it('returns calls for a function without parameters', () => {
    expect(expressionOf('', { count: 3 })).toBe('[undefined, undefined, undefined]');
  });

  it('keeps a recursive tree small', () => {
    expect(expressionOf('tree: Tree', { count: 10 }).length).toBeLessThan(40_000);
  });

  it.each([
    ['done: () => void', /^done cannot be generated: it is a function, and functions cannot be sent to a worker/],
    ['o: { list: { done(x: number): void }[] }', /^o\.list\[\]\.done cannot be generated: it is a function/],
    ['circle: Circle', /circle cannot be generated: it is an instance of the class Circle/],
    ['x: any', /x cannot be generated: its type is not known\. Write the type/],
    ['x: Endless', /contains itself without an end/],
    ['x: Promise<number>', /it is a Promise, which cannot be made up nor sent/],
    ['x: symbol', /a symbol cannot be sent/],
    ['x: never', /no value has the type never/],
  ])('says why no value can be generated: %s', (parameters, reason) => {
    expect(generate(parameters)).toMatchObject({ expression: null, reason: expect.stringMatching(reason) as string });
  });

  describe('fields that belong together agree', () => {
    it.each<[string, string, string?]>([
      [
        'image: { width: number; height: number; data: Uint8Array }',
        'image.data.length === image.width * image.height',
      ],
      ['data: Buffer, w: number, h: number', 'data.length === w * h'],
      ['data: Uint8Array, width: number, height: number, channels: 3 | 4', 'data.length === width * height * channels'],
      [
        'data: Uint8Array, width: number, height: number, channels?: number',
        'data.length === width * height * channels',
      ],
      ['pixels: Uint8ClampedArray, width: number, height: number', 'pixels.length === 4 * width * height'],
      ['rgb: Uint8Array, width: number, height: number', 'rgb.length === 3 * width * height'],
      [
        'pixels: Uint8Array, width: number, height: number',
        'pixels.length === 4 * width * height',
        'for (let y = 0; y < height; y++) pixels[(y * width) * 4] = 0;',
      ],
      ['pixels: Float32Array, size: { width: number; height: number }', 'pixels.length === size.width * size.height'],
      [
        'width: number, height: number, depth: number, voxels: Float64Array',
        'voxels.length === width * height * depth',
      ],
      ['m: { rows: number; cols: number; values: number[] }', 'm.values.length === m.rows * m.cols'],
      [
        'rows: number, cols: number, values: number[][]',
        'values.length === rows && values.every((row) => row.length === cols)',
      ],
      ['width: 16 | 32, height: 8, data: number[]', 'data.length === width * height'],
      ['data: Uint8Array, stride: number, width: number, height: number', 'data.length === stride * height'],
      [
        'image: { width: number; height: number; data: Uint8Array }, kernel: number[]',
        'kernel.length === 9 && image.data.length === image.width * image.height',
      ],
      ['a: number[][], b: number[][]', 'a.length === b.length && [...a, ...b].every((row) => row.length === a.length)'],
      ['matrix: number[][], n: number', 'matrix.length === n && matrix[0].length === n'],
      ['xs: number[], ys: number[]', 'xs.length === ys.length'],
      ['values: number[], count: number', 'values.length === count'],
      ['data: Uint8Array, offset: number, length: number', 'length > 0 && offset + length <= data.length'],
      ['xs: number[], start: number, end: number', '0 <= start && start < end && end <= xs.length'],
      ['xs: number[], lo: number, hi: number', '0 <= lo && lo < hi && hi < xs.length'],
      ['xs: number[], startIndex: number, endIndex?: number', 'startIndex < endIndex && endIndex <= xs.length'],
      ['from: number, to: number', 'from < to'],
      ['r: { minX: number; maxX: number; min_y: number; max_y: number }', 'r.minX < r.maxX && r.min_y < r.max_y'],
      ['xs: number[], index: number', 'index < xs.length'],
      ['n: number, k: number', '1 <= k && k <= n'],
    ])('%s: %s', (parameters, rule, body = '') => {
      const [target] = listFunctions(`function f(${parameters}) {}`, file);
      const names = (target?.parameters ?? []).map(({ name }) => name).join(', ');
      const isBroken = `([${names}]) => !(${rule})`;
      for (const size of [undefined, 0, 21])
        for (const seed of [1, 2]) {
          const options = { count: 4, seed, body, ...(size === undefined ? {} : { size }) };
          const items = itemsOf<unknown>(parameters, options);
          const calls = takesTuples(target?.parameters ?? []) ? items : items.map((item) => [item]);
          const broken: unknown = runInNewContext(`calls.filter(${isBroken})`, { calls });
          expect(broken, `size ${size ?? 'usual'}, seed ${seed}`).toEqual([]);
        }
    });
  });

  describe('texts in the format that a name states', () => {
    const textOf = (name: string, size?: number): string => {
      const options = { count: 1, ...(size === undefined ? {} : { size }) };
      return itemsOf<string>(`${name}: string`, options)[0] ?? '';
    };

    it.each([undefined, 20])('of size %s can be read', (size) => {
      const records = JSON.parse(textOf('json', size)) as { name: string; count: number }[];
      expect(records.length).toBeGreaterThan(size === undefined ? 1 : 64);
      expect(records.every(({ name, count }) => typeof name === 'string' && Number.isInteger(count))).toBe(true);
      const rows = textOf('csvText', size).trimEnd().split('\n');
      expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([3]));
      expect(textOf('markdown', size)).toMatch(/^## \w+ \d+\n\nSome \*\*bold\*\* text, `code`/);
      expect(textOf('pageHtml', size)).toMatch(/^<section>(<p title="\w+">\d+<\/p>\n?)+<\/section>$/);
    });

    it.each(['cmd', 'text', 'prompt', 'jsonPath', 'csvFile'])('not where the name %s states none', (name) => {
      expect(textOf(name)).toMatch(/^[a-z]+( [a-z]+)*$/);
    });
  });

  describe('sizes', () => {
    const recursive = [
      ['itself', 'return n < 2 ? n : f(n - 1) + f(n - 2);', ''],
      [
        'a function that calls itself',
        'return walk(n);',
        'function walk(n: number): number { return n < 2 ? n : walk(n - 1) + walk(n - 2); }',
      ],
      [
        'itself through another',
        'return other(n);',
        'function other(n: number): number { return n < 1 ? 0 : Number(f(n - 1)); }',
      ],
      [
        'an inner function that calls itself',
        'const go = (k: number): number => (k < 1 ? 1 : go(k - 1) + go(k - 1)); return go(n);',
        '',
      ],
    ] as const;

    it.each(recursive)('of a function that calls %s begin small and grow by one', (_name, body, head) => {
      const numbers = (size?: number): number[] => {
        const { expression } = generate(
          'n: number',
          { body, count: 20, ...(size === undefined ? {} : { size }) },
          head,
        );
        return JSON.parse(expression ?? '') as number[];
      };
      expect(Math.max(...numbers())).toBeLessThanOrEqual(5);
      expect(Math.max(...numbers(11)) - Math.max(...numbers(10))).toBe(1);
    });

    it.each([
      ['n: number', (item: unknown) => item as number],
      ['text: string', (item: unknown) => (item as string).length],
      ['xs: number[]', (item: unknown) => (item as number[]).length],
      ['xs: string[]', (item: unknown) => (item as string[]).length],
      ['xs: { a: number }[]', (item: unknown) => (item as unknown[]).length],
      ['xs: Float64Array', (item: unknown) => (item as Float64Array).length],
      ['b: Buffer', (item: unknown) => (item as Buffer).length],
      ['m: number[][]', (item: unknown) => (item as unknown[]).length],
      [
        'o: { width: number; height: number; data: Uint8Array }',
        (item: unknown) => (item as { data: Uint8Array }).data.length,
      ],
    ])('%s: grow with the size, in a short expression', (parameters, measure) => {
      const largest = (size: number): number => Math.max(...itemsOf(parameters, { count: 4, size }).map(measure));
      expect(largest(8)).toBeGreaterThan(largest(2));
      expect(largest(18)).toBeGreaterThan(largest(8) * 3);
      expect(expressionOf(parameters, { count: 4, size: 18 }).length).toBeLessThan(10_000);
    });

    it('quantities and elements of lists stay as they are', () => {
      expect(expressionOf('point: { x: number; y: number }, year: number', { size: 20 })).toBe(
        expressionOf('point: { x: number; y: number }, year: number', { size: 2 }),
      );
    });

    it.each([
      'n: number, text: string',
      'xs: { kind: "a"; n: number }[]',
      'xs: string[], b: Buffer, m: Float32Array',
      'm: number[][]',
      'x: BigInt64Array',
    ])('%s: large values are of the type', (parameters) =>
      expect(complaints(parameters, expressionOf(parameters, { size: 20 }))).toEqual([]),
    );

    it('objects of a long list are not shared', () => {
      const [item = []] = itemsOf<object[]>('xs: { a: number }[]', { count: 1, size: 14 });
      expect(new Set(item).size).toBe(item.length);
    });
  });
});

describe('generateTrials', () => {
  function trials(parameters: string, seed: number, body = '') {
    const text = `${declarations}export function f(${parameters}) {${body}}\n`;
    const { program, sourceFile } = projects.open(file, text);
    const [target] = listFunctions(text, file).filter(({ name }) => name === 'f');
    if (!target) throw new Error('there is no f');
    return generateTrials(program, sourceFile, target, { seed });
  }

  it.each([
    'values: number[]',
    'width: number, height: number, pixels: Uint8Array',
    'text: string',
    'point: { x: number; steps: number }',
  ])('creates the first item of each size for (%s)', (parameters) => {
    const { sizes, expression } = trials(parameters, 5);
    expect(sizes.length).toBeGreaterThan(4);
    const firsts = sizes.map((size) => expressionOf(parameters, { count: 1, seed: 5, size }).slice(1, -1));
    expect(expression).toBe(`[${firsts.map((item) => `() => (${item})`).join(', ')}]`);
  });

  it('tries the largest item of a recursive function: a later one may take a hundred times longer', () => {
    const recursions = [
      ['n: number', 'return n < 2 ? n : f(n - 1) + f(n - 2);'],
      ['m: number, n: number', 'return m < 1 ? n + 1 : n < 1 ? f(m - 1, 1) : f(m - 1, f(m, n - 1) as number);'],
      ['xs: number[]', 'return xs.length < 2 ? [xs] : xs.map((_, i) => f(xs.filter((_x, j) => j !== i)));'],
    ] as const;
    for (const [parameters, body] of recursions)
      for (let seed = 1; seed <= 20; seed++) {
        const items = itemsOf<number | number[]>(parameters, { count: 20, seed, body });
        const most = items
          .map((item) => (typeof item === 'number' || parameters.startsWith('m') ? item : item.length))
          .flat();
        expect(Math.max(...most.slice(0, parameters.startsWith('m') ? 2 : 1))).toBe(Math.max(...most));
        if (parameters.startsWith('m')) expect(Math.min(...most.slice(0, 2))).toBe(Math.max(...most));
      }
  });

  it('takes single steps for recursive functions', () => {
    const { sizes } = trials('n: number', 1, 'return n < 2 ? n : f(n - 1) + f(n - 2);');
    expect(sizes).toEqual(sizes.map((_, index) => 2 + index));
  });

  it('leaves out sizes that change nothing', () => {
    expect(trials('on: boolean', 1).sizes).toHaveLength(1);
  });

  it('is empty where nothing can be generated', () => {
    expect(trials('run: () => void', 1)).toEqual({ sizes: [], expression: '[]' });
  });
});
