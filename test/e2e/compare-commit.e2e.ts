import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { copyOfDemo, openEditor } from './open-editor.ts';

const spin = (rounds: number): string => `/** @inputs [1, 2, 3] */
export function spin(value: number): number {
  let sum = value;
  for (let round = 0; round < ${rounds}; round++) sum = (sum * 31 + round) % 1_000_003;
  return sum;
}
`;

test('a function is compared with a commit', async () => {
  using demo = copyOfDemo({ 'spin.ts': spin(200_000) });
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false'];
    execFileSync('git', ['-C', demo.folder, ...identity, ...args], { stdio: 'ignore' });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Spin for a short time');
  writeFileSync(join(demo.folder, 'src/spin.ts'), spin(600_000));
  await using window = await openEditor({ folder: demo.folder });
  const { editor } = window;
  await editor.openFile('spin.ts', 2);
  await editor.runCommand('Parallel Profiler: Compare with Commit …');
  await editor.quickPickRows().filter({ hasText: 'Spin for a short time' }).click();
  await editor.page.locator('.tab.active', { hasText: 'Comparison of spin' }).waitFor();
  await editor.panel().getByText('more time at head').waitFor();
  await editor.screenshot('compare with commit');
});
