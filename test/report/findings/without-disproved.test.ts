import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import type { Measurement } from '../../../src/model/measurement.ts';
import { configurations } from '../sample-measurements.ts';
import { codes, different, onPool, onSerial, report } from './run-samples.ts';

const equal = { equal: true, differing: 0 };
/** A run in threads in which nothing failed and all results were the same. */
const clean = onSerial({
  mutatedItems: 0,
  failedItems: 0,
  results: equal,
  resultsInFreshProcess: equal,
});

function pitfall(code: Finding['code'], args: object): Finding {
  const location = { file: '/a.ts', line: 1, column: 1 };
  return { code, args, severity: 'warning', origin: 'static', location, evidence: {} } as Finding;
}

const inThreads = pitfall('argument-not-cloneable', { path: 'done', what: 'a function', channel: 'threads' });
const inBoth = pitfall('result-not-cloneable', { path: '', what: 'a function', channel: 'both', may: true });
const inProcesses = pitfall('argument-not-cloneable', { path: 'a', what: 'a symbol', channel: 'processes' });
const onlyMain = pitfall('process-only-call', { call: 'process.chdir' });
const addon = pitfall('native-addon', { package: 'addon' });
const mutated = pitfall('argument-mutated', { parameter: 'items' });
const chance = pitfall('chance-or-clock', { call: 'Math.random()' });
const waits = pitfall('waits-for-io', { call: 'fetch()' });

function kept(finding: Finding, edit: (measurement: Measurement) => Measurement = clean, made: object = {}): boolean {
  const run = { configurations: configurations(['threads'], [1, 2]) };
  return codes(report(run, { staticFindings: [finding], ...made }, edit)).includes(finding.code);
}

describe('a pitfall in the source', () => {
  it.each([inThreads, inBoth, onlyMain, addon, mutated, chance, waits])(
    'is dropped by a run that disproves it: $code',
    (finding) => {
      expect(kept(finding)).toBe(false);
    },
  );

  it.each([
    ['that only another channel shows', inProcesses, clean],
    ['if items failed in the pool', inThreads, onPool(() => ({ failedItems: 1 }))],
    ['if items failed in threads', addon, onPool(() => ({ failedItems: 1 }))],
    ['if the call changed an item', mutated, onSerial({ mutatedItems: 1 })],
    ['if only some items were looked at', mutated, onSerial({ mutatedItems: 0, mutatedOf: 3 })],
    ['if only some results were compared', chance, onSerial({ results: { ...equal, compared: 3 } })],
    ['if results differ in another process', chance, onSerial({ results: equal, resultsInFreshProcess: different })],
    ['that no run can disprove', pitfall('module-state-written', { variable: 'count' }), clean],
  ])('remains %s', (_, finding, edit) => {
    expect(kept(finding, edit)).toBe(true);
  });

  it('remains if the inputs are made up', () => {
    const generated = { seed: 1, count: 8 };
    const inputs = {
      count: 8,
      source: 'generated',
      expression: '[]',
      file: null,
      preview: [],
      spread: false,
      generated,
    };
    expect(kept(inThreads, clean, { inputs })).toBe(true);
  });
});
