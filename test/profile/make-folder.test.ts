import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/profile/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder', () => {
  it('is made with those above it, also if it exists', () => {
    const wanted = join(folder, 'a', 'b', 'c');
    makeFolder(wanted);
    makeFolder(wanted);
    expect(existsSync(wanted)).toBe(true);
  });

  it('is not made in place of a file, or below one', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(join(file, 'a'))).toThrow(/ENOTDIR|ENOENT/);
  });

  it.skipIf(process.platform !== 'linux')('is refused where the system makes none', () => {
    expect(() => makeFolder('/proc/parallel-profiler/a')).toThrow('ENOENT');
  });
});
