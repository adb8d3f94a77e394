import { expect, it } from 'vitest';
import { RunGate } from '../../../src/extension/run/run-gate.ts';
import { ReportOrigins } from '../../../src/extension/run/run-origin.ts';
import type { ScriptReport } from '../../../src/model/script-report.ts';
import { reportOf, sampleProfiles, thread } from '../../report/sample-script-report.ts';

const script = (): ScriptReport =>
  reportOf([thread(0, {}), thread(1, { cpuMs: 500 })], {
    profiles: sampleProfiles,
    cpuProfiles: ['/storage/profiles/CPU.20260101.120000.10.1.cpuprofile'],
  });

it('opens only files that a command run here names, and none for the report file of a command', async () => {
  const gate = new RunGate(new ReportOrigins());
  const [own, foreign] = [script(), script()];
  gate.origins.add(own);
  const named = ['/storage/profiles/CPU.20260101.120000.10.1.cpuprofile', '/app/main.js', '/app/src/resize.js'];
  for (const file of named) {
    expect(await gate.mayOpen(file, own)).toBe(true);
    expect(await gate.mayOpen(file, foreign)).toBe(false);
  }
  expect(await gate.mayOpen('/etc/passwd', own)).toBe(false);
});
