import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { CpuProfile } from '../../src/engine/run/take-cpu-profiles.ts';
import { profileSource, spinSource } from './profile-source.ts';

it('takes a CPU profile of the serial run and of every worker, with positions in the TypeScript file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpu-profiles-'));
  // The types before it go when the file is transpiled, so that the lines of what runs are others.
  const source = `interface Gone {\n  a: number;\n}\n\nexport type AlsoGone = Gone;\n${spinSource}`;
  const line = source.slice(0, source.indexOf('export function spin')).split('\n').length;
  const { report } = await profileSource(source, 'spin', {
    inputs: 'Array.from({ length: 8 }, () => 4_000)',
    settings: { cpuProfileFolder: folder },
  });
  expect(report.outcome.status).toBe('completed');
  const names = report.cpuProfiles.map((file) => basename(file)).sort();
  expect(names).toEqual([
    'spin.processes-2.main.cpuprofile',
    'spin.processes-2.worker-0.cpuprofile',
    'spin.processes-2.worker-1.cpuprofile',
    'spin.serial.cpuprofile',
    'spin.threads-2.main.cpuprofile',
    'spin.threads-2.worker-0.cpuprofile',
    'spin.threads-2.worker-1.cpuprofile',
  ]);
  // A worker that gets no core may find nothing left to do: each variant has the function in one of its profiles.
  const spun = new Set<string>();
  for (const file of report.cpuProfiles.filter((path) => !path.includes('.main.'))) {
    const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
    for (const { callFrame } of profile.nodes.filter((node) => node.callFrame.functionName === 'spin')) {
      spun.add(basename(file).split('.')[1] ?? '');
      expect(callFrame.url).toMatch(/subject\.ts$/);
      expect(callFrame.lineNumber + 1).toBe(line);
    }
  }
  expect([...spun].sort()).toEqual(['processes-2', 'serial', 'threads-2']);
});
