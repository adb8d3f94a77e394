import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Inputs } from '../../src/model/inputs.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { resolveInputs } from '../../src/profile/resolve-inputs.ts';
import { resolveTarget } from '../../src/profile/resolve-target.ts';
import { sizeInputs } from '../../src/profile/size-inputs.ts';
import { analysisPrograms, profileSource, programs } from './profile-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'size-inputs-'));
const file = join(folder, 'subject.ts');
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
writeFileSync(
  file,
  `
function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
/** 0.02 ms for each element. */
export function sum(values: number[]): number {
  spin(0.02 * values.length);
  return values.length;
}
export function picky(values: number[]): number {
  if (values.length > 100) throw new RangeError('too many');
  return values.length;
}
export function stuck(values: number[]): number {
  while (values.length > 100);
  return values.length;
}
export async function eager(values: number[]): Promise<number> {
  if (values.length > 100) process.exit(1);
  return values.length;
}
export function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
export function area(image: { width: number; height: number; pixels: Uint8Array }): number {
  if (image.pixels.length !== image.width * image.height) throw new RangeError('not an image');
  spin(0.02 * image.pixels.length);
  return image.pixels.length;
}
export function flag(on: boolean): boolean {
  return !on;
}
`,
);
const analysis = new AnalysisClient(analysisPrograms);
afterAll(() => analysis.dispose());

const node = { path: process.execPath, source: 'self', version: process.version, environment: {} } as const;

async function sized(name: string, asked: Parameters<typeof resolveInputs>[3]): Promise<[Inputs, RunEvent[]]> {
  const { target, text } = await resolveTarget(analysis, file, name);
  const inputs = await resolveInputs(analysis, text, target, asked);
  const events: RunEvent[] = [];
  const place = { cwd: folder, programs, cacheFolder: join(folder, 'cache'), node, signal: undefined };
  const found = await sizeInputs(
    { target, text, inputs },
    { ...place, analysis, onEvent: (event) => events.push(event) },
  );
  return [found, events];
}

async function generated(name: string, size?: number) {
  const seed = { count: 4, seed: 3, ...(size === undefined ? {} : { size }) };
  const [inputs] = await sized(name, { generated: seed, cwd: folder });
  if (inputs.kind !== 'expression') throw new Error('expected an expression');
  return inputs;
}

describe('the size of generated inputs', () => {
  it('is that at which a call takes some milliseconds', async () => {
    const { generated: seed, sizeChoice } = await generated('sum');
    expect(sizeChoice?.callMs).toBeGreaterThanOrEqual(2);
    expect(sizeChoice?.because).toBe('longEnough');
    // At least 100 elements, which the usual size does not have.
    expect(seed?.size).toBeGreaterThan(6);
  });

  it('keeps related fields in agreement', async () => {
    const { generated: seed, sizeChoice } = await generated('area');
    expect([seed?.size, sizeChoice?.because]).toEqual([expect.any(Number), 'longEnough']);
  });

  it('keeps the numbers of a recursive function small', async () => {
    const { expression, generated: seed } = await generated('fib');
    expect(seed?.size).toBeGreaterThan(10);
    for (const n of JSON.parse(expression) as number[]) expect(n).toBeLessThan(40);
  });

  it.each([
    ['picky', 'fails'],
    ['stuck', 'time'],
    ['eager', 'fails'],
  ])('stays below the size with which %s does not work', async (name, because) => {
    const { expression, sizeChoice } = await generated(name);
    expect(sizeChoice?.because).toBe(because);
    for (const length of expression.matchAll(/length: (\d+)/g)) expect(Number(length[1])).toBeLessThanOrEqual(100);
  });

  it('gives the same items again with the same seed', async () => {
    const { expression, generated: seed } = await generated('sum');
    const again = await generated('sum', seed?.size);
    expect(again.expression).toBe(expression);
    expect(again.sizeChoice).toBeUndefined();
  });

  it('is not tried where it was given, where it changes nothing, and for real inputs', async () => {
    for (const [name, asked] of [
      ['sum', { generated: { count: 4, seed: 3, size: 8 } }],
      ['flag', { generated: { count: 4, seed: 3 } }],
      ['sum', { expression: '[[1, 2]]' }],
    ] as const) {
      const [inputs, events] = await sized(name, { ...asked, cwd: folder });
      expect(inputs).not.toHaveProperty('sizeChoice');
      expect(events).toEqual([]);
    }
  });

  it('is in the report, with the expression that was used', async () => {
    const source = `export function sum(values: number[]) {
      const until = performance.now() + 0.02 * values.length;
      while (performance.now() < until);
      return values.length;
    }`;
    const { report, events } = await profileSource(source, 'sum', { generated: { count: 4, seed: 3 } });
    expect(report.inputs).toMatchObject({ source: 'generated', generated: { count: 4, seed: 3 } });
    expect(report.inputs.generated?.size).toBeGreaterThan(6);
    expect(report.inputs.sizeChoice?.callMs).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ type: 'stage', stage: 'size' });
    const again = await profileSource(source, 'sum', { inputs: report.inputs.expression ?? '' });
    expect(again.report.inputs.preview).toEqual(report.inputs.preview);
  });
});
