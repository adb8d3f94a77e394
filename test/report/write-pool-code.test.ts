import { describe, expect, test } from 'vitest';
import type { Recommendation, Report } from '../../src/model/report.ts';
import { writePoolCode } from '../../src/report/write-pool-code.ts';

const report = (
  recommendation: Partial<Recommendation> | null,
  spread = false,
): Pick<Report, 'target' | 'inputs' | 'recommendation'> => ({
  target: {
    file: '/w/square.ts',
    name: 'square',
    location: { file: '/w/square.ts', line: 1, column: 1 },
    async: false,
  },
  inputs: { count: 3, source: 'tag', expression: 'numbers', file: null, preview: [], spread },
  recommendation: recommendation && {
    strategy: 'threads',
    workers: 4,
    chunkSize: null,
    speedup: 3,
    reason: '',
    ...recommendation,
  },
});

describe('writePoolCode', () => {
  test('creates the pool that was measured', () => {
    const code = writePoolCode(report({}));
    expect(code).toContain("new Pool(import.meta.url, { kind: 'threads', processes: 4 })");
    expect(code).toContain('pool.map(square, items);');
  });

  test('uses starmap for tuples, and the chunk size if one was chosen', () => {
    expect(writePoolCode(report({ strategy: 'processes', chunkSize: 8 }, true))).toContain(
      'pool.starmap(square, items, { chunkSize: 8 });',
    );
  });

  test('uses no pool for tasks that only wait', () => {
    const code = writePoolCode(report({ strategy: 'async', workers: 32 }));
    expect(code).toContain('length: 32');
    expect(code).not.toContain('Pool');
  });

  test('is null if nothing should change', () => {
    expect(writePoolCode(report({ strategy: 'serial', workers: 1 }))).toBeNull();
    expect(writePoolCode(report(null))).toBeNull();
  });

  test('writes an executor for a queue', () => {
    const code = writePoolCode(report({ strategy: 'bullmq', workers: 16, chunkSize: 8 }));
    expect(code).toContain("from 'parallel-profiler/bullmq'");
    expect(code).toContain(', items, { chunkSize: 8 })');
    expect(writePoolCode(report({ strategy: 'bullmq', workers: 16 }, true))).toContain('...item)');
  });
});
