import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFunctions } from '../../src/analysis/functions/list-functions.ts';
import { previewInputs, type PreviewRequest } from '../../src/profile/preview-inputs.ts';
import { programs } from './profile-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'preview-inputs-'));
const file = join(folder, 'subject.ts');
const called = join(folder, 'called');
const source = `
import { writeFileSync } from 'node:fs';
const numbers: number[] = [3, 4, 5];
function* forever() { for (;;) {} }
export function subject(value: number): number {
  writeFileSync(${JSON.stringify(called)}, '');
  return value;
}
`;
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
writeFileSync(file, source);

function preview(expression: string, more: Partial<PreviewRequest> = {}) {
  const [target] = listFunctions(source, file).filter(({ name }) => name === 'subject');
  if (!target) throw new Error('there is no subject');
  return previewInputs({
    target,
    inputs: { kind: 'expression', source: 'argument', expression, spread: false },
    cwd: folder,
    node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
    programs,
    cacheFolder: join(folder, 'cache'),
    limitMs: 30_000,
    ...more,
  });
}

describe('a preview of inputs', () => {
  it('shows the count and the first items in the scope of the file, without calling the function', async () => {
    expect(await preview('numbers.map((n) => ({ n }))')).toEqual({
      status: 'evaluated',
      count: 3,
      items: ['{ n: 3 }', '{ n: 4 }', '{ n: 5 }'],
    });
    expect(existsSync(called)).toBe(false);
  });

  it.each([
    ['range(3)', ['0', '1', '2']],
    ['range(4, 0, -2)', ['4', '2']],
    ['range(2).map((range) => range + 1)', ['1', '2']],
  ])('has range if the file declares none: %s', async (expression, items) => {
    expect(await preview(expression)).toEqual({ status: 'evaluated', count: items.length, items });
  });

  it('does not leave range defined for the rest of the program', async () => {
    expect(await preview('[...range(1), typeof globalThis.range]')).toMatchObject({ items: ['0', "'undefined'"] });
  });

  it.each([
    ['range(2, 3, 0)', /Expected a step other than 0/],
    ['[1,', /Cannot read the expression/],
    ['nowhere', /ReferenceError: nowhere is not defined/],
    ['42', /expected an array/],
  ])('reports an error: %s', async (expression, message) => {
    expect(await preview(expression)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(message) as string,
    });
  });

  it('that never ends is killed', async () => {
    expect(await preview('[...forever()]', { limitMs: 3_000 })).toEqual({
      status: 'failed',
      message: 'not evaluated after 3 seconds, and stopped.',
    });
  });

  it('that is aborted is killed', async () => {
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(), 1_000);
    expect(await preview('[...forever()]', { signal: waiting.signal })).toEqual({ status: 'cancelled' });
  });
});
