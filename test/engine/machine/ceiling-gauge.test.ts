import { describe, expect, it } from 'vitest';
import { CeilingGauge } from '../../../src/engine/machine/ceiling-gauge.ts';

describe('the ceiling of the machine', () => {
  it('follows from rates of one loop and of one loop per core', async () => {
    const gauge = new CeilingGauge(2.5);
    expect(gauge.cores).toBe(2);
    await gauge.start();
    try {
      const readings = [await gauge.read(), await gauge.read()];
      // On a machine under load a loop may miss its window.
      for (const reading of readings.filter((one) => one !== null)) {
        expect(reading.alone).toBeGreaterThan(0);
        expect(reading.together).toBeGreaterThan(0);
      }
    } finally {
      await gauge.end();
    }
  });

  it('runs at most 16 loops', () => {
    expect(new CeilingGauge(128).cores).toBe(16);
  });
});
