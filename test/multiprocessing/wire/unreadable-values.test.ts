import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataCloneError, Pool, type PoolOptions } from '../../../src/multiprocessing/index.ts';
import { chain, countCalls, deep, depthOf, emptyModule, give, giveEndless, throwDeep } from '../fixtures/wire-tasks.ts';
import { kinds, rejection, type Kind } from '../kinds.ts';

const tasks = new URL('../fixtures/wire-tasks.ts', import.meta.url);

function poolOf(kind: Kind, options: PoolOptions = {}): Pool {
  return new Pool(tasks, { kind, processes: 1, ...options });
}

describe.each(kinds)('values that serialize but do not deserialize in %s', (kind) => {
  test('a result nested too deeply rejects its call, and the worker continues', async () => {
    await using pool = poolOf(kind);
    const calls = [pool.apply(give, ['before']), pool.apply(give, ['deep']), pool.apply(give, ['after'])];
    const [before, bad, after] = await Promise.allSettled(calls);
    expect([before, after]).toEqual(['before', 'after'].map((what) => ({ status: 'fulfilled', value: { what } })));
    expect((bad as PromiseRejectedResult).reason).toBeInstanceOf(DataCloneError);
    // The same worker, which ran nothing twice.
    expect(await pool.apply(countCalls, ['x'])).toEqual([1, { what: 'x' }]);
    expect(await rejection(pool.apply(countCalls, ['deep']))).toBeInstanceOf(DataCloneError);
    expect(await pool.apply(countCalls, ['x'])).toEqual([3, { what: 'x' }]);
  });

  test('a chunk loses only the results that cannot be read', async () => {
    await using pool = poolOf(kind);
    const inputs = ['a', 'deep', 'b', ...(kind === 'processes' ? ['module'] : ['deep']), 'c'];
    const outcomes = await pool.mapSettled(give, inputs, { chunkSize: 5 });
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.status))).toEqual([
      { what: 'a' },
      'rejected',
      { what: 'b' },
      'rejected',
      { what: 'c' },
    ]);
    const error = await rejection(pool.map(give, inputs, { chunkSize: 5 }));
    expect(error).toBeInstanceOf(DataCloneError);
    expect(error['itemIndex']).toBe(1);
  });

  test.each(['property', 'cause', 'thrown', 'causes'] as const)(
    'an error with a deep %s arrives without it',
    async (where) => {
      await using pool = poolOf(kind);
      const error = await rejection(pool.apply(throwDeep, [where]));
      if (where === 'thrown') expect(error.message).toContain('cannot be cloned was thrown');
      else expect(error).toMatchObject({ name: 'TypeError', message: 'deep' });
      if (where === 'property') expect(error['small']).toBe(1);
      expect(await pool.apply(give, [1])).toEqual({ what: 1 });
    },
  );

  test('a value too deep to be written rejects its call', async () => {
    await using pool = poolOf(kind);
    expect(await rejection(pool.apply(giveEndless, []))).toBeInstanceOf(DataCloneError);
    expect(await rejection(pool.apply(depthOf, [chain(500_000)]))).toBeInstanceOf(DataCloneError);
    expect(await pool.apply(give, [1])).toEqual({ what: 1 });
  });

  test('the observer receives a chunk whose results had to be sent again', async () => {
    const counts: number[] = [];
    await using pool = poolOf(kind, { observer: { chunk: ({ count }) => counts.push(count) } });
    const outcomes = await pool.mapSettled(give, ['a', 'deep', 'b'], { chunkSize: 3 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(counts).toEqual([3]);
  });

  test('a timeout counts for the running item, even after an unreadable result', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const outcomes = await pool.mapSettled(give, ['deep', 'a', 'deep', 'b'], { chunkSize: 4, timeout: 20_000 });
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('any mix of readable and unreadable results keeps its order', async () => {
    await using pool = poolOf(kind, { processes: 2 });
    const input = fc.array(fc.constantFrom('deep', 'a', 'b', 1, null), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(input, fc.integer({ min: 1, max: 8 }), async (whats, chunkSize) => {
        const mapped = await pool.mapSettled(give, whats, { chunkSize });
        const applied = await Promise.allSettled(whats.map((what) => pool.apply(give, [what])));
        for (const outcomes of [mapped, applied])
          expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'deep'))).toEqual(
            whats.map((what) => (what === 'deep' ? 'deep' : { what })),
          );
      }),
      { numRuns: 20 },
    );
  });
});

describe('arguments that a worker cannot read', () => {
  // By default a thread has more stack than the main program.
  const small = { resourceLimits: { stackSizeMb: 1 } };
  const bad = { threads: () => chain(1400), processes: () => [emptyModule()] };
  test.each(kinds)('are named and affect no other item in %s', async (kind) => {
    await using pool = poolOf(kind, kind === 'threads' ? small : {});
    const items = ['a', bad[kind](), 'b'];
    const outcomes = await pool.mapSettled(depthOf, items, { chunkSize: 3 });
    const statuses = outcomes.map(({ status }) => status);
    // Whether a thread can read it depends on the size of V8's frames in this version of Node.
    if (kind === 'threads' && statuses[1] === 'fulfilled') return;
    expect(statuses).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const error = await rejection(pool.map(depthOf, items, { chunkSize: 3 }));
    expect(error).toBeInstanceOf(DataCloneError);
    expect(error.message).toMatch(/^Item 1 of depthOf cannot be read by a worker/);
    const calls = await Promise.allSettled(items.map((item) => pool.apply(depthOf, [item])));
    expect(calls.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

test('the depth that the tests use can be written', () => {
  expect(depthOf(chain(deep))).toBe(deep);
});
