import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  denseArray,
  pack,
  packedCount,
  packedValues,
  putPacked,
} from '../../../src/multiprocessing/wire/packed-values.ts';
import { ResultValues } from '../../../src/multiprocessing/worker/result-values.ts';

const texts = fc.string({ unit: 'binary', maxLength: 14 });
const lists = fc.oneof(
  fc.array(texts, { maxLength: 30 }),
  fc.array(fc.oneof(texts, fc.double(), fc.integer(), fc.constantFrom(undefined, null, true)), { maxLength: 30 }),
);

test('values are the same after they were packed, cloned and unpacked, as items and as results', () => {
  fc.assert(
    fc.property(lists, (values) => {
      const results = new ResultValues(values.length);
      for (const value of values) results.push(value);
      for (const packed of [pack(values), results.take()]) {
        const received = structuredClone(packed);
        const appended: unknown[] = ['first'];
        putPacked(appended, 1, received);
        const filled = denseArray(values.length + 2);
        putPacked(filled, 1, received);
        expect(packedCount(received)).toBe(values.length);
        expect(appended).toEqual(['first', ...values]);
        expect(filled).toEqual([0, ...values, 0]);
        expect(Array.from(packedValues(received))).toEqual(values);
      }
    }),
    { numRuns: 300 },
  );
});

test('short texts are sent as one text, even with adjacent halves of surrogate pairs', () => {
  const halves = ['\ud83d', '\ude00', '', 'é', 'ab', '\u0000', '漢', 'z'];
  const packed = structuredClone(pack(halves));
  expect(packed).toHaveProperty('text', halves.join(''));
  expect(packedValues(packed)).toEqual(halves);
  expect(pack([...halves, 'longer than that'])).toHaveProperty('list');
});

test.each([0, 1, 4095, 4096, 4097, 12_288, 100_001])('a dense array of %d elements has no holes', (length) => {
  const array = denseArray(length);
  expect(array.length).toBe(length);
  expect(Object.keys(array).length).toBe(length);
  expect(array.every((value) => value === 0)).toBe(true);
});
