import { describe, expect, it } from 'vitest';
import { warmUpMs } from '../../../src/engine/run/strategy-track.ts';

describe('warmUpMs', () => {
  it('is the same for all configurations with a core for each worker', () => {
    expect(warmUpMs({ strategy: 'serial', workers: 1 }, 4)).toBe(200);
    expect(warmUpMs({ strategy: 'threads', workers: 4 }, 4)).toBe(200);
    expect(warmUpMs({ strategy: 'async', workers: 32 }, 4)).toBe(200);
  });

  it('is longer where workers share the cores, up to a second', () => {
    expect(warmUpMs({ strategy: 'processes', workers: 8 }, 4)).toBe(400);
    expect(warmUpMs({ strategy: 'threads', workers: 32 }, 2)).toBe(1_000);
  });
});
