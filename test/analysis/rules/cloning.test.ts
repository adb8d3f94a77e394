import { describe, expect, it } from 'vitest';
import { check, codes, task } from './check-text.ts';

/** Severity, path and what, of what is said about one parameter. */
function argument(parameter: string, before = ''): string[] {
  return check(task(parameter, '', before)).map((finding) => {
    if (finding.code === 'class-instance-loses-prototype')
      return `class ${finding.args.path}: ${finding.args.className}`;
    if (finding.code === 'argument-not-cloneable')
      return `${finding.severity} ${finding.args.path}: ${finding.args.what}${finding.args.channel === 'both' ? '' : ` (${finding.args.channel})`}`;
    if (finding.code === 'arrives-empty')
      return `empty ${finding.args.path}: ${finding.args.what} (${finding.args.channel})${finding.args.may ? ' perhaps' : ''}`;
    return finding.code;
  });
}

describe('an argument', () => {
  it.each([
    ['f: () => void', 'error f: a function'],
    ['getter = (x: number): number => x', 'warning getter: a function'],
    ['random: () => number = Math.random', 'warning random: a function'],
    ['done?: () => void', 'warning done: a function'],
    ['options: { onDone: () => void }', 'error options.onDone: a function'],
    ['options: { onDone?: () => void }', 'warning options.onDone: a function'],
    ['list: (() => void)[]', 'error list[]: a function'],
    ['pair: [number, () => void]', 'error pair[]: a function'],
    ['pair: [number, (() => void)?]', 'warning pair[]: a function'],
    // A list that an object holds may be empty.
    ['shape: { names: string[]; keys: symbol[] }', 'warning shape.keys[]: a symbol'],
    ['job: { hooks: Map<string, () => void> }', 'warning job.hooks[]: a function'],
    ['job: { pair: [number, () => void] }', 'error job.pair[]: a function'],
    ['deep: { a: { b: { c: symbol } } }', 'error deep.a.b.c: a symbol'],
    ['f: Function', 'error f: a function'],
    ['type: new () => object', 'error type: a class'],
    ['cache: WeakMap<object, number>', 'error cache: a WeakMap'],
    ['later: Promise<number>', 'error later: a Promise'],
    ['values: Generator<number>', 'error values: a Generator'],
    ['byName: Record<string, () => void>', 'warning byName[]: a function'],
    ['handlers: Map<string, () => void>', 'error handlers[]: a function'],
    ['either: string | (() => void)', 'warning either: a function'],
    ['either: ((x: number) => void) | ((x: string) => void)', 'error either: a function'],
    ['format: Intl.NumberFormat', 'error format: an Intl.NumberFormat'],
    ['...hooks: (() => void)[]', 'warning hooks[]: a function'],
    ['...hooks: [() => void]', 'error hooks[]: a function'],
    ['shared: SharedArrayBuffer', 'warning shared: a SharedArrayBuffer (processes)'],
    ["stream: import('node:stream').Readable", 'error stream: a Readable'],
    ['shape: { area(): number }', 'warning shape.area: a method'],
    ['shape: { area?(): number }', 'warning shape.area: a function'],
    ['field: PropertyDescriptor', 'warning field.get: a function'],
    ["file: import('node:fs').Stats", 'class file: Stats'],
    // Every object has a toString; the first method stands for all.
    ['shape: { toString(): string; area(): number; rim(): number }', 'warning shape.area: a method'],
    ['shape: { area(): number; parts: { rim(): number }[] }', 'warning shape.area: a method'],
    ['observer: { next: () => void; error: () => void; id: string }', 'error observer.next: a function'],
    ['job: { run: () => void; done?: () => void; url: URL }', 'error job.run: a function'],
    // An object with methods may have a class, whose functions are not sent.
    [
      'schema: { parse(text: string): string; spa: () => void; def: { log?: () => void } }',
      'warning schema.parse: a method',
    ],
    ['schema: { types?: { input: symbol } }', 'warning schema.types.input: a symbol'],
    ['{ onDone }: { onDone: () => void }', 'error .onDone: a function'],
    ['url: URL', 'empty url: a URL (both)'],
    ['either: URL | string', 'empty either: a URL (both) perhaps'],

    ['query: { text: URLSearchParams }', 'empty query.text: a URLSearchParams (both)'],
    ["key: import('node:crypto').KeyObject", 'empty key: a KeyObject (processes)'],
    ['text: Buffer', 'buffer-copies-pool'],
  ])('%s: %s', (parameter, ...said) => {
    expect(argument(parameter)).toEqual(said);
  });

  it.each([
    ['branded arrays', "ids: string[] & { readonly brand: 'ids' }, point: [x: number, y: number] & { brand: 'p' }"],
    ['branded bytes', "bytes: Uint8Array & { readonly brand: 'bytes' }, grid: number[][] & { width?: number }"],
    ['errors with codes', 'a: Error & { code: string }, b: NodeJS.ErrnoException'],
    ['what iterates', 'a: Iterable<number>, b: ArrayLike<number>, c: TemplateStringsArray'],
    ['plain values', 'a: number, b: string, c: bigint, d: boolean, e: null, f: undefined'],
    ['records and lists', 'user: { name: string; tags: readonly string[]; at?: Date }, pairs: [string, number][]'],
    ['the containers of the language', 'a: Map<string, Set<number>>, b: RegExp, c: Date, d: Error'],
    ['memory', 'a: Float64Array, b: ArrayBuffer, c: DataView'],
    ['what the type leaves open', 'a: unknown, b: object'],
    ['a branded string', 'id: string & { readonly brand: unique symbol }'],
    ['an enumeration of words', "mode: 'fast' | 'slow'"],
    ['a record by name', 'byName: Record<string, number>'],
    ['a recursive type', 'tree: Tree', 'interface Tree { value: number; children: Tree[] }'],
    ['a class that only holds data', 'point: Point', 'class Point { x = 0; y = 0; }'],
    ['a match', 'match: RegExpExecArray'],
    [
      'what every object inherits',
      'value: { toString(): string; valueOf(): object; hasOwnProperty(key: string): boolean }',
    ],
    [
      'what an interface marks as internal',
      'schema: { "~standard": { types?: { input: URL } }; _run: () => void; _log(): void }',
    ],
  ])('of %s is fine', (_, parameters, before = '') => {
    expect(argument(parameters, before)).toEqual([]);
  });

  it.each([
    ['methods', 'class Box { size = 0; area() { return this.size; } }'],
    ['accessors', 'class Box { size = 0; get area() { return this.size; } }'],
    ['private fields', 'class Box { #size = 0; }'],
    ['inherited methods', 'class Base { area() { return 0; } } class Box extends Base { size = 0; }'],
  ])('of a class with %s loses the class', (_, before) => {
    expect(argument('box: Box', before)).toEqual(['class box: Box']);
    expect(argument('order: { boxes: Box[] }', before)).toEqual(['class order.boxes[]: Box']);
  });

  it.each([
    ['class Box { onChange = () => 1; area() { return 1; } }', 'error box.onChange: a function'],
    [
      'class Box { constructor() { this.area = this.area.bind(this); } area() { return 1; } }',
      'error box.area: a function',
    ],
    // Only some instances have the function.
    [
      'class Box { constructor(area?: () => number) { if (area) this.area = area; } area() { return 1; } }',
      'warning box.area: a function',
    ],
    [
      'class Base { bind() { this.area = this.area.bind(this); } area() { return 1; } } class Box extends Base {}',
      'warning box.area: a function',
    ],
    [
      'class Box { constructor(readonly _done: () => void) {} area() { return this._done; } }',
      'error box._done: a function',
    ],
    ['class Box { size = 0; constructor() { this.size = 1; } area() { return this.size; } }', 'class box: Box'],
    [
      'class Box { size = 0; area() { return 1; } static { const self = { area: () => 1 }; self.area = () => 2; } }',
      'class box: Box',
    ],
    // A field that cannot be a function itself is judged by its own members.
    [
      'interface Log { write(text: string): void } class Box { constructor(readonly log: Log) {} area() { return this.log; } }',
      'warning box.log.write: a method',
    ],
    [
      'class Box { done: (() => void)[] | null = null; end?: () => void; area() { return 1; } }',
      'warning box.end: a function',
    ],
    ['class Lid { area() { return 1; } } class Box { lid = new Lid(); area() { return 1; } }', 'class box: Box'],
  ])('of a class that holds a function is rejected: %s', (before, said) => {
    expect(argument('box: Box', before)).toEqual([said]);
  });

  it('of a list whose elements are mapped has no methods, and the path to an element', () => {
    const before = 'type Later<A> = { [K in keyof A]: Promise<A[K]> };';
    const text = `${before}\n/** @inputs [] */\nexport function task<A extends readonly unknown[]>(...all: [...Later<A>]) { return all.length; }`;
    expect(check(text)).toMatchObject([{ code: 'argument-not-cloneable', args: { path: 'all[]', what: 'a Promise' } }]);
  });

  it('is marked at its parameter', () => {
    expect(check('/** @inputs [] */\nexport function task(a: number, f: () => void) {}')[0]?.location).toMatchObject({
      line: 2,
      column: 33,
    });
  });
});

