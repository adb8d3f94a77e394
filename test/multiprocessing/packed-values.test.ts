import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendPacked, pack, packedCount, packedValues } from '../../src/multiprocessing/packed-values.ts';
import { ResultValues } from '../../src/multiprocessing/result-values.ts';

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
        const appended: unknown[] = [];
        appendPacked(appended, received);
        expect(packedCount(received)).toBe(values.length);
        expect(appended).toEqual(values);
        expect(Array.from(packedValues(received))).toEqual(values);
      }
    }),
    { numRuns: 300 },
  );
});

test('short texts cross as one text, also with halves of surrogate pairs next to each other', () => {
  const halves = ['\ud83d', '\ude00', '', 'é', 'ab', '\u0000', '漢', 'z'];
  const packed = structuredClone(pack(halves));
  expect(packed).toHaveProperty('text', halves.join(''));
  expect(packedValues(packed)).toEqual(halves);
  expect(pack([...halves, 'longer than that'])).toHaveProperty('list');
});
