import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Checkout, removeAbandonedCheckouts } from '../../src/profile/check-out.ts';
import { CommitRepository } from '../cli/commit-repository.ts';

const repository = new CommitRepository();
const id = repository.commit('Begin', { 'a.ts': 'export const a = 1;' });
const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'abandoned-')));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

it('removes checkouts of processes that were killed, and nothing else', async () => {
  await using own = await Checkout.create(repository.folder, { id, subject: 'Begin' }, 'base');
  const users = join(temporary, 'of-the-user');
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const ownName = basename(dirname(own.folder));
  expect(ownName).toContain(`${process.pid}`);
  const [left, vanished] = ['a', 'b'].map((end) =>
    join(realpathSync(tmpdir()), ownName.replace(`${process.pid}`, `${ended}`) + end, 'head'),
  ) as [string, string];
  const elsewhere = join(temporary, basename(dirname(left)), 'head');
  for (const folder of [users, elsewhere, left, vanished])
    repository.git('worktree', 'add', '--quiet', '--detach', folder, id);
  rmSync(vanished, { recursive: true });
  const installed = join(temporary, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'kept.js'), '');
  symlinkSync(installed, join(left, 'node_modules'), 'junction');

  await removeAbandonedCheckouts(repository.folder);
  expect(existsSync(dirname(left))).toBe(false);
  expect(existsSync(join(installed, 'kept.js'))).toBe(true);
  const listed = repository.git('worktree', 'list', '--porcelain').match(/^worktree .+$/gm);
  const kept = [repository.folder, own.folder, users, elsewhere].map((folder) => `worktree ${folder}`);
  expect(listed?.toSorted()).toEqual(kept.toSorted());
});