describe('a result', () => {
  it.each([
    ['() => 1', 'result-not-cloneable'],
    ['({ next: () => 1 })', 'result-not-cloneable'],
    ['new Box()', 'class-instance-loses-prototype'],
    ["new URL('https://example.org')", 'arrives-empty'],
    ['new Proxy({ x }, {})', 'result-not-cloneable'],
    ["Buffer.from('text')", 'buffer-copies-pool'],
  ])('%s: %s', (value, code) => {
    const box = 'class Box { #size = 0; }';
    expect(codes(task('x: number', `return ${value}`, box))).toEqual([code]);
    expect(
      codes(
        `${box}\n/** @inputs [] */\nexport const task = async (x: number) => ${value.startsWith('()') ? `(${value})` : value}`,
      ),
    ).toEqual([code]);
  });

  it.each(['', 'return x', 'return { x, at: new Date(x) }', 'return [[x]]', 'return Promise.resolve(x)'])(
    'of type "%s" is fine',
    (body) => {
      expect(codes(task('x: number', body))).toEqual([]);
    },
  );
});

describe('a result whose type allows a function', () => {
  const before = 'interface Job { id: number; delay?: number | (() => number) }';
  const result = (body: string): string[] =>
    codes(`${before}\n/** @inputs [] */\nexport function task(id: number): Job { const job = find(id); ${body} return job; }
declare function find(id: number): Job;`);

  it.each([
    'job.id++;',
    "if (typeof job.delay === 'function') job.delay = job.delay();",
    "if (typeof job.delay === 'number') { const { delay, ...rest } = job; return rest; }",
    "if (typeof job.delay === 'function') { const { id, ...rest } = job; return { id, ...rest }; }",
  ])('is reported: %s', (body) => {
    expect(result(body)).toEqual(['result-not-cloneable']);
  });

  it.each([
    "if (typeof job.delay === 'function') { const { delay, ...rest } = job; return rest; }",
    "if (typeof job.delay === 'function') delete job.delay;",
  ])('is fine if it leaves the function out: %s', (body) => {
    expect(result(body)).toEqual([]);
  });
});

