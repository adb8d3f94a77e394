import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { rules } from '../../src/analysis/rules/index.ts';
import type { Finding, FindingArgs } from '../../src/model/finding.ts';
import { findingCodes, findings, staticCodes, type FindingCode } from '../../src/model/findings/index.ts';

const folder = join(import.meta.dirname, '../../src/model/findings');
const families = await Promise.all(
  readdirSync(folder)
    .filter((name) => name !== 'index.ts' && name !== 'family.ts')
    .map(async (name) => ({ name, exported: (await import(join(folder, name))) as Record<string, unknown> })),
);

describe('the registry of findings', () => {
  it('has every code of every family once', () => {
    const codes = families.flatMap(({ exported }) =>
      Object.values(exported).flatMap((value) => (typeof value === 'object' && value ? Object.keys(value) : [])),
    );
    expect([...findingCodes].sort()).toEqual(codes.sort());
  });

  it('has the types of every family', () => {
    expectTypeOf<Finding['code']>().toEqualTypeOf<FindingCode>();
    expectTypeOf<Extract<Finding, { code: 'one-long-task' }>['args']>().toEqualTypeOf<FindingArgs['one-long-task']>();
  });

  it.each(findingCodes)('%s has an origin: code, a run, or doubts about its numbers', (code) => {
    const { origins } = findings[code];
    expect(origins.length).toBeGreaterThan(0);
    // A run makes either findings or doubts of one code, because the origin of a finding follows from its code.
    expect(origins.filter((origin) => origin !== 'static').length).toBeLessThanOrEqual(1);
  });

  it('has the codes of the rules as those found by reading the code', () => {
    // Two rules may find the same: an argument of a task, and a value that is sent.
    const ruleCodes = new Set(rules.flatMap(({ codes }) => codes));
    expect([...staticCodes].sort()).toEqual([...ruleCodes].sort());
  });
});
