import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCommits } from '../../src/profile/list-commits.ts';

let folder = '';

function git(folder: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false'];
  execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'ignore' });
}

function commit(subject: string, second: number): void {
  writeFileSync(join(folder, 'code.ts'), `export const second = ${second};\n`);
  git(folder, 'add', '.');
  process.env['GIT_COMMITTER_DATE'] = `2024-01-01T00:00:0${second}Z`;
  git(folder, 'commit', '--quiet', '-m', subject);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'list-commits-'));
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit('first', 1);
  git(folder, 'tag', 'v1');
  git(folder, 'switch', '--quiet', '--create', 'other');
  commit('on another branch, with "quotes" and | signs', 2);
  git(folder, 'switch', '--quiet', 'main');
  commit('second', 3);
  delete process.env['GIT_COMMITTER_DATE'];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('listing commits', () => {
  it('returns those of the branch and the tips of other branches, newest first, each once', async () => {
    const commits = await listCommits(join(folder, 'code.ts'));
    expect(commits.map(({ subject, names }) => [subject, names])).toEqual([
      ['second', ['main']],
      ['on another branch, with "quotes" and | signs', ['other']],
      ['first', ['v1']],
    ]);
    for (const { id, shortId, age } of commits) {
      expect(id).toMatch(/^[0-9a-f]{40}$/);
      expect(id.startsWith(shortId)).toBe(true);
      expect(age).toMatch(/ago$/);
    }
  });

  it('rejects a folder outside a repository and a repository without a commit', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'list-commits-'));
    try {
      await expect(listCommits(join(outside, 'code.ts'))).rejects.toThrow('Expected a file in a git repository');
      git(outside, 'init', '--quiet');
      await expect(listCommits(join(outside, 'code.ts'))).rejects.toThrow('Expected a repository with a commit');
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
