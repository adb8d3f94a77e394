import { describe, expect, it } from 'vitest';
import type { Finding, Severity } from '../../../src/model/finding.ts';
import { collapseFindings } from '../../../src/report/findings/collapse-findings.ts';

const location = { file: '/a.ts', line: 1, column: 1 };
const wide = (workers: number, severity: Severity): Finding => ({
  code: 'wide-interval',
  args: { strategy: 'threads', workers, low: 1, high: 2 },
  severity,
  origin: 'validity',
  location,
  evidence: {},
});
const broken = (workers: number, message: string): Finding => ({
  code: 'strategy-failed',
  args: { strategy: 'threads', workers, message },
  severity: 'error',
  origin: 'run',
  location,
  evidence: {},
});

describe('collapseFindings', () => {
  it('keeps the severest, and the headline among equals', () => {
    const [only, ...rest] = collapseFindings([wide(1, 'warning'), wide(2, 'warning'), wide(4, 'warning')], {
      name: 'threads',
      workers: 4,
    });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ args: { workers: 4 }, also: [{ workers: 1 }, { workers: 2 }] });
    expect(collapseFindings([wide(4, 'warning'), wide(1, 'error')], { name: 'threads', workers: 4 })).toMatchObject([
      { severity: 'error', args: { workers: 1 }, also: [{ workers: 4 }] },
    ]);
  });

  it('keeps failures with different messages apart', () => {
    expect(collapseFindings([broken(1, 'a'), broken(2, 'b'), broken(4, 'a')], null)).toHaveLength(2);
  });

  it('never merges findings about locations in the source', () => {
    const state = (variable: string): Finding => ({
      code: 'module-state-written',
      args: { variable },
      severity: 'warning',
      origin: 'static',
      location,
      evidence: {},
    });
    expect(collapseFindings([state('a'), state('a')], null)).toHaveLength(2);
  });
});
