import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { forgetOldFiles } from '../../src/profile/code-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'code-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('removes files and whole folders that are older than a month', async () => {
  const now = Date.now();
  const at = (days: number, name: string): void => {
    const time = new Date(now - days * 86_400_000);
    utimesSync(join(folder, name), time, time);
  };
  for (const name of ['old-run', 'new-run']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'pi.serial.cpuprofile'), '{}');
  }
  for (const name of ['old.json', 'new.json']) writeFileSync(join(folder, name), '[]');
  for (const name of ['old-run', 'old.json']) at(31, name);
  for (const name of ['new-run', 'new.json']) at(29, name);
  await forgetOldFiles(folder, now);
  expect(readdirSync(folder).sort()).toEqual(['new-run', 'new.json']);
  await forgetOldFiles(join(folder, 'missing'), now);
});
