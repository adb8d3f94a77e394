import { expect, it } from 'vitest';
import { overrideSeverities, type SeverityOverrides } from '../../src/report/override-severities.ts';

const findings = [
  { code: 'chance-or-clock', severity: 'hint' },
  { code: 'process-exit', severity: 'warning' },
] as const;

it.each<[SeverityOverrides, [string, string][]]>([
  [
    {},
    [
      ['chance-or-clock', 'hint'],
      ['process-exit', 'warning'],
    ],
  ],
  [{ 'process-exit': 'off' }, [['chance-or-clock', 'hint']]],
  [
    { 'chance-or-clock': 'error', other: 'off' },
    [
      ['chance-or-clock', 'error'],
      ['process-exit', 'warning'],
    ],
  ],
  // Settings are typed by users and may be anything.
  [
    { 'process-exit': 'silent' as 'off' },
    [
      ['chance-or-clock', 'hint'],
      ['process-exit', 'warning'],
    ],
  ],
])('%j', (overrides, expected) => {
  expect(overrideSeverities(findings, overrides).map(({ code, severity }) => [code, severity])).toEqual(expected);
});
