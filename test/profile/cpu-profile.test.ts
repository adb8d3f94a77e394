import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { CpuProfile } from '../../src/engine/run/sample-lines.ts';
import { profileSource, spinSource } from './profile-source.ts';

it('takes a CPU profile of the serial run and of every worker, with positions in the TypeScript file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpu-profiles-'));
  // The types before it go when the file is transpiled, so that the lines of what runs are others.
  const source = `interface Gone {\n  a: number;\n}\n\nexport type AlsoGone = Gone;\n${spinSource}`;
  const line = source.slice(0, source.indexOf('export function spin')).split('\n').length;
  const { report } = await profileSource(source, 'spin', {
    inputs: 'Array.from({ length: 8 }, () => 4_000)',
    // Room for every strategy on a machine that starts slowly, too.
    settings: { cpuProfileFolder: folder, budgetSeconds: 5 },
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
  const loop = line + 2;
  expect(report.hotLines?.map(({ pool }) => pool?.name).sort()).toEqual(['processes', 'threads']);
  for (const { lines, serial, workers } of report.hotLines ?? []) {
    expect(lines[0]).toMatchObject({ functionName: 'spin', location: { line: loop } });
    expect(lines[0]?.text).toMatch(/^for \(let i = 0;/);
    // The loop is all that the function does.
    expect(lines[0]?.serial.share).toBeGreaterThan(0.9);
    expect(serial.calls % 8).toBe(0);
    expect(workers?.samples).toBeGreaterThan(0);
  }
});

it('counts inlined functions in their own file and never by another name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inlined-'));
  const helper = join(folder, 'helper.ts');
  const blank = '\n'.repeat(4);
  writeFileSync(
    helper,
    `${blank}export function mix(x: number): number {\n  let h = x | 0;\n  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);\n  return h ^ (h >>> 12);\n}\n`,
  );
  const source = [
    `import { mix } from ${JSON.stringify(helper)};`,
    'export function work(rounds: number): number {',
    '  let x = rounds;',
    '  for (let i = 0; i < rounds; i++) {',
    '    x = mix(x);',
    '    x = near(x);',
    '  }',
    '  return x;',
    '}',
    'function near(x: number): number {',
    '  const y = Math.imul(x, 3);',
    '  return y ^ 7;',
    '}',
  ];
  const { report } = await profileSource(source.join('\n'), 'work', {
    inputs: '[2_000_000, 2_000_001]',
    settings: { hotLines: true, strategies: ['serial', 'threads'] },
  });
  const lines = report.hotLines?.[0]?.lines ?? [];
  const ofHelper = lines.filter(({ location }) => location.file.endsWith('helper.ts'));
  expect(ofHelper.map(({ location }) => location.line).filter((line) => line < 5 || line > 9)).toEqual([]);
  expect(ofHelper.reduce((sum, { serial }) => sum + serial.share, 0)).toBeGreaterThan(0.2);
  for (const { location, functionName } of lines) {
    const isHelper = location.file.endsWith('helper.ts');
    // A function that was inlined from its first call on has no name in the profile.
    expect([isHelper ? 'mix' : location.line >= 10 ? 'near' : 'work', '']).toContain(functionName);
  }
});

it('samples lines without keeping profiles: those of helpers, of one statement over several lines, and of no preparation', async () => {
  const source = [
    "import { setTimeout as delay } from 'node:timers/promises';",
    'function busy(ms: number): number {',
    '  const endMs = performance.now() + ms;',
    '  let turns = 0;',
    '  while (performance.now() < endMs) turns++;',
    '  return turns;',
    '}',
    'function makeItems(): number[] {',
    '  busy(300);',
    '  return [1, 2, 3, 4];',
    '}',
    'busy(200);',
    'async function after(item: number): Promise<number> {',
    '  await delay(1);',
    '  return Array.from({ length: 60_000 }, (_, i) => i * item)',
    '    .map((x) => x % 7)',
    '    .filter((x) => x > 3)',
    '    .reduce((a, b) => a + b);',
    '}',
    'export async function work(item: number): Promise<number> {',
    '  const sum = await after(item);',
    '  return sum + (await after(sum));',
    '}',
  ];
  const { report } = await profileSource(source.join('\n'), 'work', {
    inputs: 'makeItems()',
    settings: { hotLines: true, strategies: ['serial', 'threads'] },
  });
  expect(report.outcome.status).toBe('completed');
  expect(report.cpuProfiles).toEqual([]);
  const lines = report.hotLines?.[0]?.lines ?? [];
  const sampled = new Set(lines.filter(({ serial }) => serial.samples > 0).map(({ location }) => location.line));
  // The array is made and walked by built-in functions, which count for the line that calls them.
  expect(sampled).toContain(15);
  for (const { location, text } of lines) expect(text).toBe(source[location.line - 1]?.trim());
  expect([...sampled].filter((line) => line < 13)).toEqual([]);
});
