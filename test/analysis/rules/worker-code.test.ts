import { describe, expect, it } from 'vitest';
import { shortCode } from './short-code.ts';
import { WrittenModules } from './written-modules.ts';

const modules = new WrittenModules('worker-code-');
const write = (path: string, content: string): string => modules.write(path, content);
const module = (text: string): string => modules.module(text);
const check = (file: string) => modules.check(file);
const codes = (file: string): string[] => check(file).map(({ code }) => code);
const withModules = (rows: readonly [string, string][]): [string, string][] =>
  rows.map(([title, text]) => [title, module(text)]);

const comlink = "import * as Comlink from 'comlink';\n";
const workerpool = "import workerpool from 'workerpool';\n";
const threads = "import { parentPort } from 'node:worker_threads';\n";
const worker = "new Worker(new URL('./api.ts', import.meta.url), { type: 'module' })";

/** Programs of workers, which run `CODE` for a number `n`. */
const programs: [string, string][] = [
  ['a method that workerpool offers', `${workerpool}workerpool.worker({ run(n: number) { CODE } });`],
  ['an arrow function that workerpool offers', `${workerpool}workerpool.worker({ run: (n: number) => { CODE } });`],
  [
    'an object that workerpool offers',
    `${workerpool}const methods = { run(n: number) { CODE } };\nworkerpool.worker(methods);`,
  ],
  ['an object that Comlink exposes', `${comlink}const api = { run(n: number) { CODE } };\nComlink.expose(api);`],
  ['a nested object that Comlink exposes', `${comlink}Comlink.expose({ inner: { run: (n: number) => { CODE } } });`],
  ['an instance that Comlink exposes', `${comlink}class Api { run(n: number) { CODE } }\nComlink.expose(new Api());`],
  ['a class that Comlink exposes', `${comlink}class Api { run(n: number) { CODE } }\nComlink.expose(Api);`],
  [
    'an inherited method that Comlink exposes',
    `${comlink}class Base { run(n: number) { CODE } }\nclass Api extends Base {}\nComlink.expose(new Api());`,
  ],
  ['a function that Comlink exposes', `${comlink}Comlink.expose((n: number) => { CODE });`],
  ['a module of threads', "import { expose } from 'threads/worker';\nexpose({ run(n: number) { CODE } });"],
  [
    'a worker of poolifier',
    "import { ThreadWorker } from 'poolifier';\nexport default new ThreadWorker((n: number) => { CODE });",
  ],
  [
    'a class of poolifier',
    "import { ThreadWorker } from 'poolifier';\nclass Own extends ThreadWorker<number> { constructor() { super((n: number) => { CODE }); } }\nexport default new Own();",
  ],
  [
    'a case of a message',
    `${threads}function run(n: number) { CODE }\nparentPort!.on('message', (m: { type: string; n: number }) => { let result; switch (m.type) { case 'run': result = run(m.n); break; } parentPort!.postMessage({ result }); });`,
  ],
  [
    'a table of functions',
    `${threads}const table = { run(n: number) { CODE } };\nparentPort!.on('message', (m: any) => { parentPort!.postMessage(table[m.type](m.n)); });`,
  ],
  [
    'a function of a web worker',
    'function run(n: number) { CODE }\nself.onmessage = (e: MessageEvent) => { self.postMessage(run(e.data)); };',
  ],
  [
    'a function of a web worker without self',
    'function run(n: number) { CODE }\nonmessage = ({ data }: MessageEvent) => { postMessage(run(data)); };',
  ],
  [
    'a function of a web worker that adds a listener',
    "function run(n: number) { CODE }\naddEventListener('message', (e) => { postMessage({ id: 1, result: run(e.data.n) }); });",
  ],
];

/** Listeners, which run `CODE` for a number `n`. */
const listeners: [string, string][] = [
  ['a listener of a thread', `${threads}parentPort!.on('message', (n: number) => { CODE });`],
  ['a listener of a port', `${threads}parentPort!.onmessage = ({ data: n }: MessageEvent) => { CODE };`],
  ['a listener of a process', "process.on('message', (n: number) => { CODE });"],
  [
    'a listener of a web worker',
    'declare const self: DedicatedWorkerGlobalScope;\nself.onmessage = ({ data: n }) => { CODE };',
  ],
  [
    'a listener of a web worker by another name',
    "const context = self as unknown as Worker;\ncontext.addEventListener('message', ({ data: n }) => { CODE context.postMessage(1); });",
  ],
];

