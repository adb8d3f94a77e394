import { describe, expect, it } from 'vitest';
import { repeatsFor, roundMs, typicalPassMs } from '../../../src/engine/host/round-length.ts';

describe('a round', () => {
  it('is a single pass where that is long', () => {
    expect(repeatsFor(800, 1_600)).toBe(1);
    expect(roundMs(800, 1_600)).toBe(800);
  });

  it('repeats short passes until the clock and the samplers can measure them', () => {
    expect(repeatsFor(1, 2)).toBe(50);
    expect(repeatsFor(30, 60)).toBe(2);
    expect(roundMs(1, 2)).toBe(50);
  });

  it('repeats passes that are short compared with the few serial ones', () => {
    expect(repeatsFor(50, 1_600)).toBe(4);
    expect(roundMs(50, 1_600)).toBe(160);
    expect(repeatsFor(50, 400)).toBe(1);
  });

  it('uses the mean of short passes, because rare events are part of them', () => {
    expect(typicalPassMs([1, 1, 1, 9])).toBe(3);
    expect(typicalPassMs([1])).toBe(1);
  });

  it('uses the median of long passes, which ignores a single hiccup', () => {
    expect(typicalPassMs([53, 52, 80])).toBe(53);
    expect(typicalPassMs([53, 52, 80, 54])).toBe(53.5);
    expect(typicalPassMs([1_600])).toBe(1_600);
  });
});
