import { describe, expect, it } from 'vitest';
import { pan, tickInWords, timeTicks, zoom } from '../../webview/charts/time-window.ts';

const whole = { fromMs: 0, toMs: 1000 };

describe('zoom', () => {
  it('keeps the time under the pointer in place', () => {
    const shown = zoom(whole, 0.5, 250, whole);
    expect(shown).toEqual({ fromMs: 125, toMs: 625 });
    expect((250 - shown.fromMs) / (shown.toMs - shown.fromMs)).toBeCloseTo(0.25);
  });

  it('never leaves the pass, nor shows less than a microsecond', () => {
    expect(zoom(whole, 4, 900, whole)).toEqual(whole);
    const closest = zoom({ fromMs: 10, toMs: 10.002 }, 0.01, 10.001, whole);
    expect(closest.toMs - closest.fromMs).toBeCloseTo(0.001);
  });
});

describe('pan', () => {
  it('moves and stops at either end', () => {
    const shown = { fromMs: 100, toMs: 200 };
    expect(pan(shown, 50, whole)).toEqual({ fromMs: 150, toMs: 250 });
    expect(pan(shown, -500, whole)).toEqual({ fromMs: 0, toMs: 100 });
    expect(pan(shown, 5000, whole)).toEqual({ fromMs: 900, toMs: 1000 });
  });
});

describe('timeTicks', () => {
  it('returns about five round steps inside the window', () => {
    expect(timeTicks({ fromMs: 0, toMs: 1000 })).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(timeTicks({ fromMs: 133, toMs: 171 })).toEqual([140, 150, 160, 170]);
    expect(timeTicks({ fromMs: 5, toMs: 5 })).toEqual([]);
  });

  it('is formatted with enough digits to distinguish neighbouring ticks', () => {
    expect(tickInWords(0, 200)).toBe('0');
    expect(tickInWords(500, 500)).toBe('500 ms');
    expect(tickInWords(1500, 500)).toBe('1.5 s');
    expect(tickInWords(2000, 1000)).toBe('2 s');
    expect(tickInWords(1500.02, 0.02)).toBe('1.50002 s');
    expect(tickInWords(0.05, 0.01)).toBe('50 \u00b5s');
  });
});