describe.each(programs)('%s', (_, text) => {
  const filled = (code: string): string =>
    module(`let total = 0;\nclass Odd extends Error {}\n${text.replace('CODE', code)}`);
  const [bad, good] = [filled("if (n < 0) throw new Odd('x'); total += n; return () => n;"), filled('return n * 2;')];

  it('has the findings of a task', () => {
    expect(
      check(bad)
        .map(({ code, severity }) => `${code} ${severity}`)
        .sort(),
    ).toEqual(['error-class-lost information', 'module-state-written warning', 'result-not-cloneable error']);
  });

  it('has none if it only computes', () => {
    expect(codes(good)).toEqual([]);
  });
});

describe.each(listeners)('%s', (_, text) => {
  const filled = (code: string): string => module(`let total = 0;\n${text.replace('CODE', code)}`);
  const bad = filled("total += n; process.env['N'] = String(n);");
  const good = filled("if (n < Date.now()) throw new Error('x');");

  it('has the findings that apply to it', () => {
    expect(check(bad).map(({ code, severity }) => [code, severity])).toEqual([
      ['module-state-written', 'information'],
      ['environment-written', 'warning'],
    ]);
  });

  it('may throw, reply later and use the clock', () => {
    expect(codes(good)).toEqual([]);
  });
});

describe('a listener', () => {
  const onMessage = (before: string, code: string): string =>
    `${threads}${before}\nparentPort!.on('message', async (m: any) => { ${code} });`;
  const onPurpose: [string, string][] = [
    ['settings', onMessage('let by = 1;', "if (m.type === 'init') by = m.by; else parentPort!.postMessage(m.n * by);")],
    ['the last message', onMessage('let last: any;\nexport const ask = () => last;', 'last = m;')],
    [
      'a sum that a message asks for',
      onMessage(
        'let total = 0;',
        "switch (m.type) { case 'add': total += m.n; break; case 'end': parentPort!.postMessage(total); }",
      ),
    ],
    [
      'a list until a message ends it',
      onMessage(
        'const rows: number[] = [];',
        "if ('end' in m) { parentPort!.postMessage(rows); return; } rows.push(m.n);",
      ),
    ],
    [
      'jobs in progress',
      onMessage(
        'const jobs = new Map<number, AbortController>();\nfunction end(id: number) { jobs.delete(id); }',
        'const job = new AbortController(); jobs.set(m.id, job); await fetch(m.url, job); end(m.id);',
      ),
    ],
  ];
  it.each(withModules(onPurpose))('may keep %s', (_, file) => {
    expect(codes(file)).toEqual([]);
  });

  const byAccident: [string, string][] = [
    ['numbers', onMessage('let next = 0;', 'parentPort!.postMessage({ id: ++next, n: m.n });')],
    [
      'what was seen',
      onMessage(
        'const seen = new Set<number>();',
        'if (seen.has(m.id)) return; seen.add(m.id); parentPort!.postMessage(m.n);',
      ),
    ],
  ];
  it.each(withModules(byAccident))('that keeps %s is reported', (_, file) => {
    expect(check(file).map(({ code, severity }) => [code, severity])).toEqual([
      ['module-state-written', 'information'],
    ]);
  });
});

