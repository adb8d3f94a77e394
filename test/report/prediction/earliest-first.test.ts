import { describe, expect, it } from 'vitest';
import { EarliestFirst } from '../../../src/report/prediction/earliest-first.ts';
import { seededRandom } from '../../../src/math/seeded-random.ts';

describe('EarliestFirst', () => {
  it('returns entries earliest first while more are added', () => {
    const random = seededRandom(2);
    const queue = new EarliestFirst();
    const waiting: number[] = [];
    for (let step = 0; step < 2000; step++) {
      if (random() < 0.55 || waiting.length === 0) {
        const time = Math.floor(random() * 100);
        queue.push(time, time * 10);
        waiting.push(time);
      } else {
        const earliest = Math.min(...waiting);
        expect(queue.pop()).toEqual({ time: earliest, value: earliest * 10 });
        waiting.splice(waiting.indexOf(earliest), 1);
      }
      expect(queue.size).toBe(waiting.length);
    }
  });

  it('throws if it is empty', () => {
    expect(() => new EarliestFirst().pop()).toThrow('found it empty');
  });
});
