import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommit } from '../../src/profile/read-commit.ts';

let folder: string;
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-commit-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('readCommit', () => {
  it('returns null outside a repository and for a missing folder', async () => {
    expect(await readCommit(folder)).toBeNull();
    expect(await readCommit(join(folder, 'nowhere'))).toBeNull();
  });

  it('returns null before the first commit', async () => {
    git('init', '--quiet');
    expect(await readCommit(folder)).toBeNull();
  });

  it('returns the commit, and whether tracked files differ from it, from a subfolder', async () => {
    git('init', '--quiet');
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/a.ts'), 'export const a = 1;\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'First');
    const id = git('rev-parse', 'HEAD').trim();
    writeFileSync(join(folder, 'notes.txt'), 'not tracked\n');
    expect(await readCommit(join(folder, 'src'))).toEqual({ id, dirty: false });
    writeFileSync(join(folder, 'src/a.ts'), 'export const a = 2;\n');
    expect(await readCommit(join(folder, 'src'))).toEqual({ id, dirty: true });
  });
});