it('an object with events that only browsers have cannot be sent', () => {
  const dom = '/// <reference lib="dom" />\n';
  const of = (type: string) =>
    check(`${dom}/** @inputs [] */\nexport function task(value: ${type}) { value.toString(); }`)[0];
  expect(of('XMLHttpRequest')).toMatchObject({ code: 'argument-not-cloneable', args: { what: 'an XMLHttpRequest' } });
  expect(of('HTMLElement')).toMatchObject({ code: 'argument-not-cloneable', args: { what: 'an HTMLElement' } });
  expect(of('EventTarget')).toMatchObject({ code: 'arrives-empty' });
  expect(of('WebSocket')).toMatchObject({ code: 'arrives-empty' });
});

describe('a Buffer', () => {
  it.each([
    ['file.readUInt32LE(0)', 'warning', 'readUInt32LE'],
    ["file.toString('hex')", 'warning', 'toString'],
    ['file.equals(file)', 'warning', 'equals'],
    ['file.length', 'information', undefined],
    ['file.slice(0, 1)', 'information', undefined],
  ])('whose %s is used: %s', (body, severity, method) => {
    expect(check(task('file: Buffer', `return ${body} !== undefined;`))).toMatchObject([
      { code: 'buffer-copies-pool', severity, args: method === undefined ? {} : { method } },
    ]);
  });
});

