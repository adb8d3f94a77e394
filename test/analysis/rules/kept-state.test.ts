import { describe, expect, it } from 'vitest';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('kept-state-');

const found = (file: string): string[] =>
  modules.check(file).map(({ code, severity, args }) => {
    const shown = 'mayDiffer' in args ? 'may differ' : severity;
    return `${code} ${'variable' in args ? args.variable : ''} ${shown}`.replaceAll('  ', ' ');
  });

const settings =
  'const kept = { size: 1 }; function configure(more?: object) { if (more) Object.assign(kept, more); return kept; }';
const counter = 'class Counter { static total = 0; static #kept = 0; ';

const entries = 'const byId = new Map<number, { n: number }>();';

describe('state that a task writes', () => {
  it.each(
    modules
      .tasks([
        ['count', 'let count = 0;', 'count++; return count;'],
        [
          'context',
          'let context: { count: number } | null = null; export function during(run: () => void) { context = { count: 0 }; run(); }',
          'if (context) context.count = context.count + 1; return x;',
        ],
        ['all', 'const all = new Map<number, number>();', 'all.set(x, x);'],
        [
          'open',
          'const open: Record<number, boolean> = {};',
          'if (x in open) { delete open[x]; return true; } return false;',
        ],
        ['all', 'declare const made: number[] | undefined; const all = made;', 'all?.push(x);'],
        ['counts', 'const counts = new Map<number, number>();', 'counts.set(x, (counts.get(x) ?? 0) + 1);'],
        ['seen', 'const seen = new Set<number>();', 'if (seen.has(x)) return false; seen.add(x); return true;'],
        ['best', 'let best = Infinity;', 'if (x < best) best = x; return best;'],
        ['Counter.total', `${counter} static add(n: number) { Counter.total += n; } }`, 'Counter.add(x);'],
        ['Counter.total', `${counter} static add(n: number) { this.total += n; } }`, 'Counter.add(x);'],
        ['Counter.#kept', `${counter} static add(n: number) { Counter.#kept += n; } }`, 'Counter.add(x);'],
        ['state', 'const state = { total: 0 };', 'const s = state; s.total += x;'],
        ['store', 'const store = { list: [] as number[] };', 'const { list } = store; list.push(x);'],
        [
          'totals',
          'const totals: number[] = []; function record(list: number[], n: number) { list.push(n); }',
          'record(totals, x);',
        ],
        ['state', 'const state: Record<string, number> = {};', 'Object.assign(state, { [x]: x });'],
        [
          'stats',
          'class Stats { total = 0; add(n: number) { this.total += n; } } const stats = new Stats();',
          'stats.add(x);',
        ],
        ['log', 'const log = { lines: [] as number[], write(n: number) { this.lines.push(n); } };', 'log.write(x);'],
        ['n', 'function counting() { let n = 0; return () => ++n; } const next = counting();', 'return next();'],
        [
          'total',
          'const sums = (() => { let total = 0; return { add(n: number) { total += n; return total; } }; })();',
          'return sums.add(x);',
        ],
        [
          'total',
          'function counter(total = 0) { return (n: number) => (total += n); } const add = counter();',
          'return add(x);',
        ],
        [
          'list',
          'function recorder(list: number[]) { return { write(n: number) { list.push(n); } }; } const log = recorder([]);',
          'log.write(x);',
        ],
        ['kept', settings, 'configure(); configure({ size: x }); return x;'],
        ['kept', settings, 'if (!kept.size) configure({ size: x }); configure({ size: 2 }); return x;'],
        ['kept', settings, 'return [{ size: x }].map(configure);'],
        ['shared', 'const shared = { found: 0 }; const ask = () => shared.found;', 'shared.found = x; return ask();'],
        ['sum', 'let sum = 0; const ask = () => sum;', 'const old = sum; sum = 0; ask(); sum += old + x; return x;'],
        [
          'failures',
          'const failures = { count: 0 };',
          'try { return JSON.parse(String(x)); } catch { failures.count++; } return 0;',
        ],
        ['list', 'const list: number[] = [];', 'list.push(x); return list.shift();'],
        [
          'instance',
          'class Log { list: number[] = []; add(n: number) { this.list.push(n); } } let instance: Log | undefined; function log() { if (!instance) instance = new Log(); return instance; }',
          'log().add(x);',
        ],
        [
          'Log.instance',
          'class Log { static instance = new Log(); list: number[] = []; add(n: number) { this.list.push(n); } static get() { return this.instance; } }',
          'Log.get().add(x);',
        ],
        [
          'Log.#own',
          'class Log { static #own?: Log; counts: Record<string, number> = {}; static get instance() { return (Log.#own ??= new Log()); } raise(key: string) { this.counts[key] = (this.counts[key] ?? 0) + 1; } }',
          "Log.instance.raise('a');",
        ],
        ['byId', entries, 'for (const entry of byId.values()) entry.n += x;'],
        ['byId', entries, 'byId.forEach((entry) => { entry.n += x; });'],
        ['byId', entries, 'byId.get(x)!.n++;'],
        ['byId', entries, 'const entry = byId.get(x) ?? { n: 0 }; entry.n++; byId.set(x, entry);'],
        [
          'cache',
          'const cache = new Map<number, number[]>();',
          'let list = cache.get(x); if (!list) { list = [x]; cache.set(x, list); } list.push(1); return list.length;',
        ],
        ['low', 'let low = 0, high = 0;', '[low, high] = [Math.min(low, x), Math.max(high, x)];'],
        ['ids', 'const ids = (function* () { for (let i = 0; ; i++) yield i; })();', 'return ids.next().value! + x;'],
        ['globalThis.total', '', '(globalThis as any).total = ((globalThis as any).total ?? 0) + x;'],
      ])
      .map(([title, file]) => [title, file]),
  )('%s is reported', (name, file) => {
    expect(found(file)).toEqual([`module-state-written ${name} warning`]);
  });

  it.each(
    modules.tasks([
      [
        'put back',
        'const active = new Set<number>();',
        'active.add(x); try { return x; } finally { active.delete(x); }',
      ],
      ['counted up and down', 'let depth = 0;', 'depth++; try { return depth; } finally { depth--; }'],
      [
        'reset by each task',
        'let list: number[] = []; function step(n: number) { list.push(n); }',
        'list = []; step(x); return list.length;',
      ],
      [
        'cleared by each task',
        'const seen = new Set<number>(); function step(n: number) { seen.add(n); }',
        'seen.clear(); step(x); return seen.size;',
      ],
      [
        'a buffer that is filled and read',
        'const buffer = new Float64Array(8);',
        'for (let i = 0; i < 8; i++) buffer[i] = x * i; return Math.max(...buffer);',
      ],
      ['the position of an expression', 'const a = /a/g;', 'a.lastIndex = 0; return a.test(String(x));'],
      ['done once', 'let ready = false;', 'if (!ready) { ready = true; } return x;'],
      [
        'made by the task',
        'function counting() { let n = 0; return () => ++n; }',
        'const next = counting(); next(); return next();',
      ],
      [
        'an object of the task',
        'class Stats { total = 0; add(n: number) { this.total += n; } }',
        'const stats = new Stats(); stats.add(x); return stats.total;',
      ],
      [
        'a list of the task',
        'function record(list: number[], n: number) { list.push(n); }',
        'const list: number[] = []; record(list, x); return list;',
      ],
      [
        'an element of a copy',
        'const list = [1, 2];',
        'for (let n of list) { n += x; } return list.map((n) => n + x);',
      ],
      [
        'a copy of its elements',
        'const byId = new Map<number, { n: number }>();',
        'const copies = [...byId.values()].map((entry) => ({ ...entry })); for (const each of copies) each.n++; return copies;',
      ],
      ['an iterator of the task', 'const list = [1, 2];', 'const all = list.values(); all.next(); return x;'],
      ['a copy', 'const base = { list: [1] };', 'const list = base.list.slice(); list.push(x); return list;'],
      [
        'a parser that resets its position',
        'class Parser { at = 0; parse(text: string) { this.at = 0; while (this.at < text.length) this.at++; return this.at; } } const parser = new Parser();',
        'return parser.parse(String(x));',
      ],
      [
        'a parameter of a function that the task calls',
        'function recorder(list: number[], n = 0) { return { write(x: number) { n += x; list.push(n); } }; }',
        'const list: number[] = []; recorder(list).write(x); return list;',
      ],
      [
        'there during the call only',
        'let context: { n: number } | null = null; const depth = () => context?.n ?? 0;',
        'const isRoot = !context; if (isRoot) context = { n: x }; try { return depth(); } finally { if (isRoot) context = null; }',
      ],
      [
        'a member that is there during the call only',
        'const shared: { value?: number | undefined } = {}; const ask = () => shared.value;',
        'shared.value = x; try { return ask(); } finally { shared.value = undefined; }',
      ],
      [
        'a flag of a call',
        'let busy = false; const ask = () => busy;',
        'if (busy) return 0; busy = true; try { return ask(); } finally { busy = false; }',
      ],
      [
        'put back to what it was',
        'let broke = false; const breaks = () => { broke = true; };',
        'const outer = broke; broke = false; try { breaks(); return broke; } finally { broke = broke || outer; }',
      ],
      [
        'a limit that is put back',
        'const settings = { limit: 10 }; const ask = () => settings.limit;',
        'const saved = settings.limit; settings.limit = 0; try { return ask() + x; } finally { settings.limit = saved; }',
      ],
      [
        'a way that turned out to be closed',
        'let fast: (() => number) | null = () => 1;',
        'if (fast) { try { return fast(); } catch { fast = null; } } return x;',
      ],
      [
        'a stack',
        'const open: number[] = []; const enter = (n: number) => { open.push(n); }; const leave = () => open.pop();',
        'enter(x); return leave();',
      ],
      [
        'marks of objects',
        'const done = new WeakSet<object>(); function once(on: object) { if (!done.has(on)) { done.add(on); } }',
        'once({ x }); return x;',
      ],
      [
        'forgotten of an object',
        'const cache = new WeakMap<object, number>(); function forget(on: object) { cache.delete(on); return cache.has(on); }',
        'return forget({ x });',
      ],
      [
        'attached to an argument',
        'const pending = new WeakMap<object, number[]>(); function note(on: object, n: number) { let list = pending.get(on); if (!list) { list = []; pending.set(on, list); } list.push(n); }',
        'note({ x }, x); return x;',
      ],
      ['assigned, and read nowhere', 'let sink = 0;', 'sink = x * 2; return x;'],
      ['assigned, exported, and read nowhere', 'export let sink = 0;', 'sink = x * 2; return x;'],
      ['filled, exported, and read nowhere', 'export const out = new Float64Array(8);', 'out[x] = x * 2; return x;'],
      [
        'set where it is missing',
        'const kept: { locale?: number } = {}; function configure(more: object) { Object.assign(kept, more); }',
        'if (!kept.locale) configure({ locale: 1 }); return kept.locale;',
      ],
      ['set only with an argument', settings, 'return configure().size === x;'],
      ['only read', 'const base = { a: 1 };', 'return Object.assign({}, base, { x });'],
    ]),
  )('nothing is reported of what is %s', (_, file) => {
    expect(found(file)).toEqual([]);
  });
});

