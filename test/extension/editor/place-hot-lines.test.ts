import fc from 'fast-check';
import { expect, it } from 'vitest';
import { heatOf, placeHotLines } from '../../../src/extension/editor/place-hot-lines.ts';
import type { HotLine } from '../../../src/model/hot-lines.ts';

function hotLine(line: number, text: string, serial = 0.1, workers: number | null = null): HotLine {
  const time = (share: number) => ({ samples: 100, selfMs: 1, share });
  return {
    location: { file: '/a.ts', line, column: 1 },
    functionName: 'f',
    text,
    serial: time(serial),
    workers: workers === null ? null : time(workers),
    slowdown: null,
    change: 'unknown',
  };
}

it('finds a line by its text, however far the lines around it moved', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a();', 'b();', ''), { maxLength: 30 }), fc.nat(20), (before, then) => {
      const text = [...before, '    hot(x);', 'after();'].join('\r\n');
      expect(placeHotLines([hotLine(then + 1, 'hot(x);')], text).map(({ at }) => at)).toEqual([before.length]);
    }),
  );
});

it('takes the nearest of several lines that read the same, and leaves out one that is gone', () => {
  const text = ['x();', 'loop();', 'y();', 'loop();', 'z();', 'loop();'].join('\n');
  expect(
    placeHotLines([hotLine(4, 'loop();'), hotLine(1, 'gone();'), hotLine(6, '')], text).map(({ at }) => at),
  ).toEqual([3]);
  expect(placeHotLines([hotLine(7, 'loop();')], text).map(({ at }) => at)).toEqual([5]);
});

it('is as hot as the larger of the two shares', () => {
  expect([0.01, 0.03, 0.1, 0.3].map((share) => heatOf(hotLine(1, 'x', share)))).toEqual([1, 2, 3, 4]);
  expect(heatOf(hotLine(1, 'x', 0.01, 0.4))).toBe(4);
});
