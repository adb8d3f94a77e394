import { expect, test } from 'vitest';
import { packedCount, packedValues } from '../../../src/multiprocessing/wire/packed-values.ts';
import type { Done, RunMessage } from '../../../src/multiprocessing/wire/protocol.ts';
import { ResultValues } from '../../../src/multiprocessing/worker/result-values.ts';
import { expandDone, expandRun, shortenDone, shortenRun } from '../../../src/multiprocessing/wire/short-message.ts';

const integers = Array.from({ length: 12 }, (_, index) => index * 7 - 30);
const lists: Record<string, unknown[]> = {
  none: [],
  'a few integers': [1, 2, 3],
  integers,
  'the limits of int32': [...integers, 2 ** 31 - 1, -(2 ** 31)],
  'beyond int32': [...integers, 2 ** 31, -1],
  'negative zero last': [...integers, -0],
  'negative zero first': [-0, ...integers],
  doubles: integers.map((value) => value / 3),
  'NaN and infinities': [...integers, NaN, Infinity, -Infinity],
  'integers, then text': [...integers, 'text', 4],
  'doubles, then nothing': [0.5, ...integers, undefined, 1.5],
  'text, then integers': ['text', ...integers],
  'nothing at all': integers.map(() => undefined),
  objects: integers.map((value) => ({ value })),
};

test.each(Object.entries(lists))('results keep their values: %s', (_, list) => {
  for (const most of [0, list.length, list.length + 5]) {
    const values = new ResultValues(most);
    for (const value of list) values.push(value);
    const packed = values.take();
    expect(packedCount(packed)).toBe(list.length);
    const back = Array.from(packedValues(packed) as ArrayLike<unknown>);
    expect(back).toHaveLength(list.length);
    for (const [index, value] of list.entries()) expect(Object.is(back[index], value)).toBe(true);
    // Taken values are gone, and later ones can be added.
    values.push('next');
    expect(values.take()).toEqual({ list: ['next'] });
  }
});

test('many numbers travel as one block', () => {
  const values = new ResultValues(integers.length);
  for (const value of integers) values.push(value);
  expect(values.take()).toEqual({ numbers: Int32Array.from(integers) });
});

test('a single item has a short form that means the same', () => {
  const run: RunMessage = { type: 'run', batch: 3, fn: 1, items: { list: [undefined] } };
  expect(shortenRun(run)).toEqual([3, 1, undefined]);
  expect(expandRun([3, 1, undefined])).toEqual(run);
  const done: Done = { type: 'done', batch: 3, tookMs: 0.5, values: { list: [[1]] } };
  expect(shortenDone(done)).toEqual([3, 0.5, [1]]);
  expect(expandDone(shortenDone(done))).toEqual(done);
});

test('runs with options and failures have no short form', () => {
  const run: RunMessage = { type: 'run', batch: 3, fn: 1, items: { list: [1] } };
  for (const other of [{ spread: true }, { shared: true }, { partMs: 0 }, { items: { list: [1, 2] } }] as const) {
    const long = { ...run, ...other } as RunMessage;
    expect(shortenRun(long)).toBe(long);
  }
  const failed: Done = {
    type: 'done',
    batch: 3,
    tookMs: 0.5,
    values: { list: [undefined] },
    failures: [{ index: 0, error: { name: 'Error', message: 'no', stack: '', properties: {} } }],
  };
  expect(shortenDone(failed)).toBe(failed);
});
