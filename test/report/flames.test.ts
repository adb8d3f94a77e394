import { describe, expect, it } from 'vitest';
import type { RecordedProfile } from '../../src/model/script-recording.ts';
import { readCpuProfileName } from '../../src/report/script/cpu-profile-name.ts';
import { flameBoxes, hottestFunctions } from '../../webview/charts/flame-boxes.ts';
import { reportOf, sampleProfiles, thread } from './sample-script-report.ts';

const threads = [0, 1, 2, 3].map((id) => thread(id, { cpuMs: 300 }));
const { flames } = reportOf(threads, { profiles: sampleProfiles });
const [merged, first] = flames;

describe('the flames of a command', () => {
  it('are of all workers, then of each, the busiest first', () => {
    expect(flames.map((flame) => flame.threads)).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(merged?.totalMs).toBeCloseTo(339 * (1 + 1 / 2 + 1 / 3));
    expect(first?.totalMs).toBeCloseTo(339);
  });

  it('have callers before callees, with the place of each and without idleness', () => {
    expect(first?.calls).toEqual([
      { name: 'onMessage', file: '/app/src/worker.js', line: 11, depth: 0, selfMs: 4, totalMs: 324 },
      { name: 'resize', file: '/app/src/resize.js', line: 12, depth: 1, selfMs: 120, totalMs: 260 },
      { name: 'lanczos', file: '/app/node_modules/lanczos/index.js', line: 13, depth: 2, selfMs: 90, totalMs: 90 },
      { name: '(anonymous)', file: '/app/src/resize.js', line: 14, depth: 2, selfMs: 30, totalMs: 30 },
      { name: 'set', file: null, line: null, depth: 2, selfMs: 20, totalMs: 20 },
      { name: 'crop', file: '/app/src/crop.js', line: 16, depth: 1, selfMs: 60, totalMs: 60 },
      { name: '(garbage collector)', file: null, line: null, depth: 0, selfMs: 15, totalMs: 15 },
    ]);
  });

  it('count what runs in the recorder for its caller', () => {
    const recorder = 'file:///opt/parallel-profiler/dist/script-recorder.cjs';
    const profiles = sampleProfiles.map((profile) => ({
      ...profile,
      nodes: profile.nodes.map((node) =>
        node.id === 3 ? { ...node, callFrame: { ...node.callFrame, url: recorder } } : node,
      ),
    }));
    const [, alone] = reportOf(threads, { profiles }).flames;
    expect(alone?.calls.map(({ name, depth, selfMs }) => [name, depth, selfMs])).toEqual([
      ['onMessage', 0, 124],
      ['lanczos', 1, 90],
      ['crop', 1, 60],
      ['(anonymous)', 1, 30],
      ['set', 1, 20],
      ['(garbage collector)', 0, 15],
    ]);
  });

  it('stay small, and end with damaged profiles', () => {
    const chain = (length: number, callees: (id: number) => number[]): RecordedProfile => ({
      ...{ pid: 10, threadId: 1 },
      nodes: Array.from({ length }, (_, id) => ({
        id,
        callFrame: { functionName: `f${id}`, url: '', lineNumber: 0 },
        children: callees(id),
      })),
      samples: Array.from({ length }, (_, id) => id),
      timeDeltas: Array.from({ length: length + 1 }, () => 1_000),
    });
    const deep = reportOf(threads, { profiles: [chain(20_000, (id) => [id + 1])] }).flames[0];
    expect(deep?.calls).toHaveLength(48);
    expect(deep?.totalMs).toBeCloseTo(20_000);
    const wide = reportOf(threads, {
      profiles: [chain(20_000, (id) => (id === 0 ? Array.from({ length: 19_999 }, (_, child) => child + 1) : []))],
    }).flames[0];
    expect(wide?.calls.length ?? 0).toBeLessThanOrEqual(200);
    expect(reportOf(threads, { profiles: [chain(3, (id) => [(id + 1) % 3])] }).flames).toEqual([]);
  });
});

describe('the boxes of a flame', () => {
  it('lie below their callers, side by side', () => {
    const boxes = flameBoxes(first ?? { threads: [], totalMs: 0, calls: [] }, null);
    const [, , lanczos, anonymous, , crop] = boxes;
    expect(lanczos?.from).toBeCloseTo(0);
    expect(anonymous?.from).toBeCloseTo(90 / 339);
    expect(crop?.from).toBeCloseTo(260 / 339);
    expect(crop?.share).toBeCloseTo(60 / 339);
    expect(boxes.at(-1)?.from).toBeCloseTo(324 / 339);
  });

  it('show one call with its callers and callees in full width', () => {
    const boxes = flameBoxes(first ?? { threads: [], totalMs: 0, calls: [] }, 1);
    expect(boxes.map(({ call, row }) => [call, row])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 2],
    ]);
    expect(boxes[1]).toMatchObject({ from: 0, share: 1 });
    expect(boxes[3]?.from).toBeCloseTo(90 / 260);
  });
});

it('adds up a function over all its callers', () => {
  const [hottest, second] = merged ? hottestFunctions(merged, 2) : [];
  expect([hottest?.name, second?.name]).toEqual(['resize', 'lanczos']);
  expect(hottest?.selfShare).toBeCloseTo(120 / 339);
});

it.each([
  ['CPU.20261130.021100.345.0.cpuprofile', { pid: 345, threadId: 0 }],
  ['/tmp/profiles/CPU.20261130.021100.345.12.001.cpuprofile', { pid: 345, threadId: 12 }],
  ['C:\\profiles\\CPU.345.2.cpuprofile', { pid: 345, threadId: 2 }],
  ['/tmp/profiles/countPrimes.threads-2.worker-0.cpuprofile', null],
  ['/tmp/CPU.20261130.021100.345.0.json', null],
])('reads the thread of a CPU profile from the name %s', (file, thread) => {
  expect(readCpuProfileName(file)).toEqual(thread);
});
