import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRun, ReportOrigins, type RunFacts, runOrigins } from '../../../src/extension/run/run-origin.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';

const origin = fc.constantFrom(...runOrigins);
const facts: fc.Arbitrary<RunFacts> = fc.record({
  origins: fc.array(origin, { minLength: 1, maxLength: 3 }),
  trusted: fc.boolean(),
  inside: fc.boolean(),
  confirmed: fc.boolean(),
});

describe('decideRun', () => {
  test('allows nothing from an unconfirmed report file, and nothing from any report file outside the workspace', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const fromFile = given.origins.includes('report-file');
        if (fromFile && decideRun(given) === 'run') expect(given.confirmed && given.inside).toBe(true);
      }),
    );
  });

  test('allows nothing in Restricted Mode', () => {
    fc.assert(fc.property(facts, (given) => decideRun({ ...given, trusted: false }) === 'refuse-restricted'));
  });

  test('needs no confirmation for what the user or the workspace provides', () => {
    const ours = fc.constantFrom(...runOrigins.filter((each) => each !== 'report-file'));
    fc.assert(
      fc.property(facts, fc.array(ours, { minLength: 1 }), (given, origins) => {
        expect(decideRun({ ...given, origins, trusted: true })).toBe('run');
      }),
    );
  });

  test('asks once about a report file inside the workspace, and runs it after confirmation', () => {
    fc.assert(
      fc.property(fc.array(origin), (others) => {
        const given = { origins: [...others, 'report-file' as const], trusted: true, inside: true };
        expect(decideRun({ ...given, confirmed: false })).toBe('ask');
        expect(decideRun({ ...given, confirmed: true })).toBe('run');
      }),
    );
  });
});

describe('ReportOrigins', () => {
  test('does not accept a copy of an own report', () => {
    const origins = new ReportOrigins();
    const report = structuredClone(cpuBoundReport);
    origins.add(report);
    expect(origins.of(report)).toBe('own-report');
    expect(origins.of(structuredClone(report))).toBe('report-file');
    expect(origins.of({ ...report, origin: 'own-report' } as typeof report)).toBe('report-file');
  });

  test('remembers that the inputs of an own run came from a report file', () => {
    const origins = new ReportOrigins();
    const report = structuredClone(cpuBoundReport);
    origins.add(report, 'report-file');
    expect(origins.of(report)).toBe('own-report');
    expect(origins.ofInputs(report)).toBe('report-file');
  });
});