describe('a cache', () => {
  const map = 'const cache = new Map<number, number>();';
  const fill = (value: string, key = 'x'): string =>
    `const hit = cache.get(${key}); if (hit !== undefined) return hit; const made = ${value}; cache.set(${key}, made); return made;`;

  const lru =
    'class Lru<V> { #map = new Map<number, V>(); get(key: number) { const value = this.#map.get(key); if (value !== undefined) { this.#map.delete(key); this.#map.set(key, value); } return value; } set(key: number, value: V) { if (this.#map.has(key)) this.#map.delete(key); this.#map.set(key, value); if (this.#map.size > 9) this.#map.delete(this.#map.keys().next().value!); } }';

  it.each(
    modules.tasks([
      ['of a sum', map, fill('x * x')],
      [
        'of an object',
        'const cache = new WeakMap<object, number>(); function sizeOf(on: object) { let size = cache.get(on); if (size === undefined) { size = Object.keys(on).length; cache.set(on, size); } return size; }',
        'return sizeOf({ x });',
      ],
      ['of the newest', `${lru} const cache = new Lru<number>();`, fill('x * x')],
      [
        'of a subclass of Map',
        'class Lru extends Map<number, number> { override set(key: number, value: number) { if (this.size > 9) this.clear(); return super.set(key, value); } } const cache = new Lru();',
        fill('x * x'),
      ],
      [
        'of a package',
        'declare class LRUCache<K, V> { constructor(options: { max: number }); get(key: K): V | undefined; set(key: K, value: V): this; } declare namespace LRUCache { type Size = number; } const cache = new LRUCache<number, number>({ max: 9 });',
        fill('x * x'),
      ],
      [
        'that may be missing',
        'const cache = (process.argv.length > 1 ? new Map() : undefined) as Map<number, number> | undefined; declare const process: any;',
        fill('x * x').replaceAll('cache.', 'cache?.'),
      ],
      ['of limited size', map, `if (cache.size > 9) cache.delete(0); ${fill('Math.sqrt(x)')}`],
      [
        'of a function from a text',
        'let cache: (() => number) | undefined;',
        "if (cache === undefined) cache = new Function('return 1') as typeof cache; return cache!() + x;",
      ],
      [
        'of a promise',
        'let cache: Promise<void> | undefined;',
        'if (!cache) cache = Promise.resolve(); return cache.then(() => x);',
      ],
      ['by index, if it is missing', 'const cache: number[] = [];', 'return cache[x] ?? (cache[x] = x * 2);'],
      [
        'whose entries are only read',
        'const cache = new Map<number, { by: number }>();',
        'let hit = cache.get(x); if (!hit) { hit = { by: x * 2 }; cache.set(x, hit); } return hit.by + 1 - -hit.by;',
      ],
      ['by index', 'const cache: number[] = [];', 'return (cache[x] ??= x * 2);'],
      ['by all that it depends on', map, fill('x * y', 'x * 1000 + y')],
      ['of a function of the project', `function twice(n: number) { return n * 2; } ${map}`, fill('twice(x)')],
      [
        'of a table',
        'let cache: number[] | undefined; function table() { return Array.from({ length: 9 }, (_, i) => i); }',
        'cache ??= table(); return cache[x];',
      ],
    ]),
  )('%s is proven to be correct', (_, file) => {
    expect(found(file)).toEqual(['cache-per-worker cache information']);
  });

  it('is not said to be sent if its keys are objects', () => {
    const [[, byObject] = ['', ''], [, byKey] = ['', '']] = modules.tasks([
      [
        '',
        'const cache = new WeakMap<object, number>(); function sizeOf(on: object) { if (!cache.has(on)) cache.set(on, 1); return cache.get(on); }',
        'return sizeOf({ x });',
      ],
      ['', map, fill('x * x')],
    ]);
    expect(modules.check(byObject).map(({ args }) => args)).toEqual([{ variable: 'cache', weak: true }]);
    expect(modules.check(byKey).map(({ args }) => args)).toEqual([{ variable: 'cache' }]);
  });

  it.each(
    modules.tasks([
      [
        'whose type is taken from itself',
        'let cache: (() => number) | undefined; declare const code: string;',
        'if (cache === undefined) cache = new Function(code) as typeof cache; return cache!() + x;',
      ],
      ['of files', `import { readFileSync } from 'node:fs'; ${map}`, fill("readFileSync(String(x), 'utf8').length")],
      ['of more than its key', map, fill('x * y')],
      [
        'of what changes',
        `let factor = 1; export const scale = (by: number) => { factor = by; }; ${map}`,
        fill('x * factor'),
      ],
      [
        'whose entries change',
        'const cache = new Map<number, { by: number; last: number }>();',
        'let entry = cache.get(x); if (!entry) { entry = { by: x, last: 0 }; cache.set(x, entry); } entry.last = y; return entry.by;',
      ],
      ['of the first task', 'let cache: number[] | undefined;', 'if (!cache) cache = [x]; return cache[0];'],
      [
        'of an object of the program',
        'class Db { find(n: number) { return n; } } let cache: Db | undefined;',
        'cache ??= new Db(); return cache.find(x);',
      ],
      [
        'that fills itself',
        'class Lru { #map = new Map<number, number>(); get(key: number, make: (n: number) => number) { let value = this.#map.get(key); if (value === undefined) { value = make(key); this.#map.set(key, value); if (this.#map.size > 9) this.#map.delete(this.#map.keys().next().value!); } return value; } } const cache = new Lru();',
        'return cache.get(x, (n) => n * n);',
      ],
      [
        'in a parameter',
        'function memo(f: (n: number) => number, cache = new Map<number, number>()) { return (n: number) => { let v = cache.get(n); if (v === undefined) { v = f(n); cache.set(n, v); } return v; }; } const square = memo((n) => n * n);',
        'return square(x);',
      ],
      [
        'in a closure',
        'function memo(f: (n: number) => number) { const cache = new Map<number, number>(); return (n: number) => { let v = cache.get(n); if (v === undefined) { v = f(n); cache.set(n, v); } return v; }; } const square = memo((n) => n * n);',
        'return square(x);',
      ],
    ]),
  )('%s may differ between workers', (_, file) => {
    expect(found(file)).toEqual(['cache-per-worker cache may differ']);
  });

  it.each(
    modules.tasks([
      [
        'is shared by its service',
        'declare class Cache { get(key: number): Promise<number | undefined>; set(key: number, value: number): Promise<void>; } const cache = new Cache();',
        'return cache.get(x).then((hit) => hit ?? cache.set(x, x * x));',
      ],
      [
        'is not a store of a package',
        'declare class Settings { get(key: number): number | undefined; set(key: number, value: number): void; } const settings = new Settings();',
        'if (settings.get(x) === undefined) settings.set(x, 1); return settings.get(x);',
      ],
      [
        'is only there while another function runs',
        'let context: { count: number } | null = null; export function during(run: () => void) { context = { count: 0 }; run(); context = null; } function note() { if (context) context.count = context.count + 1; }',
        'note(); return x;',
      ],
      [
        'recognizes objects of the worker',
        'let last: object | undefined; function mark(on: object) { if (last !== on) { last = undefined; } last = on; }',
        'mark({ x }); return x;',
      ],
      [
        'has no entry of an earlier task',
        'class Active { #set = new Set<number>(); add(n: number) { this.#set.add(n); } remove(n: number) { this.#set.delete(n); } } const active = new Active();',
        'active.add(x); try { return x; } finally { active.remove(x); }',
      ],
      [
        'of the task',
        lru,
        'const own = new Lru<number>(); if (own.get(x) === undefined) own.set(x, 1); return own.get(x);',
      ],
    ]),
  )('nothing is reported of what %s', (_, file) => {
    expect(found(file)).toEqual([]);
  });

  it('of numbers that are given out differs between workers', () => {
    expect(found(ids)).toEqual(['module-state-written next warning', 'cache-per-worker ids may differ']);
  });
  const [[, ids] = ['', '']] = modules.tasks([
    [
      '',
      'const ids = new Map<number, number>(); let next = 0;',
      'let id = ids.get(x); if (id === undefined) { id = next++; ids.set(x, id); } return id;',
    ],
  ]);
});
