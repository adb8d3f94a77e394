import { describe, expect, it } from 'vitest';
import { clockAheadMs } from '../../../src/engine/host/align-clock.ts';

/** Jobs of a machine whose clock is behind by `aheadMs`, with different times on the way there and back. */
function jobs(aheadMs: number, ways: readonly (readonly [there: number, back: number])[]) {
  return ways.map(([there, back], index) => {
    const sentMs = 1000 + 50 * index;
    const receivedMs = sentMs + there - aheadMs;
    return { sentMs, receivedMs, postedMs: receivedMs + 20, answeredMs: sentMs + there + 20 + back };
  });
}

describe('clockAheadMs', () => {
  it.each([0, 5_000_000, -42.5])('finds a clock that is behind by %d ms, within half the fastest way', (ahead) => {
    const found = clockAheadMs(
      jobs(ahead, [
        [40, 3],
        [2, 30],
        [9, 9],
      ]),
    );
    expect(Math.abs(found - ahead)).toBeLessThanOrEqual((2 + 3) / 2 + 1e-6);
  });

  it('places jobs after they were sent and before they were answered', () => {
    const seen = jobs(777, [
      [1, 25],
      [30, 1],
    ]);
    const ahead = clockAheadMs(seen);
    for (const { sentMs, receivedMs, postedMs, answeredMs } of seen) {
      expect(receivedMs + ahead).toBeGreaterThanOrEqual(sentMs);
      expect(postedMs + ahead).toBeLessThanOrEqual(answeredMs);
    }
  });

  it('is 0 without jobs', () => {
    expect(clockAheadMs([])).toBe(0);
  });
});
