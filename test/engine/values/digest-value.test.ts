import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { digestValue } from '../../../src/engine/values/digest-value.ts';

const cyclic: { name: string; self?: unknown } = { name: 'loop' };
cyclic.self = cyclic;

describe('digestValue', () => {
  it.each([
    ['numbers', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
    ['an array of doubles that hold integers', [1, 2.5, 3]],
    ['a nested record', { a: { b: [1, 'two', null, undefined, true] } }],
    ['a bigint', 12345678901234567890n],
    ['a map and a set', new Map<unknown, unknown>([['k', new Set([1, 2])]])],
    ['dates and patterns', [new Date(1_000), /a+/gi]],
    ['typed arrays', new Float64Array([1, 2, 3])],
    ['an error', new RangeError('too far')],
    ['a cycle', cyclic],
    ['a holey array', Object.assign(new Array<number>(3), { 0: 1, 1: 2, 2: 3 })],
  ])('is the same for %s and its clones through either channel', (_, value) => {
    expect(digestValue(structuredClone(value))).toBe(digestValue(value));
    expect(digestValue(deserialize(serialize(value)))).toBe(digestValue(value));
  });

  it('does not depend on the order of keys', () => {
    expect(digestValue({ a: 1, b: 2 })).toBe(digestValue({ b: 2, a: 1 }));
  });

  it.each([
    ['numbers', 1, 2],
    ['zero and minus zero', 0, -0],
    ['a number and its text', 1, '1'],
    ['null and undefined', null, undefined],
    ['array lengths', [1], [1, 1]],
    ['how strings are split', ['ab', 'c'], ['a', 'bc']],
    ['keys', { a: 1 }, { b: 1 }],
    ['typed arrays', new Uint8Array([1]), new Uint8Array([2])],
    ['map values', new Map([[1, 2]]), new Map([[1, 3]])],
  ])('differs for different %s', (_, a, b) => {
    expect(digestValue(a)).not.toBe(digestValue(b));
  });

  it.each<[string, () => unknown, (value: never) => void]>([
    [
      'objects in a long array',
      () => Array.from({ length: 600_000 }, (_, i) => ({ i })),
      (value: { i: number }[]) => value.splice(0, 1, { i: -1 }),
    ],
    ['a sparse array', () => new Array<unknown>(4_000_000_000), (value: unknown[]) => (value.length = 7)],
    [
      'nested arrays',
      () => Array.from({ length: 1_100 }, () => Array.from({ length: 1_000 }, String)),
      (value: string[][]) => value[0]?.splice(0, 1, 'x'),
    ],
    [
      'a large set',
      () => new Set(Array.from({ length: 1_100_000 }, (_, i) => i)),
      (value: Set<number>) => value.clear(),
    ],
    ['a long text', () => ({ text: 'ab'.repeat(40_000_000) }), (value: { text: string }) => (value.text += 'c')],
    ['many bytes', () => new Uint8Array(80_000_000), (value: Uint8Array) => value.fill(1, 79_999_999)],
  ])('digests part of %s, the same part each time', (_, create, change) => {
    const value = create();
    const digest = digestValue(value);
    expect(digestValue(value)).toBe(digest);
    change(value as never);
    expect(digestValue(value)).not.toBe(digest);
  });
});
