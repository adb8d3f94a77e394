import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countInFlight } from '../../../src/engine/host/count-in-flight.ts';

it('has the mean number of promises in flight in each interval, whatever the calls', () => {
  const call = fc.record({ start: fc.integer({ min: 0, max: 500 }), length: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 40 }), (calls) => {
      const started = Float64Array.from(calls, ({ start }) => start);
      const ended = Float64Array.from(calls, ({ start, length }) => start + length);
      const { intervalMs, counts } = countInFlight(started, ended);
      const from = Math.min(...started);
      counts.forEach((count, index) => {
        const [begin, end] = [from + index * intervalMs, from + (index + 1) * intervalMs];
        const busy = calls.reduce(
          (sum, { start, length }) => sum + Math.max(0, Math.min(end, start + length) - Math.max(begin, start)),
          0,
        );
        expect(count).toBeCloseTo(busy / intervalMs, 2);
      });
      expect(from + counts.length * intervalMs).toBeCloseTo(Math.max(...ended));
    }),
  );
});

it('is empty where nothing took any time', () => {
  expect(countInFlight(Float64Array.of(5), Float64Array.of(5))).toEqual({ intervalMs: 0, counts: [] });
});
