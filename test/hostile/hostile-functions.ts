import type { StrategyName } from '../../src/model/plan.ts';

/** A function `f` that does something hostile for item 4 of 8, and how the engine has to describe what became of it. */
export interface HostileFunction {
  name: string;
  source: string;
  /** Of the inputs; absent: the numbers 1 to 8 with -1 as item 4. */
  inputs?: string;
  strategies: readonly StrategyName[];
  outcome: RegExp;
  /** Left to `npm run soak`. */
  isSlow?: true;
  /** Only where there are signals and a shell. */
  isPosix?: true;
}

const serial = ['serial'] as const;
const pools = ['threads', 'processes'] as const;
const processes = ['processes'] as const;
const threads = ['threads'] as const;

const atItem = (body: string, imports = ''): string =>
  `${imports}\nexport function f(n: number): unknown { if (n < 0) { ${body} } return n; }\n`;
const awaited = (body: string, imports = ''): string =>
  `${imports}\nexport async function f(n: number): Promise<unknown> { if (n < 0) { ${body} } return n; }\n`;
const atLoad = (body: string): string => `${body}\nexport function f(n: number): unknown { return n; }\n`;
const inWorker = `import { isMainThread } from 'node:worker_threads';\nconst inWorker = !isMainThread || !process.argv[1]?.includes('strategy-host');`;
const childProcess = "import { execSync, execFileSync } from 'node:child_process';";
const fileSystem = "import { closeSync, writeSync, readFileSync } from 'node:fs';";

const sleep = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
const pending = 'await new Promise(() => { setInterval(() => undefined, 1_000); });';
const storm = 'const go = (): Promise<void> => Promise.resolve().then(go); await go();';
const stoppedAtItem = /^run: the call with item 4 \(-1\) was stopped after \S+ s, the time limit/;
const stoppedAtLoad = /^load: loading the module was stopped after \S+ s, the time limit/;
const stoppedAtInputs = /^inputs: evaluating the inputs was stopped after \S+ s, the time limit/;
const stoppedPool = /^run: the workers were stopped because no task ended within \S+ s, the time limit/;
const dies = (how: string): RegExp =>
  new RegExp(`^run: the process that ran the function ended \\(${how}\\) while it ran item 4 \\(-1\\)`);

/** Functions that never return, at every stage. */
export const endless: readonly HostileFunction[] = [
  { name: 'an endless loop at import', source: atLoad('for (;;) ;'), strategies: serial, outcome: stoppedAtLoad },
  { name: 'a blocked import', source: atLoad(sleep), strategies: serial, outcome: stoppedAtLoad, isSlow: true },
  { name: 'an endless await at import', source: atLoad(pending), strategies: serial, outcome: stoppedAtLoad },
  {
    name: 'a blocked import in workers',
    source: atLoad(`${inWorker}\nif (inWorker) { ${sleep} }`),
    strategies: pools,
    outcome: /^load: starting the workers was stopped|^run: starting the workers was stopped/,
  },
  {
    name: 'an endless loop in the inputs',
    source: atLoad(''),
    inputs: '(() => { for (;;) ; })()',
    strategies: serial,
    outcome: stoppedAtInputs,
    isSlow: true,
  },
  {
    name: 'an endless await in the inputs',
    source: atLoad(''),
    inputs: 'await new Promise(() => { setInterval(() => undefined, 1_000); })',
    strategies: serial,
    outcome: stoppedAtInputs,
  },
  { name: 'an endless loop', source: atItem('for (;;) ;'), strategies: serial, outcome: stoppedAtItem },
  { name: 'Atomics.wait', source: atItem(sleep), strategies: serial, outcome: stoppedAtItem },
  { name: 'Atomics.wait', source: atItem(sleep), strategies: pools, outcome: stoppedPool },
  { name: 'a promise that never settles', source: awaited(pending), strategies: serial, outcome: stoppedAtItem },
  { name: 'a promise that never settles', source: awaited(pending), strategies: pools, outcome: stoppedPool },
  {
    name: 'a thenable that never settles',
    source: atItem('return { then() { setInterval(() => undefined, 1_000); } };'),
    strategies: serial,
    outcome: /stopped (after|because no task ended within)/,
  },
  { name: 'a storm of microtasks', source: awaited(storm), strategies: serial, outcome: stoppedAtItem, isSlow: true },
  {
    name: 'execSync',
    source: atItem("execSync('sleep 1000');", childProcess),
    strategies: serial,
    outcome: stoppedAtItem,
    isPosix: true,
  },
  {
    name: 'a signal that stops it',
    source: atItem("process.kill(process.pid, 'SIGSTOP');"),
    strategies: serial,
    outcome: stoppedAtItem,
    isPosix: true,
  },
  {
    name: 'a signal that stops a worker',
    source: atItem("process.kill(process.pid, 'SIGSTOP');"),
    strategies: processes,
    outcome: stoppedPool,
    isPosix: true,
  },
  {
    name: 'a pipe without a writer',
    source: atItem(
      "const pipe = `/tmp/hostile-pipe-${process.pid}`; execFileSync('mkfifo', [pipe]); try { readFileSync(pipe); } finally { execFileSync('rm', [pipe]); }",
      childProcess + fileSystem,
    ),
    strategies: serial,
    outcome: stoppedAtItem,
    isPosix: true,
    isSlow: true,
  },
];

