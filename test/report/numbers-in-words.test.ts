import { describe, expect, it } from 'vitest';
import {
  bytes,
  confidenceInterval,
  intervalCell,
  cores,
  counted,
  duration,
  integer,
  percent,
  ratio,
  ratioRange,
  roughRatio,
} from '../../src/report/numbers-in-words.ts';

describe('numbers in words', () => {
  it.each([
    [0, '0 ms'],
    [0.00085, '850 ns'],
    [0.0123, '12.3 µs'],
    [0.001, '1.00 µs'],
    [0.9994, '999 µs'],
    [0.9996, '1.00 ms'],
    [1.5, '1.50 ms'],
    [42.123, '42.1 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2345, '2.35 s'],
    [119_000, '119 s'],
    [200_000, '3 min 20 s'],
    [7_260_000, '2 h 1 min'],
    [2e80, '>9,999 h'],
    [-1.5, '\u22121.50 ms'],
    [Number.NaN, 'unknown'],
    [Infinity, 'unknown'],
  ])('duration(%d) is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1500, '1.50 kB'],
    [999_600, '1.00 MB'],
    [2_300_000, '2.30 MB'],
    [16e9, '16.0 GB'],
  ])('bytes(%d) is %s', (count, words) => {
    expect(bytes(count)).toBe(words);
  });

  it.each([
    [0.42, '0.42x'],
    [1, '1.0x'],
    [1.2, '1.2x'],
    [1.204, '1.2x'],
    [1.04, '1.04x'],
    [1.854, '1.85x'],
    [1.996, '2.0x'],
    [3.61, '3.6x'],
    [9.96, '10x'],
    [31.4, '31x'],
    [999_999, '999,999x'],
    [1.4e56, '>999,999x'],
    [Number.NaN, 'unknown'],
  ])('ratio(%d) is %s', (value, words) => {
    expect(ratio(value)).toBe(words);
  });

  it.each([
    [0, '0%'],
    [0.0004, '<0.1%'],
    [0.042, '4.2%'],
    [0.0996, '10%'],
    [0.87, '87%'],
    [0.998, '99.8%'],
    [0.9996, '100%'],
    [1, '100%'],
    [1.2, '120%'],
    [-0.05, '\u22125.0%'],
  ])('percent(%d) is %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  it('writes an interval in one form', () => {
    expect(ratioRange([1.2, 2])).toBe('1.2x–2.0x');
    expect(ratioRange([0, 2])).toBe('0.0x–2.0x');
    expect(ratioRange([1e-7, 3e6])).toBe('undetermined');
    expect(confidenceInterval({ speedup: { ci95: [1.2, 2] }, rounds: [1, 2] })).toBe('95% CI 1.2x–2.0x');
    expect(confidenceInterval({ speedup: { ci95: [1.2, 1.2] }, rounds: [1] })).toBe('one round, no interval');
    expect(intervalCell({ speedup: { ci95: [1.2, 2] }, rounds: [1, 2] })).toBe('1.2x–2.0x');
    // The model of a whole run gives one to a single round as well, but such a round is never certain.
    expect(intervalCell({ speedup: { ci95: [1.2, 2] }, rounds: [1] })).toBe('one round');
  });

  it.each([
    [1.97, '2x'],
    [1.43, '1.4x'],
    [12.3, '12x'],
    [Number.NaN, 'unknown'],
  ])('roughRatio(%d) is %s', (value, words) => {
    expect(roughRatio(value)).toBe(words);
  });

  it.each([
    [1.84, '1.8'],
    [2, '2'],
    [1.96, '2'],
  ])('cores(%d) is %s', (value, words) => {
    expect(cores(value)).toBe(words);
  });

  it('separates thousands', () => {
    expect(integer(0)).toBe('0');
    expect(integer(999)).toBe('999');
    expect(integer(1000)).toBe('1,000');
    expect(integer(1234567.4)).toBe('1,234,567');
  });

  it('counts in the singular and the plural', () => {
    expect(counted(1, 'item')).toBe('1 item');
    expect(counted(0, 'item')).toBe('0 items');
    expect(counted(2, 'process', 'processes')).toBe('2 processes');
  });
});
