import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { generateInputs } from '../../../src/analysis/inputs/generate-inputs.ts';
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

function generate(parameters: string, { count = 8, seed = 1 } = {}, head = declarations) {
  const text = `${head}export function f(${parameters}) {}\n`;
  const { program, sourceFile } = projects.open(file, text);
  const [target] = listFunctions(text, file).filter(({ name }) => name === 'f');
  if (!target) throw new Error('there is no f');
  return { text, ...generateInputs(program, sourceFile, target, { count, seed }) };
}

function expressionOf(parameters: string, options?: { count?: number; seed?: number }): string {
  const { expression, reason } = generate(parameters, options);
  if (expression === null) throw new Error(reason);
  return expression;
}

/** What the compiler says about the items where the function stands. */
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
    ['a truth value', 'yes: boolean'],
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
  ])('%s: every value is of the type', (_name, parameters) => {
    const expression = expressionOf(parameters);
    expect(complaints(parameters, expression)).toEqual([]);
  });

  it('the check of the test itself sees a wrong value', () => {
    expect(complaints('x: number', '["1"]')).not.toEqual([]);
    expect(complaints('base: number, exponent: number', '[[1]]')).not.toEqual([]);
  });

  it('makes as many as asked for, the same for the same seed and others for another', () => {
    const parameters = 'o: { a: number; b: string }';
    const first = expressionOf(parameters, { count: 20, seed: 7 });
    expect(runInNewContext(first)).toHaveLength(20);
    expect(expressionOf(parameters, { count: 20, seed: 7 })).toBe(first);
    expect(expressionOf(parameters, { count: 20, seed: 8 })).not.toBe(first);
  });

  it('does not repeat itself within a run', () => {
    const items = runInNewContext(expressionOf('text: string', { count: 20 })) as string[];
    expect(new Set(items).size).toBeGreaterThan(15);
  });

  it('chooses every member of a union sooner or later', () => {
    const items = runInNewContext(expressionOf('x: "a" | "b" | "c"', { count: 60 })) as string[];
    expect([...new Set(items)].sort()).toEqual(['a', 'b', 'c']);
  });

  it('names the members of an enum, and writes values for one of another file', () => {
    expect(expressionOf('level: Level', { count: 30 })).toMatch(/Level\.(Low|High)/);
    const head = "import { constants } from 'node:os';\ndeclare enum Elsewhere { A = 'a' }\nvoid constants;\n";
    expect(generate('x: Elsewhere', { count: 1 }, head).expression).toBe('[("a" as never)]');
  });

  it('leaves out what cannot be made where it may be left out, and takes the other member of a union', () => {
    expect(expressionOf('o: { a: number; done?: () => void }')).not.toContain('done');
    expect(expressionOf('x: number | (() => void)')).toMatch(/^\[\d+(, \d+)*\]$/);
  });

  it('a function without parameters is called all the same', () => {
    expect(expressionOf('', { count: 3 })).toBe('[undefined, undefined, undefined]');
  });

  it('a tree that contains itself stays small', () => {
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
  ])('%s: says what is in the way', (parameters, reason) => {
    expect(generate(parameters)).toMatchObject({ expression: null, reason: expect.stringMatching(reason) as string });
  });
});
