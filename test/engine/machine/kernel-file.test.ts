import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KernelFile } from '../../../src/engine/machine/kernel-file.ts';

const path = join(mkdtempSync(join(tmpdir(), 'kernel-')), 'stat');

function opened(text: string): KernelFile {
  writeFileSync(path, text);
  const file = KernelFile.open(path);
  if (!file) throw new Error(`expected a file at ${path}`);
  file.read();
  return file;
}

describe('a file of the kernel', () => {
  it('returns the numbers of a line one by one, and none after its end', () => {
    const file = opened('cpu0 12 0 18446744073709\ncpu1 7\n');
    expect(file.takes('cpu')).toBe(true);
    expect([file.number(), file.number(), file.number(), file.number()]).toEqual([0, 12, 0, 18446744073709]);
    expect([file.number(), file.number()]).toEqual([0, 0]);
    file.skipLine();
    expect([file.takes('intr'), file.takes('cpu'), file.number(), file.number()]).toEqual([false, true, 1, 7]);
    file.skipLine();
    expect([file.takes('cpu'), file.number()]).toEqual([false, 0]);
    file.close();
  });

  it('skips fields, and a name with spaces and brackets in it', () => {
    const file = opened('42 (a (b) c) S 1 2 33 4');
    file.skipToLast(')');
    file.skipFields(3);
    expect(file.number()).toBe(2);
    expect(file.number()).toBe(33);
    file.close();
  });

  it('is re-read each time', () => {
    const file = opened('1 2');
    expect(file.number()).toBe(1);
    writeFileSync(path, '34');
    expect(file.read()).toBe(true);
    expect([file.number(), file.number()]).toEqual([34, 0]);
    file.close();
  });

  it('is null if missing, and reports that its process has ended', () => {
    expect(KernelFile.open(join(path, 'missing'))).toBeNull();
    const file = opened('');
    expect(file.read()).toBe(false);
    file.close();
  });
});
