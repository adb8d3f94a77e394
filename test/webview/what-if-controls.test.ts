import { describe, expect, it } from 'vitest';
import { whatIf } from '../../src/report/prediction/what-if.ts';
import { changeInWords, initialControls, whatIfChange } from '../../webview/charts/what-if-controls.ts';
import { simulatedReport } from './simulated-report.ts';

const report = simulatedReport();
const initial = initialControls(report, 4);

describe('what-if controls', () => {
  it('start at the measured values', () => {
    expect(initial).toEqual({ cores: 4, chunkSize: 0, items: 48, taskLength: 1, transfer: false, kind: 'threads' });
    expect(whatIfChange(initial)).toMatchObject({ workers: 4, chunkSize: null, items: 48, taskLengthFactor: 1 });
  });

  it('start at the recommended pool', () => {
    const two = report.strategies.find(({ name, workers }) => name === 'processes' && workers === 2);
    if (two?.kind !== 'pool') throw new Error('expected a pool of two processes');
    const recommendation = { strategy: two.name, workers: 2, chunkSize: two.chunkSize, speedup: 1, reason: '' };
    const first = initialControls({ ...report, recommendation }, 4);
    expect(first).toMatchObject({ cores: 2, kind: 'processes' });
  });

  it('determine the parameters of the prediction', () => {
    const one = whatIf(report, whatIfChange({ ...initial, cores: 1 }));
    const four = whatIf(report, whatIfChange(initial));
    expect(one?.speedup).toBeLessThan(1.1);
    expect(four?.speedup).toBeGreaterThan(2);
  });

  it('are announced by their differences', () => {
    expect(changeInWords(initial, initial)).toBe('with 4 cores');
    expect(changeInWords(initial, { ...initial, cores: 16, chunkSize: 8, transfer: true })).toBe(
      'with 16 cores, chunk size 8, transfer instead of cloning',
    );
  });
});
