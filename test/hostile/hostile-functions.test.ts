import { describe, expect, test } from 'vitest';
import { isRunning } from '../is-running.ts';
import { deadly, endless, interfering, returned, thrown, type HostileFunction } from './hostile-functions.ts';
import { choosing } from './choosing.ts';
import { runHosted, type HostedRun } from './run-hosted.ts';

const strategies = ['serial', 'threads', 'processes'] as const;
/** Of functions that reach it. Starting the processes takes seconds of it on a busy machine. */
const TIME_LIMIT_SECONDS = 8;
/** Of functions that end by themselves. */
const LONG_LIMIT_SECONDS = 60;
const BESIDE_EACH_OTHER = 4;

/** Starts the runs ahead of the tests, a few beside each other: most of them wait for their time limit. */
function startAll(rows: readonly HostileFunction[]): (readonly [string, RegExp, () => Promise<HostedRun>])[] {
  const runs = rows
    .filter(({ isSlow, isPosix }) => !isSlow && !(isPosix && process.platform === 'win32'))
    .flatMap((row) => row.strategies.map((strategy) => ({ row, strategy })));
  const lanes = Array.from({ length: BESIDE_EACH_OTHER }, () => Promise.resolve());
  return runs.map(({ row, strategy }, index) => {
    let started: Promise<HostedRun> | null = null;
    const begin = (): Promise<HostedRun> =>
      (started ??= runHosted(row, strategy, endless.includes(row) ? TIME_LIMIT_SECONDS : LONG_LIMIT_SECONDS));
    const lane = index % BESIDE_EACH_OTHER;
    const before = lanes[lane] ?? Promise.resolve();
    lanes[lane] = before.then(begin).then(
      () => undefined,
      () => undefined,
    );
    return [`${row.name} (${strategy})`, row.outcome, () => before.then(begin)] as const;
  });
}

describe('a function that ends or never returns', () => {
  test.each(startAll([...endless, ...deadly]))(
    '%s',
    async (_name, outcome, run) => {
      const ended = await run();
      expect(ended.outcome.join('\n')).toMatch(outcome);
      expect(isRunning(ended.pid)).toBe(false);
    },
    120_000,
  );
});

test('a file that the function opens on a descriptor of the engine keeps its content', async () => {
  const source = `import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
let file = '';
export function f(n: number): unknown {
  const until = performance.now() + 20;
  while (performance.now() < until);
  if (n === 1 && file === '') {
    for (let fd = 4; fd < 7; fd++) try { closeSync(fd); } catch {}
    file = './own.txt';
    while (openSync(file, 'w+') < 6);
    for (const fd of [4, 5, 6]) try { writeSync(fd, 'mine', 0); } catch {}
  }
  if (file !== '' && readFileSync(file, 'utf8') !== 'mine') throw new Error(JSON.stringify(readFileSync(file, 'utf8')));
  return n;
}`;
  const { outcome } = await runHosted({ source, inputs: '[1, 2, 3, 4]' }, 'serial', 60);
  expect(outcome).toEqual([]);
});

describe.each(strategies)('in %s', (strategy) => {
  test('whatever is thrown becomes the failure of its item', async () => {
    const names = Object.keys(thrown);
    const { outcome } = await runHosted(choosing(thrown), strategy, 60);
    expect(outcome.map((line) => Number(/^item (\d+): /.exec(line)?.[1]))).toEqual(names.map((_, index) => index));
    for (const line of outcome) expect(line.length).toBeLessThan(5_000);
  });

  test('odd results are results', async () => {
    const { outcome } = await runHosted(choosing(returned), strategy, 60);
    expect(outcome).toEqual([]);
  });

  test('a result that is nested too deeply fails with a message', async () => {
    const source =
      'export function f(n: number): unknown { let deep: unknown = n; for (let i = 0; i < 100_000; i++) deep = { deep }; return deep; }';
    const { outcome } = await runHosted({ source, inputs: '[1, 2]' }, strategy, 60);
    const text = outcome.join('\n');
    if (strategy === 'serial') expect(text).toBe('');
    else expect(text).toMatch(/cannot be (sent|cloned)/);
  });

  test('messages, listeners and globals of the function do not reach the engine', async () => {
    const { outcome } = await runHosted(choosing(interfering), strategy, 60);
    expect(outcome).toEqual([]);
  });
});