/** Functions that start more processes than a run may have. Each stops by itself soon after, should nothing stop it. */
export const multiplying: readonly HostileFunction[] = [
  {
    name: 'a shell that starts processes',
    source: atItem(
      "execFileSync('sh', ['-c', 'i=0; while [ $i -lt 1300 ]; do sleep 60 & i=$((i+1)); done; wait']);",
      childProcess,
    ),
    strategies: serial,
    outcome: /^run: The function was stopped because more than 1,000 processes that it started were running/,
    isPosix: true,
    isSlow: true,
  },
  {
    name: 'processes that outlive their parents',
    source: atItem(
      "execFileSync('sh', ['-c', 'i=0; while [ $i -lt 1300 ]; do (sleep 60 >/dev/null &); i=$((i+1)); done; sleep 5']);",
      childProcess,
    ),
    strategies: serial,
    outcome:
      /^run: The function was stopped because more than 1,000 processes that it started were running .*\(sleep\)/,
    isPosix: true,
    isSlow: true,
  },
];

/** Functions that end their process, or that of the pool's worker. */
export const deadly: readonly HostileFunction[] = [
  {
    name: 'exit at import',
    source: atLoad('process.exit(3);'),
    strategies: serial,
    outcome: /^load: .*exit code 3\) while it loaded the module/,
  },
  {
    name: 'exit in the inputs',
    source: atLoad(''),
    inputs: '[process.exit(3)]',
    strategies: serial,
    outcome: /^inputs: .*exit code 3\) while it evaluated the inputs/,
  },
  { name: 'exit with 3', source: atItem('process.exit(3);'), strategies: serial, outcome: dies('exit code 3') },
  { name: 'exit with 0', source: atItem('process.exit(0);'), strategies: serial, outcome: dies('exit code 0') },
  {
    name: 'exit',
    source: atItem('process.exit(3);'),
    strategies: pools,
    outcome: /^item 4: WorkerLostError: .*exited with code 3/,
  },
  {
    name: 'abort',
    source: atItem('process.abort();'),
    strategies: serial,
    outcome: dies('signal SIGABRT'),
    isPosix: true,
  },
  {
    name: 'abort',
    source: atItem('process.abort();'),
    strategies: processes,
    outcome: /^item 4: WorkerLostError/,
    isPosix: true,
  },
  {
    name: 'SIGKILL',
    source: atItem("process.kill(process.pid, 'SIGKILL');"),
    strategies: serial,
    outcome: dies('signal SIGKILL'),
    isPosix: true,
  },
  {
    name: 'SIGKILL',
    source: atItem("process.kill(process.pid, 'SIGKILL');"),
    strategies: processes,
    outcome: /^item 4: WorkerLostError: .*SIGKILL/,
    isPosix: true,
  },
  {
    name: 'SIGSEGV',
    source: atItem("process.kill(process.pid, 'SIGSEGV');"),
    strategies: serial,
    outcome: dies('signal SIGSEGV'),
    isPosix: true,
  },
  {
    name: 'SIGBUS',
    source: atItem("process.kill(process.pid, 'SIGBUS');"),
    strategies: serial,
    outcome: dies('signal SIGBUS'),
    isPosix: true,
    isSlow: true,
  },
  {
    name: 'SIGTERM',
    source: atItem(`process.kill(process.pid, 'SIGTERM'); ${sleep}`),
    strategies: serial,
    outcome: dies('signal SIGTERM'),
    isPosix: true,
  },
  {
    name: 'an error after the call',
    source: awaited(
      "setTimeout(() => { throw new Error('late'); }, 1); await new Promise((done) => setTimeout(done, 500));",
    ),
    strategies: serial,
    outcome: /^run: an error outside of any call ended the process: late \(while it ran item 4 \(-1\)\)/,
  },
  {
    name: 'a rejection without a handler',
    source: awaited("void Promise.reject(new Error('late')); await new Promise((done) => setTimeout(done, 500));"),
    strategies: serial,
    outcome: /^run: an unhandled promise rejection ended the process: late \(while it ran item 4 \(-1\)\)/,
  },
  {
    name: 'a full heap',
    source: atItem(
      "setFlagsFromString('--max-old-space-size=40'); const kept: unknown[] = []; for (;;) kept.push(new Array(1_000).fill(Math.random()));",
      "import { setFlagsFromString } from 'node:v8';",
    ),
    strategies: serial,
    outcome: /while it ran item 4 \(-1\)\. It ran out of memory/,
    isSlow: true,
  },
  {
    name: 'exit, only in threads',
    source: atItem('if (inWorker) process.exit(3);', inWorker),
    strategies: threads,
    outcome: /^item 4: WorkerLostError/,
  },
];

