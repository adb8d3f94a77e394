import { describe, expect, it } from 'vitest';
import { coreLanes, sampleEdges, showsOnePass } from '../../webview/charts/core-lanes.ts';
import { liveLanes } from '../../webview/charts/live-lanes.ts';

describe('sampleEdges', () => {
  it('places edges halfway between neighbouring samples', () => {
    expect(sampleEdges([50, 150, 250])).toEqual([0, 100, 200, 300]);
    expect(sampleEdges([40])).toEqual([0, 80]);
    expect(sampleEdges([])).toEqual([]);
  });
});

describe('coreLanes', () => {
  it('adds the means of the cores up to the cores in use', () => {
    const lanes = coreLanes({
      attributed: true,
      timesMs: [50, 150],
      cores: [
        { core: 0, ours: [1, 1], others: [0, 0], stolen: [0, 0] },
        { core: 1, ours: [0.5, 0], others: [0.1, 0.3], stolen: [0, 0] },
      ],
    });
    expect(lanes.meanOurs).toBeCloseTo(1.25);
    expect(lanes.meanOthers).toBeCloseTo(0.2);
    expect(lanes.endMs).toBe(200);
  });
});

describe('showsOnePass', () => {
  it('distinguishes one pass from many short ones', () => {
    const samples = { attributed: true, timesMs: [50, 150, 250], cores: [] };
    expect(showsOnePass(samples, 290)).toBe(true);
    expect(showsOnePass(samples, 0.002)).toBe(false);
  });
});

describe('liveLanes', () => {
  it('turns rows of time into a lane for each core, from the first sample on', () => {
    const lanes = liveLanes({
      timesMs: [1050, 1150],
      ours: [
        [1, 0],
        [1, 0.5],
      ],
      others: [
        [0, 0.2],
        [0, 0],
      ],
    });
    expect(lanes?.lanes.map((lane) => lane.ours)).toEqual([
      [1, 1],
      [0, 0.5],
    ]);
    expect(lanes?.edgesMs[1]).toBe(50);
  });

  it('returns null before the first sample', () => {
    expect(liveLanes({ timesMs: [], ours: [], others: [] })).toBeNull();
  });
});