describe('no worker code', () => {
  const rows: [string, string][] = [
    ['a listener of a page', "let n = 0;\nwindow.addEventListener('message', (e) => { n += e.data; });"],
    [
      'a listener of a page without window',
      "let n = 0;\naddEventListener('message', (e) => { n += e.data; document.title = String(n); });",
    ],
    ['a frame that replies', "let n = 0;\nonmessage = (e) => { n += e.data; postMessage(n, 'https://example.org'); };"],
    [
      'a service worker',
      "let n = 0;\nself.addEventListener('fetch', () => { n++; });\nself.addEventListener('message', (e: any) => { n++; self.postMessage(n); });",
    ],
    ['the listener for a worker', `let n = 0;\nconst w = ${worker};\nw.onmessage = (e) => { n += e.data; };`],
    [
      'exit of a forked process, and its working directory',
      "process.on('message', (m: string) => { if (m === 'stop') process.exit(0); process.chdir(m); });",
    ],
    ['a private method', `${comlink}let n = 0;\nclass Api { #run() { n++; } }\nComlink.expose(new Api());`],
    ['a field of an instance', `${comlink}class Api { n = 0; run() { return ++this.n; } }\nComlink.expose(new Api());`],
    [
      'a callback, which is a proxy',
      `${comlink}Comlink.expose({ run(onProgress: (n: number) => void) { onProgress(1); } });`,
    ],
    [
      'what the program of a worker does on load',
      `${comlink}void fetch('/a.wasm');\nComlink.expose({ run: () => 1 });`,
    ],
    [
      'variables that refer to each other',
      `${threads}parentPort!.on('message', (m: number) => { let a; let b; a = String(m); b = a; a = b; });`,
    ],
  ];
  it.each(withModules(rows))('is %s', (_, file) => {
    expect(codes(file)).toEqual([]);
  });

  const pools: [string, string][] = [
    ["import { Pool } from 'pg';\nconst pool = new Pool();", "pool.query('x', [id, () => 1])"],
    ["import mysql from 'mysql2/promise';\nconst pool = mysql.createPool({});", "pool.execute('x', [id, () => 1])"],
    ["import { createPool } from 'generic-pool';\nconst pool = createPool({});", 'pool.use(() => id)'],
    [
      "import { Pool } from 'undici';\nconst pool = new Pool('http://x');",
      "pool.request({ path: '/', body: () => id })",
    ],
    ["import { createPool } from '@vercel/postgres';\nconst pool = createPool();", "pool.query('x', [() => id])"],
  ];
  const uses = pools.map(([pool, call]): [string, string] => [
    shortCode(pool),
    `${pool}\nexport async function all(ids: number[]) { for (const id of ids) await ${call}; }`,
  ]);
  it.each(withModules(uses))('is a pool of connections: %s', (_, file) => {
    expect(codes(file)).toEqual([]);
  });
});

describe('a function that a pool sends as text', () => {
  const pool = `${workerpool}const pool = workerpool.pool();\n`;
  const others = "import { DynamicPool, StaticPool } from 'node-worker-threads-pool';\n";
  const bad: [string, string][] = [
    ['result-not-cloneable', `${pool}export const all = (x: number) => pool.exec((n: number) => () => n, [x]);`],
    [
      'captured-variable',
      `${pool}let sum = 0;\nexport const all = (x: number) => pool.exec((n: number) => { sum += n; }, [x]);`,
    ],
    [
      'captured-variable',
      `${others}const by = 2;\nexport const pool = new StaticPool({ size: 4, task: (n: number) => n * by });`,
    ],
    [
      'argument-not-cloneable',
      `${others}const pool = new DynamicPool(4);\nexport const run = () => pool.exec({ task: (f: unknown) => typeof f, param: () => 1 });`,
    ],
  ];
  const good = [
    `${pool}export const all = (x: number) => pool.exec((n: number) => n * 2, [x]);`,
    `${others}export const pool = new StaticPool({ size: 4, workerData: 2, task(n: number) { return n * (this as any).workerData; } });`,
    `${others}const pool = new DynamicPool(4);\nexport const run = () => pool.exec({ task: (n: number) => n * 2, param: 1 });`,
  ];

  it.each(bad.map(([code, text]): [string, string, string] => [code, shortCode(text), module(text)]))(
    'has %s: %s',
    (code, _, file) => {
      expect(codes(file)).toEqual([code]);
    },
  );

  it.each(withModules(good.map((text) => [shortCode(text), text])))('is fine: %s', (_, file) => {
    expect(codes(file)).toEqual([]);
  });
});