it.each([
  ['Error', 'class Box extends Error { override name = "Box"; }', 'an Error'],
  ['Map', 'class Box extends Map<string, number> { first() { return [...this.keys()][0]; } }', 'a Map'],
  ['Array', 'class Box extends Array<number> { sum() { return this.length; } }', 'an array'],
])('a subclass of %s arrives as its base class', (_, before, as) => {
  expect(check(task('box: Box', '', before))).toMatchObject([{ code: 'class-instance-loses-prototype', args: { as } }]);
});

it('a class that extends a stream is rejected as a stream is', () => {
  const before = "import { Transform } from 'node:stream'; class Zip extends Transform { level = 1; }";
  expect(argument('zip: Zip', before)).toEqual(['error zip: a Zip']);
});

it('cloning is checked in candidates only', () => {
  expect(codes('export function task(f: () => void) { return f; }')).toEqual([]);
});

it('memory of WebAssembly may be shared with threads', () => {
  const dom = '/// <reference lib="dom" />\n';
  expect(
    check(`${dom}/** @inputs [] */\nexport function task(memory: WebAssembly.Memory) { memory.grow(1); }`),
  ).toMatchObject([{ code: 'argument-not-cloneable', severity: 'warning' }]);
});

it('types of JavaScript come from JSDoc', () => {
  const text = '/**\n * @param {() => void} f\n * @inputs []\n */\nexport function task(f) { f(); }';
  expect(codes(text, 'js')).toEqual(['argument-not-cloneable']);
});

it('checks a result of nested tuples, about which the compiler must not be asked for a promise', () => {
  const type = `type Nested<T, N extends unknown[] = []> = N['length'] extends 60 ? T : Nested<[T, T], [...N, 0]>;`;
  const code = `${type}\n/** @inputs [] */\nexport function f(of: Nested<() => void>): Nested<1> { throw of; }`;
  expect(codes(code)).toEqual([]);
});

describe('a part of a result', () => {
  const before =
    'interface Node { id: number; cache: WeakMap<object, Node> | null; run?: () => void; all: Map<string, () => void>; }';
  const found = (body: string): string[] =>
    codes(`${before}\n/** @inputs [] */\nexport function task(x: number): Node { ${body} }\n`);

  it.each([
    'return { id: x, cache: null, all: new Map() };',
    'const made: Node = { id: x, cache: null, all: new Map() }; return made;',
    'const all = new Map<string, () => void>(); return { id: x, cache: null, all };',
    'if (x) return { id: 0, cache: null, all: new Map() }; return { id: x, cache: null, run: undefined, all: new Map() };',
    'const made: Node = { id: x, cache: null, all: new Map() }; made.id = 2; return made;',
  ])('that is not set yet does not keep it from being sent: %s', (body) => {
    expect(found(body)).toEqual([]);
  });

  it.each([
    'return { id: x, cache: new WeakMap(), all: new Map() };',
    "return { id: x, cache: null, all: new Map([['a', () => 1]]) };",
    'const made: Node = { id: x, cache: null, all: new Map() }; made.cache = new WeakMap(); return made;',
    "const made: Node = { id: x, cache: null, all: new Map() }; made.all.set('a', () => 1); return made;",
    'const made: Node = { id: x, cache: null, all: new Map() }; fill(made); return made; function fill(node: Node) { node.run = () => 1; }',
    "const all = new Map<string, () => void>(); all.set('a', () => 1); return { id: x, cache: null, all };",
    'if (x) return { id: 0, cache: null, all: new Map() }; return { id: x, cache: null, run: () => 1, all: new Map() };',
    'const base: Partial<Node> = { run: () => 1 }; return { id: x, cache: null, all: new Map(), ...base };',
  ])('may keep it from being sent: %s', (body) => {
    expect(found(body)).toEqual(['result-not-cloneable']);
  });
});
