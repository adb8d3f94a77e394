import { describe, expect, it } from 'vitest';
import { addSamples, type CpuProfile, type Positions, sampleLines } from '../../../src/engine/run/sample-lines.ts';

interface Tree {
  frame: string;
  ticks?: Record<number, number>;
  calls?: Tree[];
}

/** A profile of a tree of calls. A frame is written `function@file`; a node of a file has as many hits as ticks. */
function profileOf(...roots: Tree[]): CpuProfile {
  const nodes: CpuProfile['nodes'] = [];
  const add = ({ frame, ticks = {}, calls = [] }: Tree): number => {
    const [functionName = '', url = ''] = frame.split('@');
    const entries = Object.entries(ticks).map(([line, count]) => ({ line: Number(line), ticks: count }));
    const node: CpuProfile['nodes'][number] = {
      id: nodes.length + 1,
      callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
      hitCount: entries.reduce((sum, entry) => sum + entry.ticks, 0),
      positionTicks: entries,
    };
    nodes.push(node);
    node.children = calls.map(add);
    return node.id;
  };
  add({ frame: '(root)@', calls: roots });
  return { nodes };
}

/** Lines up to 100 are those of the function's file, later ones those of `b.ts`. */
const positions: Positions = {
  kindOf: ({ functionName, url }) => {
    if (url !== 'a.ts' && url !== 'b.ts') return 'foreign';
    return functionName === '' ? 'preparation' : 'user';
  },
  placeOf: (line, { url, functionName }) => {
    if (line > 100) return { file: 'b.ts', line: line - 100, functionName: 'inlined' };
    return url === 'a.ts' || url === 'b.ts' ? { file: url, line, functionName } : null;
  },
};

describe('the samples of lines', () => {
  it('are counted in every file of the user, for the line that was executing', () => {
    const helper: Tree = { frame: 'helper@b.ts', ticks: { 7: 5 } };
    const profile = profileOf(
      { frame: 'oneByOne@host', ticks: { 1: 50 }, calls: [{ frame: 'work@a.ts', ticks: { 2: 3 }, calls: [helper] }] },
      // The rest of an asynchronous function after an await is not called by the function.
      { frame: 'helper@b.ts', ticks: { 7: 1, 8: 2 } },
    );
    expect(sampleLines(profile, positions)).toEqual({
      lines: expect.arrayContaining([
        { file: 'a.ts', line: 2, functionName: 'work', samples: 3 },
        { file: 'b.ts', line: 7, functionName: 'helper', samples: 6 },
        { file: 'b.ts', line: 8, functionName: 'helper', samples: 2 },
      ]) as unknown,
      elsewhere: 0,
    });
  });

  it('count foreign code as elsewhere only below the code of the user', () => {
    const callback: Tree = { frame: 'compare@a.ts', ticks: { 4: 9 } };
    const library: Tree = { frame: 'sortBy@lodash', ticks: { 1: 20 }, calls: [callback] };
    const profile = profileOf(
      { frame: 'work@a.ts', ticks: { 2: 1 }, calls: [library] },
      { frame: 'receive@host', ticks: { 1: 30 } },
    );
    const { lines, elsewhere } = sampleLines(profile, positions);
    expect(elsewhere).toBe(20);
    expect(lines.map(({ line, samples }) => [line, samples])).toEqual([
      [2, 1],
      [4, 9],
    ]);
  });

  it('are counted in the file of an inlined function, whatever function contains it', () => {
    const profile = profileOf(
      { frame: 'work@a.ts', ticks: { 2: 1, 107: 3 } },
      { frame: 'oneByOne@host', ticks: { 1: 4, 107: 5 } },
    );
    const { lines, elsewhere } = sampleLines(profile, positions);
    expect(lines).toContainEqual({ file: 'b.ts', line: 7, functionName: 'inlined', samples: 8 });
    expect(elsewhere).toBe(0);
  });

  it('leave out loading the module and evaluating the inputs', () => {
    const work: Tree = { frame: 'work@a.ts', ticks: { 2: 40 } };
    const profile = profileOf({ frame: '@a.ts', ticks: { 1: 5 }, calls: [work] }, work);
    expect(sampleLines(profile, positions).lines).toEqual([
      { file: 'a.ts', line: 2, functionName: 'work', samples: 40 },
    ]);
  });

  it('add up over threads', () => {
    const thread = sampleLines(profileOf({ frame: 'work@a.ts', ticks: { 2: 3, 3: 1 } }), positions);
    const other = sampleLines(profileOf({ frame: 'work@a.ts', ticks: { 2: 4 } }), positions);
    const sum = addSamples([thread, other]);
    expect(sum.lines.map(({ line, samples }) => [line, samples])).toEqual([
      [2, 7],
      [3, 1],
    ]);
    expect(thread.lines[0]?.samples).toBe(3);
  });
});