describe('a call of a function in a worker', () => {
  const remotes: [string, string, string][] = [
    ['Comlink', `${comlink}const api = Comlink.wrap<any>(${worker});`, 'api.run'],
    ['an inner object', `${comlink}const api = Comlink.wrap<any>(${worker});`, 'api.inner.run'],
    ['a function', `${comlink}const api = Comlink.wrap<any>(${worker});`, 'api'],
    ['a class', `${comlink}const Api = Comlink.wrap<any>(${worker});\nconst api = await new Api();`, 'api.run'],
    ['a field', `${comlink}class Client { api = Comlink.wrap<any>(${worker}); }\nconst c = new Client();`, 'c.api.run'],
    ['threads', `import { spawn } from 'threads';\nconst api = await spawn<any>(${worker});`, 'api.run'],
    [
      'a proxy of workerpool',
      `${workerpool}const pool = workerpool.pool('/w.js');\nconst api = await pool.proxy();`,
      'api.run',
    ],
    ['jest-worker', "import { Worker } from 'jest-worker';\nconst api = new Worker('/w.js') as any;", 'api.run'],
  ];
  const rows = remotes.map(([title, before, call]): [string, string] => [
    title,
    module(`${before}
export const a = () => ${call}(1, () => 1);
export const b = () => ${call}({ n: [Promise.resolve(1)] });
export const c = () => ${call}({ n: 1, at: new Date(), ids: new Map([['a', 1]]) });
export const d = (xs: number[], table: Float64Array) => xs.map((x) => ${call}(x, table));`),
  ]);

  it.each(rows)('of %s sends its arguments', (_, file) => {
    expect(codes(file)).toEqual(['argument-not-cloneable', 'argument-not-cloneable', 'constant-resent']);
  });

  const api = `${comlink}const api = Comlink.wrap<any>(${worker});\n`;
  const fine: [string, string][] = [
    ['a proxy', `${api}export const go = () => api.run(Comlink.proxy(() => 1));`],
    [
      'what a handler sends',
      `${api}Comlink.transferHandlers.set('f', {} as any);\nexport const go = () => api.run(() => 1);`,
    ],
    ['one worker at a time', `${api}export async function all(xs: number[]) { for (const x of xs) await api.run(x); }`],
  ];
  it.each(withModules(fine))('is fine: %s', (_, file) => {
    expect(codes(file)).toEqual([]);
  });
});

describe('with the types of Comlink', () => {
  write('node_modules/comlink/package.json', '{ "name": "comlink", "version": "4.4.2", "types": "index.d.ts" }');
  write(
    'node_modules/comlink/index.d.ts',
    `export declare const proxyMarker: unique symbol;
export interface ProxyMarked { [proxyMarker]: true }
export type Remote<T> = { [Key in keyof T]: T[Key] };
export declare function proxy<T extends {}>(value: T): T & ProxyMarked;
export declare function expose(value: unknown): void;
export declare function transfer<T>(value: T, list: unknown[]): T;
export declare const transferHandlers: Map<string, unknown>;
export declare function wrap<T>(endpoint: unknown): Remote<T>;`,
  );
  const store = 'let total = 0;\nexport class Store { add(n: number) { total += n; } }';
  const [exposed, kept] = [write('store.ts', store), write('other.ts', store)];
  write(
    'worker.ts',
    "import { expose } from 'comlink';\nimport { api } from './api.ts';\nimport { Store } from './store.ts';\nexpose({ ...api, store: new Store() });\nexpose(Store);",
  );
  const result = (value: string): string =>
    module(`import { expose, proxy } from 'comlink';\nexpose({ open: (n: number) => ${value} });`);
  const [proxied, plain] = [result('proxy(() => n)'), result('() => n')];
  const sent = (value: string): string =>
    module(
      `import { proxy, type Remote } from 'comlink';\ninterface Api { add(n: unknown): void }\nexport const go = (api: Remote<Api>) => { const f = proxy(() => 1); api.add(${value}); return f; };`,
    );
  const [bad, good] = [sent('() => 1'), sent('f')];

  it('an imported class that is exposed is worker code', () => {
    expect(codes(exposed)).toEqual(['module-state-written']);
    expect(codes(kept)).toEqual([]);
  });

  it('a result may be a proxy', () => {
    expect(codes(proxied)).toEqual([]);
    expect(codes(plain)).toEqual(['result-not-cloneable']);
  });

  it('a remote that is a parameter is known by its type', () => {
    expect(codes(bad)).toEqual(['argument-not-cloneable']);
    expect(codes(good)).toEqual([]);
  });
});
