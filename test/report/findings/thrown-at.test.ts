import { describe, expect, it } from 'vitest';
import { thrownAt } from '../../../src/report/findings/thrown-at.ts';

const thrown = (file: string, ...frames: string[]): ReturnType<typeof thrownAt> =>
  thrownAt(
    { name: 'Error', message: 'no', stack: ['Error: no', ...frames.map((frame) => `    at ${frame}`)].join('\n') },
    file,
  );

describe('thrownAt', () => {
  it('is the innermost frame of the profiled file', () => {
    expect(thrown('/a/b.ts', 'f (/a/b.ts:3:11)', 'g (/a/b.ts:9:2)', 'run (/engine/run.ts:1:1)')).toEqual({
      file: '/a/b.ts',
      line: 3,
      column: 11,
    });
  });

  it('is in another user file if that one threw', () => {
    expect(thrown('/a/b.ts', 'parse (/a/parse.ts:7:1)', 'f (/a/b.ts:3:11)')).toMatchObject({ file: '/a/parse.ts' });
  });

  it('is the caller of a package or a built-in that threw', () => {
    const frames = ['JSON.parse (<anonymous>)', 'x (/a/node_modules/x/index.js:1:1)', 'f (/a/b.ts:3:11)'];
    expect(thrown('/a/b.ts', ...frames)).toMatchObject({ file: '/a/b.ts', line: 3 });
  });

  it('reads frames without a name, of async functions and with URLs', () => {
    expect(thrown('/a/b.ts', '/a/b.ts:3:11')).toMatchObject({ line: 3 });
    expect(thrown('/a/b.ts', 'async /a/b.ts:4:1')).toMatchObject({ line: 4 });
    expect(thrown('/a/b.ts', 'async Promise.all (index 0)', 'async f (/a/b.ts:5:1)')).toMatchObject({ line: 5 });
    expect(thrown('/a b/c.ts', 'f (file:///a%20b/c.ts:6:1)')).toMatchObject({ line: 6 });
    expect(thrown('C:/a.ts', 'f (file:///C:/a.ts:7:1)')).toMatchObject({ line: 7 });
    expect(thrown('C:\\a.ts', 'f (C:\\a.ts:8:1)')).toMatchObject({ line: 8 });
  });

  it('is unknown when the profiled file is not on the stack, or there is none', () => {
    expect(thrown('/a/b.ts', 'lost (/library/pool.ts:3:11)')).toBeUndefined();
    expect(thrownAt({ name: 'Error', message: 'no' }, '/a/b.ts')).toBeUndefined();
  });
});
