import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/profile/write-whole.ts';

describe('writeWhole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'write-whole-'));
  const file = join(folder, 'report.json');

  it('writes a new file and leaves nothing else', async () => {
    await writeWhole(file, 'first');
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it('replaces a file, and never shows half of it to a reader that opened it before', async () => {
    const before = statSync(file).ino;
    await writeWhole(file, 'second');
    expect(readFileSync(file, 'utf8')).toBe('second');
    if (process.platform !== 'win32') expect(statSync(file).ino).not.toBe(before);
  });

  it.skipIf(process.platform === 'win32')('keeps the mode of a file, and a link to it', async () => {
    chmodSync(file, 0o640);
    symlinkSync('report.json', join(folder, 'latest.json'));
    await writeWhole(join(folder, 'latest.json'), 'third');
    expect(readFileSync(file, 'utf8')).toBe('third');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['latest.json', 'report.json']);
  });

  it.skipIf(process.platform !== 'linux')('writes to a device directly, and reports that it is full', async () => {
    await expect(writeWhole('/dev/full', 'text')).rejects.toThrow(/ENOSPC/);
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('rejects for a folder that does not exist', async () => {
    writeFileSync(join(folder, 'other'), '');
    await expect(writeWhole(join(folder, 'nowhere/report.json'), 'text')).rejects.toThrow(/ENOENT/);
  });
});
