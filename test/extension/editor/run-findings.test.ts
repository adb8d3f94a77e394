import { describe, expect, it } from 'vitest';
import { markOutdated, runFindings } from '../../../src/extension/editor/run-findings.ts';
import type { Confidence, Report } from '../../../src/model/report.ts';
import { findings as families } from '../../../src/model/findings/index.ts';
import { cpuBoundReport, resultsDifferReport, tooFineReport } from '../../report/sample-report.ts';

const withConfidence = (report: Report, confidence: Confidence): Report => ({ ...report, confidence });

describe('runFindings', () => {
  it('returns timing findings as hints', () => {
    const warned = tooFineReport.findings.map((finding) => ({ ...finding, severity: 'warning' as const }));
    const shown = runFindings({ findings: warned, confidence: 'high' });
    expect(shown.map(({ severity }) => severity)).not.toHaveLength(0);
    expect(new Set(shown.map(({ severity }) => severity))).toEqual(new Set(['hint']));
  });

  it('keeps the severity of wrong results', () => {
    const wrong = runFindings(resultsDifferReport).find(({ code }) => code === 'results-differ');
    expect(wrong?.severity).toBe(families['results-differ'].severity);
  });

  it('drops timing findings of an unreliable run, and keeps wrong results', () => {
    expect(runFindings(withConfidence(tooFineReport, 'invalid'))).toEqual([]);
    expect(runFindings(withConfidence(resultsDifferReport, 'invalid')).map(({ code }) => code)).toEqual([
      'results-differ',
    ]);
  });

  it('omits static findings and those about validity', () => {
    const origins = [cpuBoundReport, tooFineReport, resultsDifferReport]
      .flatMap(runFindings)
      .map(({ origin }) => origin);
    expect(new Set(origins)).toEqual(new Set(['run']));
  });

  it('turns a finding of an older version of the code into a hint that says so', () => {
    const [wrong] = runFindings(resultsDifferReport);
    if (!wrong) throw new Error('Expected a finding, found none.');
    expect(markOutdated(wrong)).toEqual({
      ...wrong,
      severity: 'hint',
      message: `${wrong.message} Code changed since this run.`,
    });
  });
});