/** By name: what a call throws. All are called in one process of each strategy. */
export const thrown: Readonly<Record<string, string>> = {
  'a revoked proxy': 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy;',
  'a proxy whose traps throw': 'throw new Proxy({}, traps);',
  'a proxy of an error whose traps throw': "throw new Proxy(new Error('x'), traps);",
  'a message with a getter that throws': "throw Object.defineProperty(new Error('x'), 'message', { get: raise });",
  'a name with a getter that throws': "throw Object.defineProperty(new Error('x'), 'name', { get: raise });",
  'a stack with a getter that throws': "throw Object.defineProperty(new Error('x'), 'stack', { get: raise });",
  'a code with a getter that throws': "throw Object.defineProperty(new Error('x'), 'code', { get: raise });",
  'a cause with a getter that throws': "throw Object.defineProperty(new Error('x'), 'cause', { get: raise });",
  'an inspection that throws': "throw { [Symbol.for('nodejs.util.inspect.custom')]: raise };",
  'a message that is no text': 'throw Object.assign(new Error(), { message: { toString: raise } });',
  'a name that is a symbol': "throw Object.assign(new Error('x'), { name: Symbol('s') });",
  'a stack with a URL that is none':
    "throw Object.assign(new Error('x'), { stack: 'Error: x\\n    at f (file://host/%zz:1:2)' });",
  'an error that is its cause': "const error = new Error('x'); error.cause = error; throw error;",
  null: 'throw null;',
  undefined: 'throw undefined;',
  'a symbol': "throw Symbol('s');",
  'a function': 'throw raise;',
  'a long text': "throw 'x'.repeat(1_000_000);",
  'a long message': "throw new Error('x'.repeat(1_000_000));",
  'an error without a prototype': "throw Object.setPrototypeOf(new Error('x'), null);",
  'an aggregate of itself': 'const all = new AggregateError([]); all.errors.push(all); throw all;',
};

/** By name: what a call returns that can be sent, in one process of each strategy. */
export const returned: Readonly<Record<string, string>> = {
  'a cycle': 'const ring: { ring?: unknown } = {}; ring.ring = ring; return ring;',
  'a lone surrogate': "return '\\ud800';",
  'an object without a prototype': 'return Object.create(null);',
  'an invalid date': 'return new Date(NaN);',
  'a sparse array': 'return new Array(1_000_000);',
  'a long text': "return 'x'.repeat(1_000_000);",
  'a key of the prototype': 'return JSON.parse(\'{ "__proto__": 1 }\');',
};

/** By name: what a call sends, closes and replaces. The results must be right all the same. */
export const interfering: Readonly<Record<string, string>> = {
  'forged answers':
    "for (const type of ['done', 'ok', 'passed', 'failed', 'started', 'noticed', 'at']) process.send?.({ type, stage: 'run', message: 'FORGED' });",
  'answers with a guessed number':
    "process.send?.([0, { type: 'failed', stage: 'run', message: 'FORGED' }]); process.send?.([1, { type: 'ok' }]);",
  'messages of odd types': "process.send?.(null as never); process.send?.(7 as never); process.send?.('text');",
  'a message that cannot be sent': 'try { process.send?.({ f() {} } as never); } catch {}',
  'messages on the port':
    "parentPort?.postMessage({ type: 'done' }); parentPort?.postMessage(null); parentPort?.postMessage([0, 0, 'FORGED']);",
  'forged events':
    "process.emit('message' as never, { type: 'stop' } as never); process.emit('message' as never, [0, { type: 'stop' }] as never);",
  'listeners removed': "process.removeAllListeners('message'); process.removeAllListeners('internalMessage');",
  'JSON replaced': "JSON.stringify = () => 'FORGED';",
  'the clock replaced': 'performance.now = () => 0; Date.now = () => 0;',
};
